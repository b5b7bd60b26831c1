"""Values on their way out of Python."""

class Names(dict):
    """Values by the names that they have in a program, arrays among them: no columns of a table."""


_EPOCH = datetime.date(1970, 1, 1).toordinal()


def simplify(value, own=False):
    """A value that isn't of a basic type, as a tag and what it is made of.

    own: whether nobody else holds the value, so that its memory may be taken over.
    """
    if isinstance(value, (Table, Shaped)):
        return value._simplified()
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
    if isinstance(value, datetime.timedelta) and not hasattr(value, "nanoseconds"):
        return ("duration", _ticks(((value.days * 86400 + value.seconds) * 1_000_000 + value.microseconds) * 1000))
    if isinstance(value, (bool, int, float, str)):
        for basic in (bool, int, float, str):
            if isinstance(value, basic):
                return ("basic", basic(value))
    if isinstance(value, (list, tuple)):
        # One whose elements have names stays in Python, where they keep them.
        return ("object", None) if hasattr(type(value), "_fields") else ("basic", list(value))
    if isinstance(value, dict):
        if type(value) is Names:
            return ("basic", dict(value))
        # Arrays of several lengths are no columns of one table.
        if type(value) is Columns or value and all(_is_array(item) for item in value.values()) and (
                len({len(item) for item in value.values()}) == 1):
            return ("columns", _columns(value, own))
        return ("basic", dict(value))
    if isinstance(value, (set, frozenset)):
        return ("basic", sorted(value, key=repr))
    module = type(value).__module__.partition(".")[0]
    if module == "numpy":
        return _simplify_numpy(value, own)
    if module == "pandas":
        return _simplify_pandas(value, own)
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


def are_equal(first, second):
    """Whether `first == second`; what answers with more than one truth value is equal to itself only."""
    answer = first == second
    return bool(answer) if isinstance(answer, bool) or type(answer).__name__ in ("bool", "bool_") else first is second


def _ticks(nanoseconds):
    if not -2**63 <= nanoseconds < 2**63:
        raise OverflowError("a duration is too long: they go to 292 years")
    return nanoseconds


def _simplify_numpy(value, own):
    import numpy

    if value is numpy.ma.masked:
        return ("missing", None)
    if isinstance(value, numpy.ndarray):
        if value.ndim == 0:
            return ("basic", value.item())
        if value.dtype.kind in "cS" or value.dtype.kind == "V" and value.dtype.names is None or (
                value.dtype.kind == "O" and not all(_is_cell(item) for item in value.flat)):
            return ("object", None)
        if value.ndim == 1 and value.dtype.names is None:
            return ("array", _column("value", value, own))
        if value.ndim == 2 and value.shape[1]:
            return ("columns", _columns({"x%d" % i: value[:, i] for i in range(value.shape[1])}))
        if value.dtype.names is not None and value.ndim == 1:
            return ("columns", _columns({name: value[name] for name in value.dtype.names}))
        # Arrays of more dimensions are no tables.
        return ("object", None)
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


def _is_cell(item):
    """Whether an element of an array of objects is something that a column may hold."""
    return item is None or isinstance(item, (bool, float, str, datetime.date, datetime.timedelta)) or (
        isinstance(item, int) and -2**63 <= item < 2**63) or type(item).__name__ in ("NAType", "NaTType", "Decimal") or (
        type(item).__module__ == "numpy" and not hasattr(item, "__len__") and type(item).__name__ not in ("complex128", "complex64"))


def _simplify_pandas(value, own):
    import pandas

    if value is pandas.NA or value is pandas.NaT:
        return ("missing", None)
    if isinstance(value, pandas.DataFrame):
        frame = _plain_frame(value)
        if frame.columns.is_unique:
            return ("frame", _frame(frame, own))
        return ("stream", _arrow_table(frame, list(frame.columns)).__arrow_c_stream__())
    if isinstance(value, pandas.Series):
        if _is_told_as_text(value.dtype):
            value = _told(value)
        if value.dtype == object and not _may_be_column(value):
            # A row of a table, or types of columns.
            return ("object", None)
        return ("array", _column("value", value, own and _is_series_own(value)))
    if isinstance(value, pandas.Index):
        return ("array", _column("value", value.to_series()))
    if isinstance(value, pandas.Timestamp):
        return simplify(value.to_pydatetime(warn=False))
    if isinstance(value, pandas.Timedelta):
        return ("duration", _ticks((value.days * 86400 + value.seconds) * 10**9 + value.microseconds * 1000 + value.nanoseconds))
    return ("object", None)


def _is_frames_own(frame):
    """Whether nobody but the frame, which nobody else holds, has the memory of its numbers."""
    import numpy
    import pandas

    def most(frame):
        return max((_owner_references(column.to_numpy()) for _, column in frame.items() if _is_plain(column.dtype)), default=0)

    if "frame" not in _unshared:
        _unshared["frame"] = min(most(pandas.DataFrame({"x": numpy.zeros(2)})), most(pandas.DataFrame(numpy.zeros((2, 2)))))
    return most(frame) <= _unshared["frame"]


def _is_series_own(series):
    """As `_is_frames_own`, of one column."""
    import numpy
    import pandas

    if not _is_plain(series.dtype):
        return False
    if "series" not in _unshared:
        template = pandas.Series(numpy.zeros(2))
        _unshared["series"] = _owner_references(template.to_numpy())
    return _owner_references(series.to_numpy()) <= _unshared["series"]


#: How many references there are to the memory of arrays that nobody else holds, counted in the same way.
_unshared = {}


def _owner_references(array):
    """How many references there are to the array that has the memory which an array looks at."""
    import numpy

    owner = array
    while isinstance(owner.base, numpy.ndarray):
        owner = owner.base
    return sys.getrefcount(owner)


def _is_own_view(array):
    """Whether only this array, which nobody else holds, looks at its memory."""
    import numpy

    if array.base is None:
        return True
    if "view" not in _unshared:
        _unshared["view"] = _owner_references(numpy.zeros(2)[:1])
    return isinstance(array.base, numpy.ndarray) and _owner_references(array) <= _unshared["view"]


def _is_unchanging(array):
    """Whether nobody can write to an array's memory, by way of any array.

    Memory of an array's own can be written to: by arrays that were made before, and once it is said to be writeable again.
    """
    import numpy

    while isinstance(array, numpy.ndarray):
        if array.flags.writeable:
            return False
        array = array.base
    # Of memory that is no array's, what can't be written to: columns of segnb, texts of bytes, and what Arrow and polars have.
    kind = type(array)
    return kind in (bytes, _Buffer) or kind.__module__.startswith("pyarrow") or kind.__name__ == "PySeries"


def _counted(named):
    return [(name, values, sys.getrefcount(values)) for name, values in named.items()]


def _is_array(value):
    module = type(value).__module__.partition(".")[0]
    name = type(value).__name__
    return (module == "numpy" and name in ("ndarray", "MaskedArray") and value.ndim == 1) or (
        module in ("pandas", "polars") and name == "Series")


def _columns(named, own=False):
    sizes = {len(values) for values in named.values()}
    if len(sizes) > 1:
        raise ValueError("the columns have different lengths: " + ", ".join(
            "%s %d" % (name, len(values)) for name, values in named.items()))
    counted = _counted(named)
    own = own and _has("numpy")
    if own and "named" not in _unshared:
        import numpy

        _unshared["named"] = _counted({"x": numpy.zeros(2)})[0][2]
    return [
        _column(str(name), values, own and count <= _unshared["named"] and type(values).__module__ == "numpy")
        for name, values, count in counted]


def _column(name, values, own=False):
    """(name, memory or None, list or None): memory is (address, code, count, owner).

    own: whether nobody else holds the values.
    """
    kind = type(values).__module__.partition(".")[0]
    if kind == "polars":
        return (name, None, values.to_list())
    if kind == "builtins" or type(values).__name__ == "MaskedArray":
        # The list of a masked array has None where it is masked.
        items = values if kind == "builtins" else values.tolist()
        return (name, None, with_moments([None if _is_missing(item) else item for item in items]))
    import numpy

    array = values
    if kind == "pandas":
        if values.dtype.kind not in "fiubMm" or not isinstance(values.dtype, numpy.dtype):
            return (name, None, with_moments([None if _is_missing(item) else item for item in values.tolist()]))
        array = values.to_numpy()
    given = array
    if array.dtype.kind in "iu" and array.dtype != numpy.dtype("<i8"):
        if array.dtype == numpy.dtype("u8") and array.size and array.max() > 2**63 - 1:
            # As Arrow's tables do: the nearest Float rather than no column at all.
            array = array.astype("<f8")
        else:
            array = array.astype("<i8")
    if array.dtype.kind == "f" and array.dtype not in (numpy.dtype("<f8"), numpy.dtype("<f4")):
        array = array.astype("<f8")
    if array.dtype.kind in "if":
        array = numpy.ascontiguousarray(array)
        is_new = array is not given and array.base is None
        # A column never changes, and the script may still write to its array.
        if not is_new and not _is_unchanging(array) and not (own and (kind == "pandas" or _is_own_view(array))):
            array = array.copy()
        return (name, (array.ctypes.data, array.dtype.str[1:], array.size, array), None)
    if array.dtype.kind in "Mm":
        return (name, _times(name, array), None)
    items = array.tolist()
    return (name, None, with_moments([None if _is_missing(item) else item for item in items]))


def _times(name, array):
    """Memory of instants in microseconds or of durations in nanoseconds, where the smallest number means missing."""
    import numpy

    kind, unit = array.dtype.kind, "us" if array.dtype.kind == "M" else "ns"
    given = array.astype(array.dtype.newbyteorder("="))
    made = given.astype("%s8[%s]" % (kind, unit))
    if numpy.can_cast(given.dtype, made.dtype) and (made.astype(given.dtype) != given)[~numpy.isnat(given)].any():
        raise OverflowError("column '%s' holds times that are too far away to be counted in %s" % (
            name, "microseconds" if kind == "M" else "nanoseconds"))
    ticks = numpy.ascontiguousarray(made).view("<i8")
    return (ticks.ctypes.data, kind, ticks.size, ticks)


def _may_be_column(series):
    items = [item for item in series.tolist() if not _is_missing(item)]
    return all(_is_cell(item) for item in items) and _is_plain_list(items)


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
