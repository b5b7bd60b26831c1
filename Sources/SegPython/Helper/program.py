"""What the text of cells and scripts runs in."""

import weakref

#: (file, lines above it, text) of what ran in each program, which processes that it starts look for functions in.
_texts = weakref.WeakKeyDictionary()


class _Program(types.ModuleType):
    """A module that is the main one while its text runs, so that classes and functions in it are found by their names.

    Its names hold `__file__`, but the module has none: processes that are started would run that file first. Those of
    multiprocessing are given a file of what the text defines, where they find the functions that they are to call.
    """

    @property
    def __file__(self):
        asking = sys._getframe(1).f_globals.get("__name__")
        path = _definitions_file(self) if asking == "multiprocessing.spawn" else None
        if path is None:
            raise AttributeError("__file__")
        return path

    def __init__(self, file):
        super().__init__("__main__")
        self.__dict__.update(__builtins__=builtins, __file__=file, display=_display)

    def __enter__(self):
        self.__dict__["_before"] = sys.modules.get("__main__")
        sys.modules["__main__"] = self
        return vars(self)

    def __exit__(self, *error):
        before = self.__dict__.pop("_before")
        if before is not None:
            sys.modules["__main__"] = before


def remember_text(program, file, line, text):
    """Keeps a text that runs in a program, with the lines of its file above it."""
    _texts.setdefault(program, []).append((file, line, text))


# What processes find of a program

#: Makes a program's imports, functions, classes and plain values anew, each at its place; what fails is missed by those alone
#: who want it.
_DEFINITIONS = """
import pickle
for _file, _line, _text, _flags in {parts!r}:
    try:
        exec(compile("\\n" * _line + _text, _file, "exec", _flags, True), globals())
    except Exception:
        pass
for _name, _data in {values!r}.items():
    try:
        globals()[_name] = pickle.loads(_data)
    except Exception:
        pass
"""

#: Files in memory, the latest last; processes that are just starting may still want an earlier one.
_files = []
_MOST_FILES = 64


def _definitions_file(program):
    """The path of a file in memory that makes what a program defines, with its values as they are now."""
    if not hasattr(os, "memfd_create"):
        return None
    parts, flags = [], 0
    for file, line, text in _texts.get(program, ()):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            # It has not run either.
            continue
        flags |= _future_flags(tree)
        parts += [(file, line + start, part, flags) for start, part in _definitions(tree, text)]
    text = _DEFINITIONS.format(parts=parts, values=_plain_values(vars(program))).encode()
    for known, descriptor in _files:
        if known == text:
            break
    else:
        descriptor = os.memfd_create("main")
        _write_all(descriptor, text)
        _files.append((text, descriptor))
        if len(_files) > _MOST_FILES:
            os.close(_files.pop(0)[1])
    return "/proc/%d/fd/%d" % (os.getpid(), descriptor)


def _future_flags(tree):
    import __future__

    names = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__" for alias in node.names]
    flags = 0
    for name in names:
        flags |= getattr(__future__, name).compiler_flag
    return flags


def _definitions(tree, text):
    """(lines above it, text) of the statements that only define, as they are written."""
    lines = text.split("\n")
    found = []
    for node in tree.body:
        if not _defines(node) or isinstance(node, ast.ImportFrom) and node.module == "__future__":
            continue
        start = min([node.lineno] + [decorator.lineno for decorator in getattr(node, "decorator_list", [])])
        is_alone = not any(other is not node and other.lineno <= node.end_lineno and other.end_lineno >= start for other in tree.body)
        found.append((start - 1, "\n".join(lines[start - 1:node.end_lineno]) if is_alone else ast.unparse(node)))
    return found


#: Functions that make classes.
_MAKING_CLASSES = {"namedtuple", "NamedTuple", "TypedDict", "Enum", "IntEnum", "make_dataclass", "NewType", "TypeVar"}


def _defines(node):
    """Whether a statement only gives names to modules, functions and classes."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    if isinstance(node, ast.Assign):
        value = node.value
        if isinstance(value, ast.Call):
            return (value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", None)) in _MAKING_CLASSES
        return isinstance(value, ast.Lambda)
    if isinstance(node, ast.Try):
        # An import that may fail, and what stands for it.
        return all(_defines(part) or isinstance(part, (ast.Pass, ast.Assign)) for part in node.body + [
            part for handler in node.handlers for part in handler.body]) and not node.orelse and not node.finalbody
    return False


#: Where the classes of values live that are given to processes, and how large such a value may be.
_PLAIN_HOMES = {"builtins", "pathlib", "re", "datetime", "decimal", "fractions", "collections", "uuid", "zoneinfo", "functools",
                "logging", "numpy", "pandas"}
_LARGEST_VALUE = 1 << 20


def _plain_values(names):
    """{name: pickled value} of a program's values of everyday types, as they are now."""
    import pickle

    found = {}
    for name, value in list(names.items()):
        kind = type(value)
        if name.startswith("_") or kind.__module__.partition(".")[0] not in _PLAIN_HOMES or isinstance(
                value, (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType)):
            continue
        size = getattr(value, "nbytes", getattr(value, "size", None))
        if isinstance(size, int) and size > _LARGEST_VALUE or hasattr(value, "__len__") and len(value) > _LARGEST_VALUE:
            continue
        try:
            data = pickle.dumps(value)
        except Exception:
            continue
        if len(data) <= _LARGEST_VALUE:
            found[name] = data
    return found


# Running


def _carry_out(tree, last, file, names):
    """Runs statements, then the last expression, whose value it gives; `await` stands anywhere, as in Jupyter."""
    def run(part, mode):
        code = compile(part, file, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        made = eval(code, names)
        return _awaited(made) if code.co_flags & inspect.CO_COROUTINE else made

    run(tree, "exec")
    return None if last is None else run(last, "eval")


#: Tasks that one cell begins go on where another awaits something.
_events = None


def _awaited(coroutine):
    import asyncio

    global _events
    if _events is None or _events.is_closed():
        _events = asyncio.new_event_loop()
    return _events.run_until_complete(coroutine)
