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


class _Program(types.ModuleType):
    """A module that is the main one while its text runs, so that classes and functions in it are found by their names.

    Its names hold `__file__`, but the module has none: processes that are started would run that file first.
    """

    @property
    def __file__(self):
        raise AttributeError("__file__")

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


def _display(*values, **options):
    """Jupyter's function: the text of values where it is called. A figure is shown at the cell's end, as all that are open."""
    for value in values:
        if type(value).__module__ != "matplotlib.figure":
            print(value if _is_tabular(value) else described_value(value))


def _is_well(end):
    """Whether an exit is that of a program which came to its end: sys.exit(main())."""
    return type(end) is SystemExit and (end.code is None or end.code == 0)


def shared_names():
    """A namespace for cells that have their names in common."""
    return _Program("")


def run_cell(source, file, line, inputs, wanted, seed=None, shared=None):
    """Runs the text of a cell in a namespace of its own, or in one that it shares.

    Gives (values by name, value of the last expression, pictures).
    """
    text = "\n" * line + source
    _remember_lines(file, line, source)
    tree = ast.parse(text, file)
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))
                for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(name=node.module or "")])]
    form = _form_of_text(" ".join(imported)) or _usual()
    libraries = {name.partition(".")[0] for name in imported}
    program = _Program(file) if shared is None else shared
    given = {name: _given(value, form, imports=libraries) for name, value in inputs.items()}
    if shared is None:
        given = {name: _apart(value) if value is inputs[name] else value for name, value in given.items()}
    if "matplotlib" in libraries or "matplotlib.pyplot" in sys.modules:
        _keep_shown()
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    if seed is not None:
        seed_modules(seed)
    _seed_loaded(libraries)
    with _drawing, program as names:
        names.update(given, __file__=file)
        shown = None
        try:
            exec(compile(tree, file, "exec"), names)
            shown = eval(compile(last, file, "eval"), names) if last is not None else None
        except SystemExit as end:
            if not _is_well(end):
                raise
    missing = [name for name in wanted if name not in names]
    if missing:
        raise NameError("the cell gives no '%s'" % missing[0])
    return {name: names[name] for name in wanted}, shown, pictures()


def _apart(value):
    """A frame, series or array that stayed in Python as a cell's own, which it may change: what it shares it says."""
    kind = type(value)
    if kind.__module__ == "numpy" and kind.__name__ == "ndarray":
        return value.copy() if value.flags.writeable else value
    return value.copy() if kind.__module__.partition(".")[0] == "pandas" and kind.__name__ in ("DataFrame", "Series") else value


#: Figures that were shown and are gone.
_shown = []


def _keep_shown():
    """Lets `plt.show()` show the figures that are open, and close them, as notebooks do."""
    try:
        plt = importlib.import_module("matplotlib.pyplot")
    except ImportError:
        # The code that wants it says so.
        return
    if getattr(plt.show, "is_kept", False):
        return

    def show(*arguments, **options):
        _shown.extend(_open_pictures(plt))

    show.is_kept = True
    plt.show = show


def _open_pictures(plt):
    found = [_picture(_drawn(plt.figure(number))) for number in plt.get_fignums()]
    plt.close("all")
    return found


def _remember_lines(file, first, source):
    """Lets tracebacks and `inspect` find the lines of a cell in its file, beside those of the cells before."""
    known = linecache.cache.get(file)
    lines = known[2] if known and known[1] is None else []
    own = [text + "\n" for text in source.split("\n")]
    lines = lines[:first] + ["\n"] * (first - len(lines)) + own + lines[first + len(own):]
    linecache.cache[file] = (sum(map(len, lines)), None, lines, file)


def show_cell(*arguments):
    """As `run_cell`, with the last value as `Displayed`."""
    values, shown, found = run_cell(*arguments)
    return Names({name: kept(value) for name, value in values.items()}), None if shown is None else Displayed(shown), found


def cell_mistake(source, file, line):
    """[message, line, column, end column] of what makes the text of a cell no Python; None where it is.

    Lines and columns count from 1 and are 0 where they are unknown; a mistake of more lines ends with its first.
    """
    import warnings

    try:
        with warnings.catch_warnings():
            # The run says them.
            warnings.simplefilter("ignore")
            compile("\n" * line + source, file, "exec", dont_inherit=True)
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
    with _Program(path) as names:
        names.update(given)
        try:
            exec(code, names)
        except SystemExit as end:
            if not _is_well(end):
                raise
    missing = [name for name in wanted if name not in names]
    if missing:
        raise NameError("the script has no '%s' at its end" % missing[0])
    return Names({name: kept(names[name]) for name in wanted})


def pictures():
    """Figures of matplotlib that are open, as PNG; they are closed."""
    plt = sys.modules.get("matplotlib.pyplot")
    if plt is None:
        return []
    found = _shown + _open_pictures(plt)
    _shown.clear()
    return found


def _drawn(figure):
    memory = io.BytesIO()
    figure.savefig(memory, format="png", dpi=110, bbox_inches="tight")
    return memory.getvalue()


#: The widest small picture, in pixels; a terminal shows one pixel a cell across and two down.
_SMALL = 160


def _picture(png):
    """(PNG, width, height, colours): the bytes and a small copy for the terminal, in hexadecimal."""
    try:
        return [png.hex(), *_small(png)]
    except Exception:
        # Without a reader of PNG the report alone shows it.
        return [png.hex(), 0, 0, ""]


def _small(png):
    import numpy
    from matplotlib.image import imread

    pixels = imread(io.BytesIO(png))
    if pixels.ndim == 2:
        pixels = numpy.repeat(pixels[:, :, None], 3, axis=2)
    if pixels.shape[2] == 4:
        # What is transparent stands on white, as on a page.
        pixels = pixels[:, :, :3] * pixels[:, :, 3:] + (1 - pixels[:, :, 3:])
    width = min(_SMALL, pixels.shape[1])
    height = max(1, round(pixels.shape[0] * width / pixels.shape[1]))
    rows = numpy.add.reduceat(pixels, numpy.arange(height) * pixels.shape[0] // height, axis=0)
    cells = numpy.add.reduceat(rows, numpy.arange(width) * pixels.shape[1] // width, axis=1)
    areas = numpy.add.reduceat(
        numpy.add.reduceat(numpy.ones(pixels.shape[:2]), numpy.arange(height) * pixels.shape[0] // height, axis=0),
        numpy.arange(width) * pixels.shape[1] // width, axis=1)
    small = (cells / areas[:, :, None] * 255).clip(0, 255).round().astype("u1")
    return width, height, small.tobytes().hex()


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
