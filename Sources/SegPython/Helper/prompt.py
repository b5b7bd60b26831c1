"""The Python prompt: a namespace that lives on, and shares names with the session."""

_names = {"__name__": "__prompt__", "__builtins__": builtins}
#: The objects of names that the session and this prompt have alike.
_shared = {}
#: Names that were given since the prompt was opened.
_mentioned = set()
_inputs = 0


def prompt_open():
    """Begins: names of the session are asked for anew."""
    _mentioned.clear()


def prompt_wants(text):
    """"more" for the beginning of an input, else the names of the session that it may mention.

    A syntax error is raised.
    """
    import codeop

    try:
        if codeop.compile_command(text, "<python>", "single") is None:
            return "more"
    except SyntaxError:
        # Several statements that were pasted are fine too.
        compile(text, "<python>", "exec")
    return sorted({node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)} - _mentioned)


def prompt_run(text, given):
    """Runs an input with more names of the session; gives (what its last expression shows, whether that is its text, pictures)."""
    global _inputs
    _inputs += 1
    file = "<python %d>" % _inputs
    for name, value in given.items():
        _names[name] = _shared[name] = _given(value, _usual())
        _mentioned.add(name)
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    tree = ast.parse(text, file)
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, file, "exec"), _names)
    shown = None
    if last is not None:
        shown = eval(compile(last, file, "eval"), _names)
        if shown is not None:
            _names["_"] = shown
    _note_project()
    text = _text(shown)
    return _with_index(shown) if text is None else text, text is not None, pictures()


# A text longer than this is cut off as segnb cuts its own values off.
_LONGEST_TEXT = 20_000


def _text(value):
    """How Python's own prompt would show a value of Python's own types; None for others, and for what is very long."""
    if type(value).__module__ not in ("builtins", "datetime", "decimal", "fractions", "collections") or value is None:
        return None
    if hasattr(value, "__len__") and len(value) > _LONGEST_TEXT or callable(value):
        return None
    text = repr(value)
    return text if len(text) <= _LONGEST_TEXT else None


def _with_index(value):
    """A series or frame of pandas with its index as columns, where that says more than positions do."""
    kind = type(value).__name__
    if type(value).__module__.partition(".")[0] != "pandas" or kind not in ("Series", "DataFrame"):
        return value
    index = value.index
    if type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1:
        return value
    frame = value.to_frame("value" if value.name is None else value.name) if kind == "Series" else value
    try:
        return frame.reset_index()
    except ValueError:
        # A column has the index's name already.
        return value


def prompt_taken():
    """{name: value} of what was assigned here: values, tables and objects; no modules, functions or classes."""
    found = {}
    for name, value in _names.items():
        if name.startswith("_") or (name in _shared and _shared[name] is value):
            continue
        if isinstance(value, (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)):
            continue
        found[name] = value
    _shared.update(found)
    _mentioned.update(found)
    return list(found.items())


def prompt_completions(before):
    """[the word before the cursor, what it may become]."""
    import re
    import rlcompleter

    word = re.search(r"[\w.]*$", before).group()
    if not word:
        return ["", ["    "] if not before.strip() else []]
    completer = rlcompleter.Completer(_names)
    found = completer.attr_matches(word) if "." in word else completer.global_matches(word)
    return [word, sorted(set(found))]
