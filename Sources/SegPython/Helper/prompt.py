"""The Python prompt: a namespace that lives on, and shares names with the session."""

_prompt = _Program("<python>")
_names = vars(_prompt)
#: The objects of names that the session and this prompt have alike.
_shared = {}
#: Names that were given since the prompt was opened.
_mentioned = set()
_inputs = 0
#: What of the last input came to its end before an error.
_completed = ""


def prompt_open():
    """Begins: names of the session are asked for anew."""
    _mentioned.clear()


def prompt_wants(text):
    """"more" for the beginning of an input, else the names of the session that it may mention.

    A syntax error is raised.
    """
    import codeop

    compiled = codeop.CommandCompiler()
    compiled.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        if compiled(text, "<python>", "single") is None:
            return "more"
    except SyntaxError:
        # Several statements that were pasted are fine too.
        compile(text, "<python>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return sorted({node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)} - _mentioned)


def prompt_run(text, given):
    """Runs an input with more names of the session; gives (its last expression's value as `Displayed` or None, pictures)."""
    global _inputs, _completed
    _inputs += 1
    _completed = ""
    file = "<python %d>" % _inputs
    for name, value in given.items():
        _names[name] = _shared[name] = _given(value, _usual(), imports=set())
        _mentioned.add(name)
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    tree = ast.parse(text, file)
    remember_text(_prompt, file, 0, text)
    _take_settings()
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    if "matplotlib" in text:
        _load_plots()
    _keep_shown()
    try:
        with _prompt:
            for statement in tree.body:
                _carry_out(ast.Module([statement], []), None, file, _names)
                _completed += ast.get_source_segment(text, statement) + "\n"
            shown = _carry_out(ast.Module([], []), last, file, _names)
    finally:
        _keep_settings()
    if shown is not None:
        _names["_"] = shown
    return None if shown is None else Displayed(shown), pictures()


def prompt_completed():
    """The statements of an input that failed before the one that did."""
    return _completed


def prompt_bound(text):
    """The names that statements bind."""
    return sorted({node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)})


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
    return [(name, kept(value)) for name, value in found.items()]


def prompt_completions(before):
    """[the word before the cursor, what it may become]; nothing that is typed is run."""
    import re
    import rlcompleter

    word = re.search(r"[\w.]*$", before).group()
    if not word:
        return ["", ["    "] if not before.strip() else []]
    if "." not in word:
        return [word, sorted(set(rlcompleter.Completer(_names).global_matches(word)))]
    path, _, start = word.rpartition(".")
    first, *rest = path.split(".")
    value = _names.get(first, vars(builtins).get(first))
    for part in rest:
        value = plain_member(value, part)
    if value is None:
        return [word, []]
    return [word, sorted(path + "." + name for name in _static_names(value) if name.startswith(start)
                         and (start.startswith("_") or not name.startswith("_")))]
