"""What tables and columns of segnb were in the Python cell that gave them, so that cells below find them as they were."""


class Shaped:
    """A value on its way out of a cell, with what makes it again of a table or column.

    shape: the text of a tuple of literals, kind first; None for values that are the same there.
    index: the labels of a frame's or series' rows as a frame; None where they are positions.
    """

    __slots__ = ("value", "shape", "index")

    def __init__(self, value, shape, index=None):
        self.value, self.shape, self.index = value, shape, index

    def _simplified(self):
        # Nobody else holds the value then, and its memory may be taken over.
        value, self.value = self.value, None
        return ("shaped", (value, self.shape, self.index))


def shaped(value, depth=0):
    """A value of a cell; arrays, series and frames in it as `Shaped`."""
    kind = type(value)
    if kind in (list, tuple) and depth < 8 and not _are_basic(value):
        return [shaped(item, depth + 1) for item in value]
    if kind is dict and depth < 8 and not _are_basic(value.values()):
        if all(_is_plain_array(item) for item in value.values()) and len({len(item) for item in value.values()}) == 1:
            return Shaped(value, repr(("arrays", {name: item.dtype.str for name, item in value.items()})))
        return Names({key: shaped(item, depth + 1) for key, item in value.items()})
    if _stays(value):
        return Shaped(value, STAYS)
    shape = _shape(value)
    return value if shape is None else Shaped(value, repr(shape), _labels(value))


#: The shape of what columns and tables would make something else of: it stays in Python.
STAYS = "stays"


def _stays(value):
    module, kind = type(value).__module__.partition(".")[0], type(value).__name__
    if module == "numpy" and hasattr(value, "dtype") and hasattr(value, "ndim"):
        if value.dtype == "u8" and value.ndim and value.size and value.max() > 2**63 - 1:
            return True
        return kind in ("matrix", "recarray") or kind == "MaskedArray" and value.ndim != 1
    if module == "pandas" and kind in ("DataFrame", "Series"):
        columns = [value] if kind == "Series" else [column for _, column in value.items()]
        return any(column.dtype == "uint64" and len(column) and column.max() > 2**63 - 1 for column in columns)
    return module == "polars" and kind == "LazyFrame" or module == "pyarrow" and kind == "RecordBatch"


def kept(value, sizes=()):
    """A value on its way out of a cell or prompt, which stays an object where it has no form in segnb.

    sizes: how long the tables and columns are that the code was given; see `labelled_series`.
    """
    if type(value) in (bool, str, float, type(None)):
        return value
    labelled = labelled_series(value, sizes)
    if labelled is not value and not _stays(value):
        return Shaped(labelled, repr(_shape(value)), _labels(value))
    made = shaped(value)
    return made if type(made) is Shaped else Shaped(made, None)


def kept_values(values, inputs):
    """What code gives by name, each as `kept`; inputs: what it was given."""
    sizes = {row_count(value) for value in inputs.values() if isinstance(value, (Table, Column))}
    return {name: kept(value, sizes) for name, value in values.items()}


def _are_basic(items):
    return all(type(item) in (int, float, str, bool, type(None)) for item in items)


def _is_plain_array(value):
    return type(value).__module__ == "numpy" and type(value).__name__ == "ndarray" and value.ndim == 1 and value.dtype.kind in "biufMmUO"


def _shape(value):
    """(kind, …) of an array, series or frame; None for other values, and for what stays an object."""
    module, kind = type(value).__module__.partition(".")[0], type(value).__name__
    if _is_plain_array(value):
        return ("array", value.dtype.str)
    if module == "numpy" and kind == "ndarray" and value.ndim == 2 and value.shape[1] and value.dtype.kind in "biufMmU":
        return ("matrix", value.dtype.str)
    if module == "pandas" and kind == "DataFrame" and value.columns.is_unique:
        return ("frame", *_rows(value.index), _literal(value.columns.tolist()), [_dtype(dtype) for dtype in value.dtypes],
                _literal(value.attrs), _literal(list(value.columns.names)))
    if module == "pandas" and kind == "Series":
        return ("series", *_rows(value.index), _literal(value.name), _dtype(value.dtype))
    if module == "pandas" and kind.endswith("Index") and value.nlevels == 1:
        return ("index", _literal(value.name), _dtype(value.dtype))
    if module == "polars" and kind == "DataFrame":
        return ("polars", None, [str(dtype) for dtype in value.dtypes])
    if module == "polars" and kind == "Series":
        return ("polars", value.name, [str(value.dtype)])
    if module == "pyarrow" and kind == "Table":
        return ("pyarrow", None, [str(type_) for type_ in value.schema.types])
    if module == "pyarrow" and (kind == "ChunkedArray" or kind.endswith("Array") and hasattr(value, "type")):
        return ("pyarrow", kind, [str(value.type)])
    if module == "numpy" and kind == "MaskedArray" and value.ndim == 1 and value.dtype.kind in "biufMm":
        return ("masked", value.dtype.str)
    if module == "numpy" and kind == "ndarray" and value.ndim == 1 and value.dtype.names is not None:
        return ("records", _literal(value.dtype.descr))
    return None


def _rows(index):
    """(names, types) of the levels of a frame's or series' labels; the step of times, where they have one, is the last type."""
    types = [_dtype(dtype) for dtype in ([index.dtype] if index.nlevels == 1 else index.dtypes)]
    step = index.freqstr if type(index).__name__ in ("DatetimeIndex", "TimedeltaIndex") else None
    return _literal(list(index.names)), types + ([step] if step else [])


#: More categories than this are those that occur.
_MOST_CATEGORIES = 10_000


def _dtype(dtype):
    """A type of pandas as a literal: its text, or (categories, whether they are ordered)."""
    if type(dtype).__name__ == "CategoricalDtype" and len(dtype.categories) <= _MOST_CATEGORIES:
        categories = _literal(dtype.categories.tolist())
        if categories is not None:
            return (categories, dtype.ordered)
    return str(dtype)


def _literal(value):
    """A name or names as they are where text can say them, else None."""
    try:
        return value if ast.literal_eval(repr(value)) == value else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _labels(value):
    """The labels of a frame's or series' rows as columns; None where they are positions, or nothing that a column holds."""
    if type(value).__module__.partition(".")[0] != "pandas" or type(value).__name__ not in ("DataFrame", "Series"):
        return None
    index = value.index
    if type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1:
        return None
    frame = index.to_frame(index=False)
    frame.columns = ["x%d" % level for level in range(index.nlevels)]
    return frame


def formed(value, shape, index):
    """Notes on a table or column of segnb what it was, for `restored`."""
    value.shape = (shape, index)
    return value


#: The libraries of shapes that a cell may ask for in another form, by importing another library of frames alone.
_LIBRARIES = {"frame": "pandas", "series": "pandas", "index": "pandas", "polars": "polars", "pyarrow": "pyarrow"}


def restored(value, imports):
    """A table or column as it was in Python; None where it was never there, or where the asking code works with other frames."""
    noted = getattr(value, "shape", None)
    if noted is None:
        return None
    shape, index = ast.literal_eval(noted[0]), noted[1]
    library = _LIBRARIES.get(shape[0])
    others = {"pandas", "polars", "pyarrow"} & imports
    if library and others and library not in others:
        return None
    made = _RESTORED[shape[0]](value, shape)
    _put_infinities_back(made, value, shape[0])
    if shape[0] in ("frame", "series"):
        _label(made, index, *shape[1:3])
    return made


def _put_infinities_back(made, value, kind):
    """Gives floats of NumPy and pandas their infinities, which are missing in segnb and still lie in the memory of its columns."""
    if kind not in ("array", "matrix", "arrays", "frame", "series") or not _has("pyarrow"):
        # polars and pyarrow tell missing values apart from NaN, and what lies below a missing value is nobody's.
        return
    arrow = (value if isinstance(value, Table) else value.table).to_arrow()
    # Labels with names went ahead as columns.
    first = arrow.num_columns - (made.shape[1] if kind == "frame" else 1) if kind in ("frame", "series") else 0
    for index in range(first, arrow.num_columns):
        found = _infinities(arrow.column(index))
        if found is None:
            continue
        rows, numbers = found
        if kind == "frame":
            if made.dtypes.iloc[index - first].kind == "f":
                made.iloc[rows, index - first] = numbers
        elif kind == "series":
            if made.dtype.kind == "f":
                made.iloc[rows] = numbers
        else:
            place = made[:, index] if kind == "matrix" else list(made.values())[index] if kind == "arrays" else made
            if place.dtype.kind == "f":
                place[rows] = numbers


def _infinities(column):
    """(rows, numbers) of the infinite floats that lie below missing values of a column; None where there are none."""
    import numpy
    import pyarrow

    if not column.null_count or not pyarrow.types.is_floating(column.type):
        return None
    chunk = pyarrow.concat_arrays(column.chunks)
    width = "<f4" if column.type == pyarrow.float32() else "<f8"
    numbers = numpy.frombuffer(chunk.buffers()[1], dtype=width)[chunk.offset:chunk.offset + len(chunk)]
    rows = (numpy.isinf(numbers) & chunk.is_null().to_numpy(zero_copy_only=False)).nonzero()[0]
    return (rows, numbers[rows]) if len(rows) else None


def _label(made, index, names, dtypes):
    """Gives the rows of a frame or series their labels."""
    if index is not None:
        import pandas

        columns = [_typed(column, dtype) for (_, column), dtype in zip(_with_texts(index.to_pandas()).items(), dtypes)]
        made.index = pandas.Index(columns[0]) if len(columns) == 1 else pandas.MultiIndex.from_arrays(columns)
        if len(dtypes) > len(columns):
            made.index.freq = dtypes[-1]
    if names is not None and len(names) == made.index.nlevels:
        made.index.names = names


def was_array(value):
    """Whether a table or column was an array, or arrays by name, in Python."""
    noted = getattr(value, "shape", None) if isinstance(value, (Table, Column)) else None
    return noted is not None and ast.literal_eval(noted[0])[0] in ("array", "matrix", "arrays")


def _typed(values, dtype):
    """An array or series of a type, if its values can be so."""
    if type(dtype) is tuple:
        import pandas

        dtype = pandas.CategoricalDtype(*dtype)
    elif str(values.dtype) == dtype or getattr(values.dtype, "str", None) == dtype:
        return values
    try:
        return values.astype(dtype)
    except (TypeError, ValueError, OverflowError):
        return values


def _restored_frame(table, shape):
    names, dtypes, notes, heads = shape[3:]
    frame = _with_texts(table.to_pandas())
    # Labels with names went ahead as columns.
    frame = frame.iloc[:, len(frame.columns) - len(dtypes):]
    changed = {name: _typed(frame[name], dtype) for name, dtype in zip(frame.columns, dtypes) if str(frame[name].dtype) != dtype}
    if changed:
        frame = frame.assign(**changed)
    if names is not None and list(frame.columns) != names:
        import pandas

        is_deep = names and all(type(name) is tuple for name in names)
        frame.columns = pandas.MultiIndex.from_tuples(names) if is_deep else names
    if heads is not None and len(heads) == frame.columns.nlevels:
        frame.columns.names = heads
    frame.attrs = notes or {}
    return frame


def _restored_series(value, shape):
    values = _FORMS["pandas"](value).iloc[:, -1] if isinstance(value, Table) else value.to_pandas()
    return _typed(values, shape[4]).rename(shape[3])


def _restored_index(column, shape):
    import pandas

    return pandas.Index(_typed(column.to_pandas(), shape[2]), name=shape[1])


def _restored_matrix(table, shape):
    import numpy

    return numpy.column_stack([_typed(array, shape[1]) for array in table.to_numpy().values()]).astype(shape[1], copy=False)


def _restored_polars(value, shape):
    import polars

    frame = _polars_frame(value if isinstance(value, Table) else value.table)
    for name, dtype in zip(frame.columns, shape[2]):
        wanted = _polars_type(ast.parse(dtype, mode="eval").body, polars)
        if wanted is not None and frame[name].dtype != wanted:
            frame = frame.with_columns(polars.col(name).cast(wanted, strict=False))
    return frame if isinstance(value, Table) else frame.to_series(0).alias(shape[1] or "")


def _polars_type(node, polars):
    """A type of polars from its text, `Int8` or `Enum(categories=['a', 'b'])`; None for what is none."""
    made = getattr(polars, node.func.id if isinstance(node, ast.Call) else getattr(node, "id", ""), None)
    if not (isinstance(made, type) and issubclass(made, polars.DataType)):
        return None
    if not isinstance(node, ast.Call):
        return made
    try:
        return made(**{part.arg: ast.literal_eval(part.value) for part in node.keywords})
    except (TypeError, ValueError):
        return None


def _restored_arrow(value, shape):
    """A table, or an array in one piece or several."""
    import pyarrow

    table = _FORMS["pyarrow"](value if isinstance(value, Table) else value.table)
    for index, (field, wanted) in enumerate(zip(table.schema, shape[2])):
        column = table.column(index)
        if str(field.type) == wanted:
            continue
        is_encoded = wanted.startswith("dictionary<values=")
        plain = wanted[len("dictionary<values="):].partition(",")[0] if is_encoded else wanted
        try:
            column = column.cast(pyarrow.type_for_alias(plain))
            table = table.set_column(index, field.name, column.dictionary_encode() if is_encoded else column)
        except (ValueError, TypeError, pyarrow.ArrowException):
            # A type that no short name says.
            pass
    if isinstance(value, Table):
        return table
    return table.column(0) if shape[1] == "ChunkedArray" else table.column(0).combine_chunks()


def _restored_masked(column, shape):
    import numpy

    items = column.to_list()
    mask = [item is None for item in items]
    data = numpy.array([0 if item is None else item for item in items]).astype(shape[1])
    return numpy.ma.MaskedArray(data, mask if any(mask) else numpy.ma.nomask)


def _restored_records(table, shape):
    import numpy

    made = numpy.empty(len(table), dtype=shape[1])
    for name, array in table.to_numpy().items():
        made[name] = array
    return made


def _restored_arrays(table, shape):
    return {name: _changeable(_typed(array, dtype)) for array, (name, dtype) in zip(table.to_numpy().values(), shape[1].items())}


def _changeable(array):
    """An array of a script's own, which may write to it."""
    return array if array.flags.writeable else array.copy()


_RESTORED = {
    "array": lambda column, shape: _changeable(_typed(column.table._array(0), shape[1])),
    "matrix": _restored_matrix,
    "arrays": _restored_arrays,
    "frame": _restored_frame,
    "series": _restored_series,
    "index": _restored_index,
    "masked": _restored_masked,
    "records": _restored_records,
    "polars": _restored_polars,
    "pyarrow": _restored_arrow,
}
