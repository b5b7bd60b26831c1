"""What modules and objects offer: for completion, help and the checker."""


def members(value):
    """(name, kind, signature, documentation) of what a module or object offers."""
    found = []
    for name in sorted(_static_names(value)):
        if name.startswith("_"):
            continue
        try:
            item = _looked_up(value, name)
        except AttributeError:
            # A property, or what a module makes when it is asked for.
            if not isinstance(value, types.ModuleType) or name in (vars(value).get("__all__") or ()):
                found.append([name, "value", "", ""])
            continue
        if isinstance(item, types.ModuleType):
            continue
        if isinstance(value, types.ModuleType) and callable(item):
            home = getattr(item, "__module__", None)
            listed = vars(value).get("__all__")
            if listed is not None and name not in listed:
                continue
            if listed is None and home != value.__name__:
                continue
        try:
            signature = str(inspect.signature(item)) if callable(item) else ""
        except (TypeError, ValueError):
            signature = "(…)"
        kind = "class" if isinstance(item, type) else "function" if callable(item) else "value"
        found.append([name, kind, signature, inspect.getdoc(item) or "" if callable(item) else ""])
    return found


def _static_names(value):
    """The names of attributes, as they lie in a module, or in an object and its classes: `dir` would run what these say."""
    if isinstance(value, types.ModuleType):
        return set(vars(value)) | {name for name in vars(value).get("__all__") or () if isinstance(name, str)}
    found = set()
    try:
        found |= set(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        pass
    for kind in type.__dict__["__mro__"].__get__(type(value)) + (type.__dict__["__mro__"].__get__(value) if isinstance(value, type) else ()):
        found |= set(type.__dict__["__dict__"].__get__(kind))
    return {name for name in found if isinstance(name, str)}


def _looked_up(value, name):
    """An attribute as it lies there; AttributeError for one that code of its class would compute."""
    found = inspect.getattr_static(value, name)
    kind = type(found)
    if isinstance(value, types.ModuleType) or not hasattr(kind, "__get__"):
        return found
    if callable(found) or isinstance(found, (classmethod, staticmethod)):
        # Functions and methods of Python itself are bound without running anything.
        return getattr(value, name) if kind.__module__ == "builtins" else found
    raise AttributeError(name)


def plain_member(value, name):
    """An attribute that is there without running anything; None otherwise."""
    try:
        return _looked_up(value, name)
    except AttributeError:
        return None


def member_signature(value, name):
    """The signature of a function among the members; "" where it has none, or is no function."""
    try:
        item = _looked_up(value, name)
        return str(inspect.signature(item)) if callable(item) else ""
    except (AttributeError, TypeError, ValueError):
        return ""


def explained(value):
    """[signature, documentation] of an object."""
    try:
        signature = str(inspect.signature(value)) if callable(value) else ""
    except (TypeError, ValueError):
        signature = "(…)"
    documentation = inspect.getdoc(value) or ""
    if not callable(value) and documentation == inspect.getdoc(type(value)):
        # That of its class tells less than what it is.
        documentation = described_value(value)
    return [signature, documentation]


def source_of(value):
    """The text of a function, class or module, and where it stands; None where there is none to read."""
    try:
        linecache.checkcache()
        if callable(value):
            value = inspect.unwrap(value)
        lines, start = inspect.getsourcelines(value)
        return ["".join(lines), "%s:%d" % (inspect.getsourcefile(value), max(start, 1))]
    except (OSError, TypeError):
        return None


# What can be known of a module without running it


def signatures(file):
    """[is complete, names, {function: [[parameter, kind, has a default]]}] of a module's file, by its text.

    A function is told of where it can be nothing else when the module is used: bound once, at the
    top, without a decorator. None where the file can't be read, [what is wrong] where it is no Python.
    """
    try:
        with open(file, encoding="utf-8") as stream:
            text = stream.read()
    except (OSError, ValueError):
        return None
    try:
        tree = ast.parse(text, file)
    except SyntaxError as error:
        return ["%s:%d:%d is not valid Python: %s\n  %s" % (
            error.filename, error.lineno or 0, error.offset or 0, error.msg, (error.text or "").rstrip("\n"))]
    except ValueError:
        return None
    bound, is_complete = _bound_names(tree)
    functions = {}
    for node in tree.body:
        if bound.get(getattr(node, "name", None)) != 1 or getattr(node, "decorator_list", True):
            continue
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions[node.name] = _parameters(node.args)
        elif isinstance(node, ast.ClassDef) and not node.bases and not node.keywords:
            made = _constructor(node)
            if made is not None:
                functions[node.name] = made
    return [is_complete, sorted(bound), functions]


def _bound_names(tree):
    """How often each name is bound at a module's top, and whether those are all names that it can have."""
    bound = {}
    is_complete = True
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        names = []
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names = [node.name]
        else:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
            elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
                names = [node.id]
            elif isinstance(node, ast.ExceptHandler) and node.name:
                names = [node.name]
            waiting += ast.iter_child_nodes(node)
        for name in names:
            bound[name] = bound.get(name, 0) + 1
            is_complete = is_complete and name not in ("*", "__getattr__")
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            for name in node.names:
                bound[name] = bound.get(name, 0) + 2
        if isinstance(node, ast.Name) and node.id in ("globals", "exec", "eval", "setattr", "vars", "locals"):
            is_complete = False
        if isinstance(node, ast.Attribute) and node.attr == "__dict__":
            is_complete = False
    return bound, is_complete


def _constructor(node):
    """The parameters of a plain class; None where other methods may have a say."""
    named = {item.name: item for item in node.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))}
    if "__new__" in named:
        return None
    made = named.get("__init__")
    if made is None:
        return []
    found = _parameters(made.args)
    return None if made.decorator_list or not found else found[1:]


def _parameters(arguments):
    found = []
    plain = arguments.posonlyargs + arguments.args
    first = len(plain) - len(arguments.defaults)
    for place, argument in enumerate(plain):
        kind = "position" if place < len(arguments.posonlyargs) else "any"
        found.append([argument.arg, kind, place >= first])
    if arguments.vararg:
        found.append([arguments.vararg.arg, "rest", True])
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        found.append([argument.arg, "label", default is not None])
    if arguments.kwarg:
        found.append([arguments.kwarg.arg, "labels", True])
    return found
