"""Tables of segnb in Python, and the form in which a function is given them."""

class Table:
    """A table of segnb: columns by name, and an Arrow stream for other libraries."""

    __slots__ = ("_capsule", "shape")

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
            values = _native.values(self._capsule, index)
            if _has("pyarrow") and any(type(item) is datetime.timedelta for item in values):
                # Python's own durations have no nanoseconds.
                return self.to_arrow().column(index).to_numpy()
            return _array_of(values)
        address, typestr, count = found
        if count == 0:
            return numpy.empty(0, dtype=typestr)
        return numpy.asarray(_Buffer(self._capsule, address, typestr, count))

    def to_numpy(self):
        return {name: self._array(index) for index, name in enumerate(self.columns)}

    def to_matrix(self):
        """Numbers as one array of rows and columns."""
        import numpy

        named = self.to_numpy()
        for name, array in named.items():
            if array.dtype.kind not in "fiub":
                raise TypeError(
                    "column '%s' holds no numbers, as an array of rows and columns must; as: \"numpy\" gives an array a column"
                    % name)
        return numpy.column_stack(list(named.values())) if named else numpy.empty((len(self), 0))

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
            return _frame_of(self.to_arrow())
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


class Column:
    """A column that was taken out of a table, on its way to a function."""

    __slots__ = ("table", "shape")

    def __init__(self, table):
        self.table = table if isinstance(table, Table) else Table(table)

    def to_list(self):
        return next(iter(self.table.to_dict().values()))

    def to_pandas(self):
        return _with_texts(self.table.to_pandas()).iloc[:, 0].rename(None)


# Columns shorter than this are copied, side by side; so are those of very wide tables, of which pandas wants few parts.
_SHARED_ROWS = 1 << 16
_SHARED_COLUMNS = 64
_kept_block = None


def _frame_of(table):
    """A pandas frame of an Arrow table, which a script may change.

    Large columns lie where the table has them. pandas, from version 3 on, copies a column before it writes to it where another
    frame looks at it too; each of these is told that one does.
    """
    import numpy
    import pandas

    global _kept_block
    if (len(table) < _SHARED_ROWS or table.num_columns > _SHARED_COLUMNS
            or int(pandas.__version__.partition(".")[0]) < 3):
        return _with_whole_numbers(table.to_pandas(), table)
    frame = table.to_pandas(split_blocks=True)
    try:
        if _kept_block is None:
            _kept_block = pandas.DataFrame({"": [0]})._mgr.blocks[0]
        for block in frame._mgr.blocks:
            memory = getattr(block.values, "_ndarray", block.values)
            if isinstance(memory, numpy.ndarray) and not memory.flags.writeable:
                block.refs.add_reference(_kept_block)
    except (AttributeError, TypeError):
        # A version whose inside is another.
        frame = table.to_pandas()
    return _with_whole_numbers(frame, table)


#: Whole numbers beyond are not all floats.
_EXACT = 2**53


def _with_whole_numbers(frame, table):
    """A frame whose columns of whole numbers with missing values are no floats where these would be other numbers."""
    import pandas
    import pyarrow

    for index, field in enumerate(table.schema):
        column = table.column(index)
        if not pyarrow.types.is_integer(field.type) or not column.null_count:
            continue
        bounds = importlib.import_module("pyarrow.compute").min_max(column).as_py()
        if bounds["max"] is not None and max(bounds["max"], -bounds["min"]) > _EXACT:
            frame[field.name] = pandas.array(column.to_pylist(), dtype="Int64")
    return frame


def _with_texts(frame):
    """A frame whose categories are texts, as scripts have them that read files: nothing else can be put into a categorical."""
    for name, column in frame.items():
        if type(column.dtype).__name__ == "CategoricalDtype":
            # An empty column is of the type of one with texts.
            texts = column.cat.categories.dtype if len(column.cat.categories) else type(column)(["a"]).dtype
            frame[name] = column.astype(texts)
    return frame


def _with_plain_texts(table):
    """An Arrow table whose categories are texts: what scripts do with texts can't be done with a dictionary's numbers."""
    import pyarrow

    for index, field in enumerate(table.schema):
        if pyarrow.types.is_dictionary(field.type):
            table = table.set_column(index, field.name, table.column(index).cast(field.type.value_type))
    return table


def _polars_frame(table):
    import polars

    if _has("pyarrow"):
        return polars.from_arrow(_with_plain_texts(table.to_arrow()))
    return table.to_polars().with_columns(polars.col(polars.Categorical).cast(polars.String))


class Columns(dict):
    """Columns by name that a function gave back for a table."""


def _array_of(items):
    """Values as an array: of numbers, with NaN for what is missing, of truth values, of times with NaT, else of objects."""
    import numpy

    kinds = {type(item) for item in items}
    if kinds == {int, type(None)} and any(item is not None and abs(item) > _EXACT for item in items):
        return numpy.array(items, dtype=object)
    if kinds <= {int, float, type(None)}:
        return numpy.array([numpy.nan if item is None else item for item in items], dtype="<f8")
    if kinds == {bool}:
        return numpy.array(items, dtype=bool)
    kinds.discard(type(None))
    if kinds == {datetime.datetime}:
        # NumPy knows no zones: moments are those of UTC.
        items = [item if item is None or item.tzinfo is None else item.astimezone(datetime.timezone.utc).replace(tzinfo=None)
                 for item in items]
        return numpy.array(items, dtype="M8[us]")
    if kinds == {datetime.timedelta}:
        return numpy.array(items, dtype="m8[us]").astype("m8[ns]")
    return numpy.array(items, dtype=object)


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


# By name, since tables in a worker process have methods of their own.
_FORMS = {
    "pandas": lambda table: _with_texts(table.to_pandas()),
    "polars": _polars_frame,
    "pyarrow": lambda table: _with_plain_texts(table.to_arrow()),
    "numpy": lambda table: table.to_numpy(),
    "matrix": lambda table: table.to_matrix(),
    "dict": lambda table: table.to_dict(),
    "segnb": lambda table: table,
    "lazy": lambda table: _polars_frame(table).lazy(),
}

_COLUMN_FORMS = {
    "pandas": Column.to_pandas,
    "polars": lambda column: _polars_frame(column.table).to_series(0),
    "pyarrow": lambda column: _with_plain_texts(column.table.to_arrow()).column(0),
    "numpy": lambda column: column.table._array(0),
    "matrix": lambda column: column.table._array(0),
}


def _form_of_text(text):
    """The form of table that an annotation or a module's name speaks of; None for another."""
    if text.rpartition(".")[2] == "LazyFrame":
        return "lazy"
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


def _annotation(callable_, position):
    """The text of what a parameter is annotated with; empty where it isn't."""
    try:
        parameters = list(inspect.signature(callable_).parameters.values())
    except (TypeError, ValueError):
        return ""
    if isinstance(position, int):
        plain = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        parameter = plain[position] if position < len(plain) else next((p for p in parameters if p.kind is p.VAR_POSITIONAL), None)
    else:
        parameter = next((p for p in parameters if p.name == position), None) or next(
            (p for p in parameters if p.kind is p.VAR_KEYWORD), None)
    if parameter is None or parameter.annotation is inspect.Parameter.empty:
        return ""
    note = parameter.annotation
    text = note if isinstance(note, str) else (
        getattr(note, "__module__", "") + "." + getattr(note, "__qualname__", str(note))
        if isinstance(note, type) else str(note))
    return text.replace("builtins.", "")


def _is_array_note(text):
    return "ndarray" in text.lower() and not any(word in text.lower() for word in ("dict", "list", "mapping"))


def _is_list_note(text):
    return text.rpartition(".")[2].partition("[")[0].lower() in ("list", "sequence", "iterable")


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


def _forms(callable_, position, told):
    """(form of a table, form of a column, whether it says so) that a function expects for an argument."""
    if told:
        if told not in _FORMS:
            raise ValueError("as: is one of " + ", ".join(_FORMS))
        return told, told, True
    function = inspect.unwrap(callable_) if callable(callable_) else callable_
    function = getattr(function, "__func__", function)
    note = _annotation(callable_, position)
    form = "matrix" if _is_array_note(note) else _form_of_text(note)
    is_said = form is not None or _is_list_note(note)
    if form is None:
        form = _imported(getattr(function, "__globals__", {}))
    if form is None:
        module = sys.modules.get(getattr(function, "__module__", None) or "")
        form = _imported(vars(module)) if module else None
    return form or _usual(), None if _is_list_note(note) else form, is_said


def _given(value, form, column_form=None, imports=None):
    """A value with its tables in one form, and columns in another: a list where there is none.

    imports: the modules that the asking code imports; then what comes from Python is as it was there.
    """
    if imports is not None and isinstance(value, (Table, Column)):
        before = restored(value, imports)
        if before is not None:
            return before
    if isinstance(value, Table):
        return _FORMS[form](value)
    if isinstance(value, Column):
        return _COLUMN_FORMS.get(column_form, Column.to_list)(value)
    if type(value) in (types.FunctionType, type):
        return current(value)
    if isinstance(value, list):
        return [_given(item, form, column_form, imports) for item in value]
    if isinstance(value, dict):
        return {key: _given(item, form, column_form, imports) for key, item in value.items()}
    return value


def _given_back(result):
    """What a function over columns by name gave: such columns again, or anything else."""
    if type(result) is not dict or not result:
        return result
    if not all(isinstance(name, str) for name in result):
        return result
    if not all(_is_array(values) or _is_plain_list(values) for values in result.values()):
        return result
    return Columns(result) if len({len(values) for values in result.values()}) == 1 else result


def _is_plain_list(values):
    return type(values) in (list, tuple) and not any(isinstance(item, (list, tuple, dict)) for item in values)


def call(callable_, arguments, labelled, told):
    """Calls with tables and columns in the form that the function expects."""
    kinds = (Table, Column, list, dict)
    takes_columns = False

    def given(value, position):
        nonlocal takes_columns
        if not isinstance(value, kinds):
            return value
        form, column_form, is_said = _forms(callable_, position, told)
        if not is_said and was_array(value):
            return restored(value, set())
        takes_columns = takes_columns or isinstance(value, Table) and form in ("dict", "numpy")
        return _given(value, form, column_form)

    callable_ = current(callable_)
    arguments = [given(value, position) for position, value in enumerate(arguments)]
    labelled = {label: given(value, label) for label, value in labelled.items()}
    result = callable_(*arguments, **labelled)
    return _given_back(result) if takes_columns else result
