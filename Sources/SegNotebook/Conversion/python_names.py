"""What cells of Python use and bind: [text of a cell] on standard input, what each is to declare on standard output, as JSON.

No cell is run. Names are looked at in the order of the cells; what they change in place counts as given.
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
        self.bound, self.used, self.imports, self.changed, self.shared, self.deleted = [], [], {}, [], set(), set()
        #: Functions and classes that are defined in it.
        self.functions = {}
        #: (name, arguments, arguments by label) of calls by name; an argument is the name that it begins with.
        self.calls = []
        #: Pairs of names of which the first is the second, or a part of it.
        self.aliases = []

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
        if isinstance(node.ctx, ast.Del):
            self.deleted.add(node.id)
        else:
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
            if not further:
                break
            self.changed += further


def base(node):
    """The name that an expression of attributes and elements begins with; None for others."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


#: Stands before a line that only IPython understands, behind what Python is given in its place.
MARK = "# IPython: "


def parsed(text):
    """(tree, magic, text): a cell without the lines that only IPython understands, the first of these, and the cell with these as
    comments.

    Such a line is one at which Python's parser stops: within a string or brackets it would not.
    """
    before = text.split("\n")
    lines, magic, is_foreign = text.split("\n"), None, False
    while True:
        try:
            if is_foreign:
                return ast.Module([], []), magic, "\n".join(MARK + line for line in before)
            tree = ast.parse("\n".join(lines))
            pairs = zip(lines, before)
            return tree, magic, "\n".join(new if new == old else new + "  " + MARK + old.strip() for new, old in pairs)
        except SyntaxError as error:
            place = (error.lineno or 1) - 1
            line = lines[place].strip() if place < len(lines) else ""
            given = re.match(r"(\s*[\w, ]+=\s*)[%!]", lines[place]) if line else None
            if not line.startswith(("%", "!", "?")) and not line.endswith("?") and not given:
                if magic is None:
                    raise
                return ast.Module([], []), magic, "\n".join(MARK + line for line in before)
            magic = magic or line
            is_foreign = is_foreign or line.startswith("%%") and line.split()[0] not in RUNNING
            indent = lines[place][:len(lines[place]) - len(lines[place].lstrip())]
            timed = line[len("%time "):] if line.startswith("%time ") else "pass"
            lines[place] = given.group(1) + "None" if given else indent + timed


def declared(analysed):
    """What each cell is to declare."""
    known, functions, result = set(), {}, []
    for names, *_ in analysed:
        names.spread({**functions, **names.functions})
        called = [functions[name] for name in names.used if name in functions]
        used = list(dict.fromkeys(names.used + [n for function in called for n in function.used]))
        changed = names.changed + [n for function in called for n in function.changed]
        own = set(names.imports)
        result.append({
            "reads": [n for n in used if n in known and n not in own],
            "writes": names.bound + [n for n in changed if n in known and n not in own]})
        known |= set(names.bound)
        known -= (own - set(names.bound)) | names.deleted
        functions.update(names.functions)
    wanted = set()
    for (names, magic, text), cell in reversed(list(zip(analysed, result))):
        gone = names.deleted
        cell.update(magic=magic, text=text, writes=[n for n in dict.fromkeys(cell["writes"]) if n in wanted and n not in gone])
        wanted.update(cell["reads"])
    return result


def main():
    analysed = []
    for number, text in enumerate(json.load(sys.stdin)):
        names = Names()
        try:
            tree, magic, text = parsed(text)
        except SyntaxError as error:
            print("cell %d of Python can't be parsed: %s, line %s" % (number + 1, error.msg, error.lineno))
            return
        names.visit(tree)
        analysed.append((names, magic, text))
    print(json.dumps(declared(analysed)))


main()
