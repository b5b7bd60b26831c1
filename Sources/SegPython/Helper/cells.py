"""Cells and scripts."""

#: What random numbers start from, and the modules that were told.
_seed = None
_seeded = set()


def seed_modules(seed):
    """Random numbers of modules start anew: a cell draws the same each time."""
    global _seed

    _seed = seed
    _seeded.clear()
    _seed_loaded()


def _seed_loaded(mentioned=()):
    """Tells modules that were loaded since, and those that the code is about to load."""
    if _seed is None:
        return
    for name, within, seed in (("random", "random", "seed"), ("numpy", "numpy.random", "seed"), ("torch", "torch", "manual_seed")):
        if name in _seeded or name not in sys.modules and name not in mentioned:
            continue
        try:
            getattr(importlib.import_module(within), seed)(_seed % 2 ** 32)
            _seeded.add(name)
        except (ImportError, AttributeError):
            # What can't be loaded says so where it is used.
            pass


def cell_meaning(source):
    """The text of a cell without comments and layout."""
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError):
        return source


def _display(*values, **options):
    """Jupyter's function: shows values where it is called."""
    for value in values:
        if type(value).__module__ == "matplotlib.figure":
            _show_figure(value)
            plt = sys.modules.get("matplotlib.pyplot")
            if plt is not None:
                # It isn't shown once more at the end.
                plt.close(value)
        elif "_native" in globals():
            _native.show(Displayed(value))
        else:
            print(value if _is_tabular(value) else described_value(value))


def _is_well(end):
    """Whether an exit is that of a program which came to its end: sys.exit(main())."""
    return type(end) is SystemExit and (end.code is None or end.code == 0)


def shared_names():
    """A namespace for cells that have their names in common."""
    return _Program("")


def run_cell(source, file, line, inputs, wanted, seed=None, shared=None):
    """Runs the text of a cell in a namespace of its own, or in one that it shares.

    Gives (values by name, value of the last expression, pictures, paths of files that it read).
    """
    text = "\n" * line + source
    _remember_lines(file, line, source)
    tree = ast.parse(text, file)
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))
                for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(name=node.module or "")])]
    form = _form_of_text(" ".join(imported)) or _usual()
    libraries = {name.partition(".")[0] for name in imported}
    program = _Program(file) if shared is None else shared
    remember_text(program, file, line, source)
    given = {name: _given(value, form, imports=libraries) for name, value in inputs.items()}
    if shared is None:
        given = {name: _apart(value) if value is inputs[name] else value for name, value in given.items()}
    if "matplotlib" in libraries:
        # Before the cell's own import of it.
        _load_plots()
    _keep_shown()
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    if seed is not None:
        seed_modules(seed)
    _seed_loaded(libraries)
    _take_settings()
    with _drawing, program as names, _FilesRead() as files:
        names.update(given, __file__=file)
        shown = None
        try:
            shown = _carry_out(tree, last, file, names)
        except SystemExit as end:
            if not _is_well(end):
                raise
        finally:
            _keep_settings()
    missing = [name for name in wanted if name not in names]
    if missing:
        raise NameError("the cell gives no '%s'" % missing[0])
    return {name: names[name] for name in wanted}, None if _ends_with_semicolon(source) else shown, pictures(), files.paths


class _FilesRead:
    """Notes which files of data are opened for reading alone, by way of Python's own `open`, while a cell runs."""

    #: Of the cell that runs, and those that it writes to; None where none does.
    _paths = _written = None
    _is_told = False

    def __enter__(self):
        if not _FilesRead._is_told:
            # Such a hook stays for good.
            sys.addaudithook(_FilesRead._note)
            _FilesRead._is_told = True
        self.paths = []
        _FilesRead._paths, _FilesRead._written = set(), set()
        return self

    def __exit__(self, *problem):
        found, _FilesRead._paths = (_FilesRead._paths or set()) - (_FilesRead._written or set()), None
        home = os.path.expanduser("~")
        others = tuple(folder.rstrip("/") + "/" for folder in (
            sys.prefix, sys.base_prefix, home + "/.cache", home + "/.config", "/proc", "/sys", "/dev", "/etc", "/usr"))
        self.paths = [path for path in sorted(found)
                      if not path.startswith(others) and not path.endswith((".py", ".pyc")) and os.path.isfile(path)]

    @staticmethod
    def _note(event, arguments):
        paths = _FilesRead._paths
        if event != "open" or paths is None:
            return
        path, _, flags = arguments
        if isinstance(path, (str, bytes)):
            kind = _FilesRead._written if (flags or 0) & (os.O_WRONLY | os.O_RDWR) else paths
            kind.add(os.path.abspath(os.fsdecode(path)))


def _ends_with_semicolon(source):
    """Whether a cell ends with a semicolon, which in Jupyter keeps its value from being shown."""
    import tokenize

    if ";" not in source:
        return False
    left_out = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
    tokens = [token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type not in left_out]
    return bool(tokens) and tokens[-1].string == ";"


def _apart(value):
    """A frame, series or array that stayed in Python as a cell's own, which it may change: what it shares it says."""
    kind = type(value)
    if kind.__module__ == "numpy" and kind.__name__ == "ndarray":
        return value.copy() if value.flags.writeable else value
    return value.copy() if kind.__module__.partition(".")[0] == "pandas" and kind.__name__ in ("DataFrame", "Series") else value


def _remember_lines(file, first, source):
    """Lets tracebacks and `inspect` find the lines of a cell in its file, beside those of the cells before."""
    known = linecache.cache.get(file)
    lines = known[2] if known and known[1] is None else []
    own = [text + "\n" for text in source.split("\n")]
    lines = lines[:first] + ["\n"] * (first - len(lines)) + own + lines[first + len(own):]
    linecache.cache[file] = (sum(map(len, lines)), None, lines, file)


def show_cell(source, file, line, inputs, *arguments):
    """As `run_cell`, with the last value as `Displayed`."""
    values, shown, *found = run_cell(source, file, line, inputs, *arguments)
    return (Names(kept_values(values, inputs)), None if shown is None else Displayed(shown), *found)


def cell_mistake(source, file, line):
    """[message, line, column, end column] of what makes the text of a cell no Python; None where it is.

    Lines and columns count from 1 and are 0 where they are unknown; a mistake of more lines ends with its first.
    """
    import warnings

    try:
        with warnings.catch_warnings():
            # The run says them.
            warnings.simplefilter("ignore")
            compile("\n" * line + source, file, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        row, end_row = error.lineno or 0, getattr(error, "end_lineno", None)
        end = getattr(error, "end_offset", None) if end_row == row else None
        start = error.offset or 0
        if isinstance(error, IndentationError) and error.text:
            # The first word, not the blanks before it.
            start, end = len(error.text) - len(error.text.lstrip()) + 1, 0
        return [error.msg or "invalid syntax", row, start, end or 0]
    except (ValueError, RecursionError, MemoryError) as error:
        return [str(error) or type(error).__name__, 0, 0, 0]
    return None


#: Digests of the scripts that were run, and of files that worker processes have loaded, by path.
_scripts = {}


def run_script(path, inputs, wanted, told):
    """Runs a script that is no function on tables, and takes names out of it."""
    with open(path, "rb") as file:
        text = file.read()
    add_folder(os.path.dirname(path))
    code = compile(text, path, "exec")
    source = importlib.util.decode_source(text)
    _scripts[os.path.abspath(path)] = hashlib.blake2b(text, digest_size=32).hexdigest()
    form = told or _form_of_text(source.partition("\n\n")[0]) or (
        "pandas" if "pandas" in source else "polars" if "polars" in source else _usual())
    libraries = None if told else {name for name in ("pandas", "polars", "pyarrow") if name in source}
    given = {name: _given(value, form, imports=libraries) for name, value in inputs.items()}
    if "matplotlib" in source:
        _load_plots()
    _keep_shown()
    program = _Program(path)
    remember_text(program, path, 0, source)
    _take_settings()
    with program as names:
        names.update(given)
        try:
            exec(code, names)
        except SystemExit as end:
            if not _is_well(end):
                raise
        finally:
            _keep_settings()
    missing = [name for name in wanted if name not in names]
    if missing:
        raise NameError("the script has no '%s' at its end" % missing[0])
    return Names(kept_values({name: names[name] for name in wanted}, inputs))


# What is shown of a value


class Displayed:
    """The value of a cell's or an input's last expression, on its way to where it is shown."""

    def __init__(self, value):
        self.value = value


#: A text longer than this is cut off as segnb cuts its own values off.
_LONGEST_TEXT = 20_000


def presented(displayed):
    """[text, value] of a value as it is shown: what Python's own prompt says of it, a table, or neither: `shown_forms` has it."""
    value = displayed.value if isinstance(displayed, Displayed) else displayed
    text = _text_of(value)
    if text is not None:
        return [text, None]
    return [None, _with_index(value) if _is_tabular(value) else None]


def _text_of(value):
    """How Python's own prompt shows a value of Python's own types or of NumPy's; None for others, and for what is very long."""
    kind = type(value)
    if kind.__module__.partition(".")[0] not in ("builtins", "datetime", "decimal", "fractions", "collections", "numpy") or callable(value):
        return None
    if kind.__module__ == "builtins" and hasattr(value, "__len__") and len(value) > _LONGEST_TEXT:
        return None
    text = described_value(value)
    return text if len(text) <= _LONGEST_TEXT else None


def _is_tabular(value):
    kind = type(value)
    module, name = kind.__module__.partition(".")[0], kind.__name__
    return isinstance(value, (Table, Column)) or module in ("pandas", "polars") and name in ("DataFrame", "Series", "LazyFrame") or (
        module == "pyarrow" and name in ("Table", "RecordBatch", "ChunkedArray"))


def _with_index(value):
    """A frame for a series or frame of pandas, with its index as columns where that says more than positions do."""
    kind = type(value).__name__
    if type(value).__module__.partition(".")[0] != "pandas" or kind not in ("Series", "DataFrame"):
        return value
    frame = value.to_frame("value" if value.name is None else value.name) if kind == "Series" else value
    index = value.index
    if type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1:
        return frame
    try:
        return frame.reset_index()
    except ValueError:
        # A column has the index's name already.
        return frame


class Shown:
    """What was shown of an object that stayed in another process."""

    def __init__(self, text, html, picture):
        self._text = text
        self._html = html
        self._png = bytes.fromhex(picture[0]) if picture else None

    def __repr__(self):
        return self._text

    def _repr_html_(self):
        return self._html or None

    def _repr_png_(self):
        return self._png


def shown_forms(value):
    """[repr, HTML or "", picture or None] of an object, as notebooks show it."""
    if isinstance(value, Displayed):
        value = value.value
    html = _asked(value, "_repr_html_")
    png = _asked(value, "_repr_png_")
    if png is None and type(value).__module__ == "matplotlib.figure":
        png = _drawn(value)
    return [described_value(value), html if isinstance(html, str) else "",
            _picture(png) if isinstance(png, bytes) else None]


def _asked(value, method):
    """What a method of an object's class gives; None where it has none, or where it fails."""
    if isinstance(value, type) or not hasattr(type(value), method):
        return None
    try:
        # scikit-learn has a property that gives the method.
        return getattr(value, method)()
    except Exception:
        return None
