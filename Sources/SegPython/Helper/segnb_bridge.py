"""What segnb runs inside the embedded Python: calls, conversions, modules, tracebacks, cells.

`_native` is made by the program: write(stream, text), stream(capsule), buffer(capsule, index),
values(capsule, index), names(capsule), rows(capsule).
"""

import ast
import builtins
import datetime
import hashlib
import importlib
import importlib.util
import inspect
import io
import linecache
import os
import sys
import traceback
import types

_THIS = "<segnb>"


# Output


class _Stream(io.TextIOBase):
    """Text goes to the cell that runs."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, kind):
        self._kind = kind

    def writable(self):
        return True

    def isatty(self):
        return False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        _native.write(self._kind, text)
        return len(text)


def prepare():
    sys.stdout = _Stream(1)
    sys.stderr = _Stream(2)
    sys.argv = ["segnb"]
    os.environ.setdefault("MPLBACKEND", "Agg")
    # A function that a forked child of this process runs would find locks that nobody opens.
    if "multiprocessing" in sys.modules or hasattr(os, "fork"):
        import multiprocessing

        try:
            multiprocessing.set_start_method("spawn")
        except RuntimeError:
            pass


# Tables of segnb


class Table:
    """A table of segnb: columns by name, and an Arrow stream for other libraries."""

    __slots__ = ("_capsule",)

    def __init__(self, capsule):
        self._capsule = capsule

    @property
    def columns(self):
        return _native.names(self._capsule)

    def __len__(self):
        return _native.rows(self._capsule)

    def __arrow_c_stream__(self, requested_schema=None):
        return _native.stream(self._capsule)

    def __getitem__(self, name):
        """A column as a NumPy array; numbers without missing values lie where segnb has them."""
        names = self.columns
        if name not in names:
            raise KeyError(name)
        return self._array(names.index(name))

    def _array(self, index):
        import numpy

        found = _native.buffer(self._capsule, index)
        if found is None:
            return numpy.array(_native.values(self._capsule, index), dtype=object)
        address, typestr, count = found
        if count == 0:
            return numpy.empty(0, dtype=typestr)
        return numpy.asarray(_Buffer(self._capsule, address, typestr, count))

    def to_numpy(self):
        return {name: self._array(index) for index, name in enumerate(self.columns)}

    def to_dict(self):
        return {name: _native.values(self._capsule, i) for i, name in enumerate(self.columns)}

    def to_arrow(self):
        import pyarrow

        return pyarrow.table(self)

    def to_polars(self):
        import polars

        return polars.from_arrow(self.to_arrow()) if _has("pyarrow") else polars.DataFrame(self)

    def to_pandas(self):
        """A frame of its own, that a script may change."""
        import pandas

        if _has("pyarrow"):
            return self.to_arrow().to_pandas()
        columns = {}
        for index, name in enumerate(self.columns):
            if _native.buffer(self._capsule, index) is not None:
                columns[name] = self._array(index).copy()
            else:
                columns[name] = pandas.Series(_native.values(self._capsule, index)).infer_objects()
        return pandas.DataFrame(columns)

    def __repr__(self):
        return "segnb.Table with %d rows: %s" % (len(self), ", ".join(self.columns))


class _Buffer:
    """Memory of a column, for NumPy: read-only, and alive as long as an array looks at it."""

    def __init__(self, owner, address, typestr, count):
        self._owner = owner
        self.__array_interface__ = {
            "data": (address, True),
            "shape": (count,),
            "typestr": typestr,
            "version": 3,
        }


_known = {}


def _has(name):
    if name not in _known:
        _known[name] = name in sys.modules or importlib.util.find_spec(name) is not None
    return _known[name]


_FORMS = {
    "pandas": Table.to_pandas,
    "polars": Table.to_polars,
    "pyarrow": Table.to_arrow,
    "numpy": Table.to_numpy,
    "dict": Table.to_dict,
    "segnb": lambda table: table,
}


def _form_of_text(text):
    """The form of table that an annotation or a module's name speaks of; None for another."""
    if "polars" in text or text.startswith("pl."):
        return "polars"
    if "pandas" in text or text.startswith("pd.") or text == "DataFrame":
        return "pandas"
    if "pyarrow" in text or text.startswith("pa."):
        return "pyarrow"
    if "numpy" in text or "ndarray" in text or text.startswith("np."):
        return "numpy"
    if text in ("dict", "Dict", "typing.Dict") or text.startswith(("dict[", "Dict[")):
        return "dict"
    return None


def _annotated(callable_, position):
    try:
        parameters = list(inspect.signature(callable_).parameters.values())
    except (TypeError, ValueError):
        return None
    if isinstance(position, int):
        if position >= len(parameters):
            return None
        parameter = parameters[position]
    else:
        parameter = next((p for p in parameters if p.name == position), None)
    if parameter is None or parameter.annotation is inspect.Parameter.empty:
        return None
    note = parameter.annotation
    text = note if isinstance(note, str) else (
        getattr(note, "__module__", "") + "." + getattr(note, "__qualname__", str(note))
        if isinstance(note, type) else str(note))
    return _form_of_text(text.replace("builtins.", ""))


def _imported(names):
    """The form that the modules among some globals suggest."""
    found = {value.__name__.partition(".")[0] for value in names.values()
             if isinstance(value, types.ModuleType)}
    for form in ("pandas", "polars", "pyarrow", "numpy"):
        if form in found:
            return form
    return None


def _usual():
    for form in ("pandas", "polars", "pyarrow", "numpy"):
        if _has(form):
            return form
    return "dict"


def _form(callable_, position, told):
    if told:
        if told not in _FORMS:
            raise ValueError("as: is one of " + ", ".join(_FORMS))
        return told
    function = inspect.unwrap(callable_) if callable(callable_) else callable_
    function = getattr(function, "__func__", function)
    form = _annotated(callable_, position)
    if form is None:
        form = _imported(getattr(function, "__globals__", {}))
    if form is None:
        module = sys.modules.get(getattr(function, "__module__", None) or "")
        form = _imported(vars(module)) if module else None
    return form or _usual()


def _given(value, form):
    if isinstance(value, Table):
        return _FORMS[form](value)
    if isinstance(value, list):
        return [_given(item, form) for item in value]
    if isinstance(value, dict):
        return {key: _given(item, form) for key, item in value.items()}
    return value


def call(callable_, arguments, labelled, told):
    """Calls with tables in the form that the function expects."""
    arguments = [_given(v, _form(callable_, i, told)) if isinstance(v, (Table, list, dict)) else v
                 for i, v in enumerate(arguments)]
    labelled = {k: _given(v, _form(callable_, k, told)) if isinstance(v, (Table, list, dict)) else v
                for k, v in labelled.items()}
    return callable_(*arguments, **labelled)


# Values on their way out


_EPOCH = datetime.date(1970, 1, 1).toordinal()


def simplify(value):
    """A value that isn't of a basic type, as a tag and what it is made of."""
    if isinstance(value, Table):
        return ("native", value._capsule)
    if isinstance(value, datetime.datetime):
        if value != value:
            return ("missing", None)
        aware = value.tzinfo is not None
        moment = value if aware else value.replace(tzinfo=datetime.timezone.utc)
        passed = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        micros = (passed.days * 86400 + passed.seconds) * 1_000_000 + passed.microseconds
        return ("instant", (micros, aware))
    if isinstance(value, datetime.date):
        return ("date", value.toordinal() - _EPOCH)
    if isinstance(value, datetime.timedelta):
        return ("duration",
                ((value.days * 86400 + value.seconds) * 1_000_000 + value.microseconds) * 1000)
    if isinstance(value, (bool, int, float, str)):
        for basic in (bool, int, float, str):
            if isinstance(value, basic):
                return ("basic", basic(value))
    if isinstance(value, (list, tuple)):
        return ("basic", list(value))
    if isinstance(value, dict):
        if value and all(_is_array(item) for item in value.values()):
            return ("columns", _columns(value))
        return ("basic", dict(value))
    if isinstance(value, (set, frozenset)):
        return ("basic", sorted(value, key=repr))
    module = type(value).__module__.partition(".")[0]
    if module == "numpy":
        return _simplify_numpy(value)
    if module == "pandas":
        return _simplify_pandas(value)
    if module == "polars" and type(value).__name__ == "LazyFrame":
        return ("stream", value.collect().__arrow_c_stream__())
    if module == "polars" and type(value).__name__ == "Series":
        return ("column", value.to_frame().__arrow_c_stream__())
    if module == "pyarrow" and type(value).__name__ in ("ChunkedArray", "Array") or (
            module == "pyarrow" and type(value).__name__.endswith("Array")):
        import pyarrow

        return ("column", pyarrow.table({"value": value}).__arrow_c_stream__())
    if module == "pyarrow" and type(value).__name__.endswith("Scalar"):
        return ("basic", value.as_py())
    if hasattr(value, "__arrow_c_stream__"):
        return ("stream", value.__arrow_c_stream__())
    if module == "decimal":
        return ("basic", float(value))
    return ("object", None)


def _simplify_numpy(value):
    import numpy

    if isinstance(value, numpy.ndarray):
        if value.ndim == 0:
            return ("basic", value.item())
        if value.ndim == 1 and value.dtype.names is None:
            return ("array", _column("value", value))
        if value.ndim == 2:
            return ("columns", _columns({"x%d" % i: value[:, i] for i in range(value.shape[1])}))
        if value.dtype.names is not None and value.ndim == 1:
            return ("columns", _columns({name: value[name] for name in value.dtype.names}))
        raise TypeError("an array of %d dimensions is no table: give one or two" % value.ndim)
    if isinstance(value, numpy.datetime64):
        if numpy.isnat(value):
            return ("missing", None)
        return simplify(value.astype("datetime64[us]").item())
    if isinstance(value, numpy.timedelta64):
        if numpy.isnat(value):
            return ("missing", None)
        return ("duration", int(value.astype("timedelta64[ns]").astype("int64")))
    if isinstance(value, numpy.generic):
        return ("basic", value.item())
    return ("object", None)


def _simplify_pandas(value):
    import pandas

    if value is pandas.NA or value is pandas.NaT:
        return ("missing", None)
    if isinstance(value, pandas.DataFrame):
        frame = value
        if any(name is not None for name in frame.index.names):
            frame = frame.reset_index()
        if isinstance(frame.columns, pandas.MultiIndex):
            frame = frame.copy(deep=False)
            frame.columns = ["_".join(str(part) for part in name if part != "") for name in frame.columns]
        frame.columns = [str(name) for name in frame.columns]
        if _has("pyarrow"):
            import pyarrow

            return ("stream", pyarrow.Table.from_pandas(frame, preserve_index=False).__arrow_c_stream__())
        return ("columns", _columns({name: frame[name] for name in frame.columns}))
    if isinstance(value, pandas.Series):
        return ("array", _column("value", value))
    if isinstance(value, pandas.Index):
        return ("array", _column("value", value.to_series()))
    if isinstance(value, pandas.Timestamp):
        return simplify(value.to_pydatetime(warn=False))
    if isinstance(value, pandas.Timedelta):
        return ("duration", int(value.value))
    return ("object", None)


def _is_array(value):
    module = type(value).__module__.partition(".")[0]
    name = type(value).__name__
    return (module == "numpy" and name == "ndarray" and value.ndim == 1) or (
        module in ("pandas", "polars") and name == "Series")


def _columns(named):
    sizes = {len(values) for values in named.values()}
    if len(sizes) > 1:
        raise ValueError("the columns have different lengths: " + ", ".join(
            "%s %d" % (name, len(values)) for name, values in named.items()))
    return [_column(str(name), values) for name, values in named.items()]


_PLAIN = {"f8", "i8", "f4"}


def _column(name, values):
    """(name, memory or None, list or None): memory is (address, code, count, owner)."""
    import numpy

    kind = type(values).__module__.partition(".")[0]
    if kind == "polars":
        return (name, None, values.to_list())
    array = values
    if kind == "pandas":
        if values.dtype.kind not in "fiub" or not isinstance(values.dtype, numpy.dtype):
            return (name, None, [None if _is_missing(item) else item for item in values.tolist()])
        array = values.to_numpy()
    if array.dtype.kind in "iu" and array.dtype != numpy.dtype("<i8"):
        if array.dtype == numpy.dtype("u8") and array.size and array.max() > 2**63 - 1:
            raise OverflowError("column '%s' has numbers above the range of Int" % name)
        array = array.astype("<i8")
    if array.dtype.kind == "f" and array.dtype not in (numpy.dtype("<f8"), numpy.dtype("<f4")):
        array = array.astype("<f8")
    if array.dtype.kind in "if":
        array = numpy.ascontiguousarray(array)
        if array.flags.writeable:
            # A column never changes, and the script may still write to its array.
            array = array.copy() if array.base is not None or array is values else array
        return (name, (array.ctypes.data, array.dtype.str[1:], array.size, array), None)
    if array.dtype.kind == "M":
        array = array.astype("datetime64[us]")
    items = array.tolist()
    return (name, None, [None if _is_missing(item) else item for item in items])


def _is_missing(item):
    if item is None:
        return True
    try:
        return bool(item != item)
    except (TypeError, ValueError):
        return type(item).__name__ in ("NAType", "NaTType")


def make(tag, payload):
    """The Python value of a date, instant or duration."""
    if tag == "date":
        return datetime.date.fromordinal(payload + _EPOCH)
    if tag == "duration":
        return datetime.timedelta(microseconds=payload / 1000)
    base = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    moment = base + datetime.timedelta(microseconds=payload)
    return moment if tag == "zoned" else moment.replace(tzinfo=None)


def convert(table, method):
    """A table in another form: to_pandas, to_polars, to_arrow."""
    return getattr(table, method)()


# Modules


_project = {}


def _digest(path):
    with open(path, "rb") as file:
        return hashlib.blake2b(file.read(), digest_size=32).hexdigest()


def _note_project():
    """Remembers the source files of modules that belong to the folders of the notebooks."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name in _project or not file or not file.endswith(".py"):
            continue
        if any(os.path.dirname(os.path.abspath(file)).startswith(folder) for folder in _folders):
            if "site-packages" not in file:
                _project[name] = [os.path.abspath(file), _digest(file)]


_folders = []


def add_folder(folder):
    folder = os.path.abspath(folder)
    if folder not in _folders:
        _folders.append(folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)


def refresh():
    """Loads modules again whose files have changed, and those that import them."""
    changed = [name for name, (path, digest) in _project.items()
               if name in sys.modules and os.path.exists(path) and _digest(path) != digest]
    if not changed:
        return
    uses = {name: _imports(path) for name, (path, _) in _project.items() if name in sys.modules}
    stale = set(changed)
    while True:
        further = {name for name in uses if name not in stale and uses[name] & stale}
        if not further:
            break
        stale |= further
    importlib.invalidate_caches()
    waiting = [name for name in uses if name in stale]
    while waiting:
        # What is imported comes before what imports it; a circle is broken anywhere.
        ready = next((name for name in waiting if not uses[name] & set(waiting) - {name}), waiting[0])
        waiting.remove(ready)
        path = _project[ready][0]
        linecache.checkcache(path)
        _forget_bytecode(path)
        _reload(ready, path)
        _project[ready][1] = _digest(path)


def _imports(path):
    """The modules that a file imports, by its text."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, UnicodeDecodeError):
        return set()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {node.module + "." + alias.name for alias in node.names}
    return found


def _forget_bytecode(path):
    """Compiled files are told apart by time and size: two edits within a second look alike."""
    try:
        os.remove(importlib.util.cache_from_source(path))
    except OSError:
        pass


def _reload(name, path):
    module = sys.modules[name]
    if getattr(module, "__spec__", None) is not None and importlib.util.find_spec(name) is not None:
        importlib.reload(module)
    else:
        module.__spec__.loader.exec_module(module)


def digests():
    _note_project()
    return sorted((path, digest) for path, digest in _project.values())


def use(path, folder):
    """The module of `use python "path"`: a file, or a module by its name."""
    add_folder(folder)
    refresh()
    if path.endswith(".py"):
        file = path if os.path.isabs(path) else os.path.join(folder, path)
        file = os.path.abspath(file)
        if not os.path.exists(file):
            raise FileNotFoundError("there is no file '%s'" % file)
        add_folder(os.path.dirname(file))
        name = os.path.splitext(os.path.basename(file))[0]
        known = sys.modules.get(name)
        if known is not None and os.path.abspath(getattr(known, "__file__", "") or "") != file:
            name = "segnb_" + hashlib.blake2b(file.encode(), digest_size=6).hexdigest()
        module = sys.modules.get(name)
        if module is None:
            spec = importlib.util.spec_from_file_location(name, file)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[name]
                raise
    else:
        module = importlib.import_module(path)
    _note_project()
    return module


def members(value):
    """(name, kind, signature, documentation) of what a module or object offers."""
    found = []
    for name in sorted(dir(value)):
        if name.startswith("_"):
            continue
        try:
            item = getattr(value, name)
        except Exception:
            continue
        if isinstance(item, types.ModuleType):
            continue
        if isinstance(value, types.ModuleType) and callable(item):
            home = getattr(item, "__module__", None)
            listed = getattr(value, "__all__", None)
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


# Cells and scripts


def run_cell(source, file, line, inputs, wanted):
    """Runs the text of a cell in a namespace of its own.

    Gives (values by name, value of the last expression, pictures).
    """
    text = "\n" * line + source
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    tree = ast.parse(text, file)
    form = _form_of_text(" ".join(
        alias.name for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in (node.names if isinstance(node, ast.Import)
                      else [ast.alias(name=node.module or "")]))) or _usual()
    names = {"__name__": "__cell__", "__builtins__": builtins, "__file__": file}
    names.update({name: _given(value, form) for name, value in inputs.items()})
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, file, "exec"), names)
    shown = eval(compile(last, file, "eval"), names) if last is not None else None
    missing = [name for name in wanted if name not in names]
    if missing:
        raise NameError("the cell gives no '%s'" % missing[0])
    _note_project()
    return {name: names[name] for name in wanted}, shown, pictures()


def run_script(path, inputs, wanted, told):
    """Runs a script that is no function on tables, and takes names out of it."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    add_folder(os.path.dirname(path))
    code = compile(source, path, "exec")
    form = told or _form_of_text(source.partition("\n\n")[0]) or (
        "pandas" if "pandas" in source else "polars" if "polars" in source else _usual())
    names = {"__name__": "__main__", "__builtins__": builtins, "__file__": path}
    names.update({name: _given(value, form) for name, value in inputs.items()})
    exec(code, names)
    missing = [name for name in wanted if name not in names]
    if missing:
        raise NameError("the script has no '%s' at its end" % missing[0])
    return {name: names[name] for name in wanted}


def pictures():
    """Figures of matplotlib that are open, as PNG; they are closed."""
    plt = sys.modules.get("matplotlib.pyplot")
    if plt is None:
        return []
    found = []
    for number in plt.get_fignums():
        memory = io.BytesIO()
        plt.figure(number).savefig(memory, format="png", dpi=110, bbox_inches="tight")
        found.append(memory.getvalue().hex())
    plt.close("all")
    return found


# Modules with fit: steps and learners


def can(value, method):
    return callable(getattr(value, method, None))


def cloned(value, seed):
    """A copy without what it has learned, with its own randomness where it leaves that open."""
    import copy

    if _has("sklearn") and hasattr(value, "get_params"):
        from sklearn.base import clone

        made = clone(value)
    else:
        made = copy.deepcopy(value)
    if hasattr(made, "get_params") and hasattr(made, "set_params"):
        names = made.get_params(deep=True)
        open_ = {name: seed % 2**31 for name, given in names.items()
                 if name.rpartition("__")[2] == "random_state" and given is None}
        if open_:
            made.set_params(**open_)
    return made


def described(value):
    """How an object is written, and where its class lives."""
    kind = type(value)
    text = " ".join(repr(value).split())
    return [text, kind.__module__ + "." + kind.__qualname__, kind.__name__]


def array(table):
    """The one column of a table as an array."""
    return table._array(0)


def fit(value, table, target, weights, seed):
    made = cloned(value, seed)
    frame = table.to_pandas() if _has("pandas") else table.to_numpy()
    given = [frame] if target is None else [frame, target]
    takes = inspect.signature(made.fit).parameters
    if weights is not None and "sample_weight" in takes:
        made.fit(*given, sample_weight=weights)
    elif target is None and "y" in takes and takes["y"].default is inspect.Parameter.empty:
        raise TypeError("%s needs a target: it is no step without one" % type(made).__name__)
    else:
        made.fit(*given)
    return made


def transform(fitted, table):
    """The columns that a fitted transformer gives, with names."""
    frame = table.to_pandas()
    given = fitted.transform(frame)
    if given is None:
        raise TypeError("transform of %s gives None: is its 'return' missing?" % type(fitted).__name__)
    if hasattr(given, "toarray"):
        given = given.toarray()
    if type(given).__module__.partition(".")[0] in ("pandas", "polars"):
        return given
    import numpy

    given = numpy.asarray(given)
    if given.ndim == 1:
        given = given.reshape(-1, 1)
    names = None
    if hasattr(fitted, "get_feature_names_out"):
        try:
            names = [str(name) for name in fitted.get_feature_names_out(list(frame.columns))]
        except Exception:
            names = None
    if names is None or len(names) != given.shape[1]:
        names = (list(frame.columns) if given.shape[1] == frame.shape[1]
                 else ["x%d" % i for i in range(given.shape[1])])
    return {name: given[:, i] for i, name in enumerate(names)}


def predict(fitted, table, classes):
    """Numbers, row by row: values, or the probability of each class in the order given."""
    import numpy

    frame = table.to_pandas()
    name = type(fitted).__name__
    if classes is None:
        given = numpy.asarray(fitted.predict(frame), dtype="<f8").reshape(-1)
        if len(given) != len(frame):
            raise ValueError("predict of %s gives %d numbers for %d rows" % (name, len(given), len(frame)))
        return given
    if not hasattr(fitted, "classes_"):
        raise TypeError("%s has no classes_: it is no classifier, and the target has classes" % name)
    known = [int(item) for item in fitted.classes_]
    if hasattr(fitted, "predict_proba"):
        given = numpy.asarray(fitted.predict_proba(frame), dtype="<f8")
        if given.shape != (len(frame), len(known)):
            raise ValueError("predict_proba of %s gives %s numbers, not one for each of %d rows and %d classes"
                             % (name, "×".join(map(str, given.shape)), len(frame), len(known)))
        if len(frame) and not (given.min() >= -1e-6 and given.max() <= 1 + 1e-6
                               and numpy.allclose(given.sum(axis=1), 1, atol=1e-3)):
            raise ValueError("predict_proba of %s gives no probabilities: they are 0 to 1 and sum to 1" % name)
        given = given.clip(0, 1)
    else:
        decided = numpy.asarray(fitted.predict(frame)).astype(int)
        given = numpy.zeros((len(frame), len(known)))
        given[numpy.arange(len(frame)), [known.index(item) for item in decided]] = 1
    whole = numpy.zeros((classes, len(frame)))
    for place, label in enumerate(known):
        whole[label] = given[:, place]
    return numpy.ascontiguousarray((whole[1:] if classes == 2 else whole).reshape(-1))


def pickled(value):
    import pickle

    return pickle.dumps(value, protocol=4).hex()


def unpickled(text):
    import pickle

    return pickle.loads(bytes.fromhex(text))


# Errors


def _is_ours(file):
    """Frames of the bridge and of importing tell a user nothing."""
    return (file == _THIS or file.startswith("<frozen importlib")
            or file.endswith(("importlib/__init__.py", "importlib/util.py")))


def describe_error(error):
    """All that is said of an exception, as plain values; the exception itself is let go."""
    frames = [[f.filename, f.lineno or 0, f.name, (f.line or "").strip()]
              for f in traceback.extract_tb(error.__traceback__) if not _is_ours(f.filename)]
    details = {}
    if isinstance(error, SyntaxError):
        details = {"file": error.filename or "", "line": error.lineno or 0,
                   "column": error.offset or 0, "text": (error.text or "").rstrip("\n")}
    elif isinstance(error, ModuleNotFoundError):
        details = {"module": error.name or ""}
    elif isinstance(error, SystemExit):
        details = {"code": str(error.code)}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    because = "" if cause is None else type(cause).__name__ + ": " + str(cause)
    notes = [str(note) for note in getattr(error, "__notes__", [])]
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return [type(error).__name__, message, frames, details, because, notes]


# Objects that stay in Python


def item(value, key):
    return value[key]


def length(value):
    return len(value)


def element(value, position):
    """The n-th element of what a loop would give."""
    try:
        return value[position]
    except (TypeError, KeyError):
        import itertools

        return next(itertools.islice(iter(value), position, None))


def packages():
    """The packages that the bridge knows how to work with, for `segnb doctor`."""
    from importlib import metadata

    found = []
    for name in ("numpy", "pandas", "pyarrow", "polars", "scikit-learn", "lightgbm", "matplotlib"):
        try:
            found.append(name + " " + metadata.version(name))
        except metadata.PackageNotFoundError:
            found.append("no " + name)
    return ", ".join(found)
