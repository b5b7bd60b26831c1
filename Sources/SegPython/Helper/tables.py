"""Tables of segnb in Python, and the form in which a function is given them."""

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

    def _simplified(self):
        return ("native", self._capsule)

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
