"""What cells of Python use and bind: [text of a cell] on standard input, what each is to declare on standard output, as JSON.

No cell is run. Names are looked at in the order of the cells: what a cell imports is imported again where it is used.
"""

import ast
import json
import re
import sys

# Methods that change their object, and functions that change their first argument.
CHANGING = set(
    "add append appendleft clear difference_update discard extend extendleft fill fit fit_transform insert "
    "intersection_update partial_fit pop popitem popleft put remove resize reverse rotate set_params setdefault "
    "sort symmetric_difference_update update".split())
CHANGING_FIRST = set("delattr heapify heappop heappush insort setattr shuffle".split())
# Cell magics below which there is Python that runs here.
RUNNING = {"%%capture", "%%prun", "%%time", "%%timeit"}


class Function:
    """What a function, or a class, of a cell does with names that are not its own."""

    def __init__(self, parameters, used, changed):
        self.parameters = parameters
        self.used = used
        self.changed = [name for name in changed if name not in parameters]
        self.changed_parameters = {name for name in changed if name in parameters}


class Names(ast.NodeVisitor):
    """The names in a piece of code, in their order."""

    def __init__(self):
        self.bound, self.used, self.imports, self.changed, self.shared = [], [], {}, [], set()
        #: Functions and classes that are defined in it.
        self.functions = {}
        #: (name, arguments, arguments by label) of calls by name; an argument is the name that it begins with.
        self.calls = []
        #: Pairs of names that are one object, or one a part of the other; those that are one object for certain.
        self.aliases, self.twins = [], []

    def change(self, node):
        name = base(node)
        if name is not None:
            self.changed.append(name)

    def visit_Attribute(self, node):
        if not isinstance(node.ctx, ast.Load):
            self.change(node)
        self.generic_visit(node)

    visit_Subscript = visit_Attribute

    def visit_Assign(self, node):
        self.generic_visit(node)
        whole = base(node.value)
        for target in node.targets:
            if whole is not None and isinstance(target, ast.Name):
                self.aliases.append((target.id, whole))
                if isinstance(node.value, ast.Name):
                    self.twins.append((target.id, whole))

    def visit_For(self, node):
        self.generic_visit(node)
        whole = base(node.iter)
        if whole is not None and isinstance(node.target, ast.Name):
            self.aliases.append((node.target.id, whole))

    def visit_Call(self, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", None))
        in_place = any(
            word.arg == "inplace" and getattr(word.value, "value", True) is not False for word in node.keywords)
        if isinstance(node.func, ast.Attribute) and (in_place or name in CHANGING):
            self.change(node.func.value)
        if name in CHANGING_FIRST and node.args:
            self.change(node.args[0])
        if isinstance(node.func, ast.Name):
            self.calls.append((name, [base(part) for part in node.args], {word.arg: base(word.value) for word in node.keywords}))
        self.generic_visit(node)

    def visit_Global(self, node):
        self.shared |= set(node.names)

    def visit_Import(self, node):
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            self.imports[name] = "import " + alias.name + (" as " + alias.asname if alias.asname else "")

    def visit_ImportFrom(self, node):
        for alias in node.names:
            source = "." * node.level + (node.module or "")
            text = "from %s import %s" % (source, alias.name)
            self.imports[alias.asname or alias.name] = text + (" as " + alias.asname if alias.asname else "")

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Del):
            (self.used if isinstance(node.ctx, ast.Load) else self.bound).append(node.id)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.used.append(node.target.id)
        self.generic_visit(node)

    def scope(self, node, inner):
        names = Names()
        names.functions = self.functions
        for child in inner:
            names.visit(child)
        names.spread(self.functions)
        arguments, parameters = getattr(node, "args", None), []
        local = (set(names.bound) | set(names.imports)) - names.shared
        if isinstance(arguments, ast.arguments):
            every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
            parameters = [a.arg for a in every]
            local |= {a.arg for a in every + [a for a in (arguments.vararg, arguments.kwarg) if a]}
            for default in arguments.defaults + [d for d in arguments.kw_defaults if d]:
                self.visit(default)
        used = [name for name in names.used if name not in local]
        changed = [name for name in names.changed if name not in local or name in parameters]
        bound = [name for name in names.bound if name in names.shared]
        return Function(parameters, used + bound, changed + bound), bound

    def define(self, node):
        function, bound = self.scope(node, node.body)
        self.used += [name for name in function.used if name not in bound]
        self.changed += function.changed
        self.bound += [node.name] + bound
        self.functions[node.name] = function

    def visit_FunctionDef(self, node):
        for decorator in node.decorator_list:
            self.visit(decorator)
        self.define(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        function, _ = self.scope(node, [node.body])
        self.used += function.used
        self.changed += function.changed

    def visit_ClassDef(self, node):
        for part in node.bases + node.decorator_list + [k.value for k in node.keywords]:
            self.visit(part)
        self.define(node)

    def comprehension(self, node):
        names = Names()
        names.generic_visit(node)
        self.used += [name for name in names.used if name not in set(names.bound)]
        self.changed += [name for name in names.changed if name not in set(names.bound)]
        self.calls += names.calls

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def spread(self, functions):
        """Follows changes through calls of these functions, and to what else is the same object."""
        for name, given, labelled in self.calls:
            function = functions.get(name)
            if function is None:
                continue
            pairs = list(zip(function.parameters, given)) + list(labelled.items())
            self.changed += [argument for parameter, argument in pairs if parameter in function.changed_parameters and argument]
        for _ in self.aliases:
            changed = set(self.changed)
            further = [whole for part, whole in self.aliases if part in changed and whole not in changed]
            further += [part for part, whole in self.twins if whole in changed and part not in changed]
            if not further:
                break
            self.changed += further


def base(node):
    """The name that an expression of attributes and elements begins with; None for others."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def parsed(text):
    """The tree of a cell without the lines that only IPython understands, and the first of these.

    Such a line is one at which Python's parser stops: within a string or brackets it would not.
    """
    lines, magic, is_foreign = text.split("\n"), None, False
    while True:
        try:
            return (ast.parse("\n".join(lines)) if not is_foreign else ast.Module([], [])), magic
        except SyntaxError as error:
            place = (error.lineno or 1) - 1
            line = lines[place].strip() if place < len(lines) else ""
            given = re.match(r"(\s*[\w, ]+=\s*)[%!]", lines[place]) if line else None
            if not line.startswith(("%", "!", "?")) and not line.endswith("?") and not given:
                if magic is None:
                    raise
                return ast.Module([], []), magic
            magic = magic or line
            is_foreign = is_foreign or line.startswith("%%") and line.split()[0] not in RUNNING
            indent = lines[place][:len(lines[place]) - len(lines[place].lstrip())]
            timed = line[len("%time "):] if line.startswith("%time ") else "pass"
            lines[place] = given.group(1) + "None" if given else indent + timed


def reached(names, functions):
    """The functions of earlier cells that code uses, with those that they use in turn."""
    found, waiting = {}, [name for name in names if name in functions]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = functions[name]
            waiting += [other for other in functions[name][0].used if other in functions]
    return found


def declared(analysed):
    """What each cell is to declare."""
    known, imports, functions, twins, result = {}, {}, {}, [], []
    for number, (names, _) in enumerate(analysed):
        names.spread({**{name: function for name, (function, _) in functions.items()}, **names.functions})
        own = set(names.imports)
        called = reached(dict.fromkeys(names.used), functions)
        # What a function of an earlier cell needs that came after it, it finds where it is used.
        ahead = [n for function, home in called.values() for n in function.used if known.get(n, -1) > home]
        names.used = list(dict.fromkeys(names.used + ahead))
        needed = [imports[n] for n in names.used if n in imports and n not in known and n not in own]
        result.append({
            "reads": [n for n in names.used if n in known and n not in own],
            "writes": names.bound + [n for n in names.changed if n in known and n not in own],
            "imports": list(dict.fromkeys(needed)),
            "hidden": hidden(names, called, known, {n for later, _ in analysed[number + 1:] for n in later.used}, twins, number)})
        twins = [pair for pair in twins if not set(pair) & set(names.bound)] + names.twins
        for name in names.bound:
            known[name] = number
            functions.pop(name, None)
        for name in own - set(names.bound):
            known.pop(name, None)
        imports.update(names.imports)
        functions.update({name: (function, number) for name, function in names.functions.items() if name in names.bound})
    wanted = set()
    for (names, magic), cell in reversed(list(zip(analysed, result))):
        cell.update(magic=magic, writes=[n for n in dict.fromkeys(cell["writes"]) if n in wanted])
        wanted.update(names.used)
    return result


def hidden(names, called, known, later, twins, number):
    """What cells below would not see, in words: changes to what only other cells have in their hands."""
    found = []
    for name, (function, home) in called.items():
        lost = [n for n in dict.fromkeys(function.changed) if known.get(n, number) <= home and n in later | set(names.used)]
        if lost:
            found.append("it uses '%s', which changes '%s' where it was defined" % (name, lost[0]))
    for one, other in twins:
        for part, whole in ((one, other), (other, one)):
            if part in names.changed and whole not in names.changed and whole in later:
                found.append("it changes '%s', which another cell has as '%s' too" % (part, whole))
    return list(dict.fromkeys(found))


def main():
    analysed = []
    for number, text in enumerate(json.load(sys.stdin)):
        names = Names()
        try:
            tree, magic = parsed(text)
        except SyntaxError as error:
            print("cell %d of Python can't be parsed: %s, line %s" % (number + 1, error.msg, error.lineno))
            return
        names.visit(tree)
        analysed.append((names, magic))
    print(json.dumps(declared(analysed)))


main()
