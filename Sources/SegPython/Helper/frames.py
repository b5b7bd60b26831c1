"""Frames and series of pandas: their labels, their columns, and what Arrow makes of them."""

def _says_more(index):
    """Whether labels of rows say more than where these are, or were: they have names, or are no whole numbers."""
    return len(index) > 0 and (
        any(name is not None for name in index.names) or index.nlevels > 1 or index.dtype.kind not in "iu")


def row_count(value):
    """How many rows a table or column of segnb has."""
    return len(value if isinstance(value, Table) else value.table)


def labelled_series(value, sizes, tables=()):
    """A series of pandas whose labels say something, and that is no column of what was given, as a frame of both.

    sizes: how long what was given is; tables: those among it.
    """
    if type(value).__module__.partition(".")[0] != "pandas" or type(value).__name__ != "Series":
        return value
    if value.dtype == object and not _may_be_column(value):
        return value
    is_column = len(value) in sizes and value.index.nlevels == 1 and not _are_others(value.index, tables)
    return value.to_frame("value" if value.name is None else value.name) if _says_more(value.index) and not is_column else value


def _are_others(labels, tables):
    """Whether labels are known not to be those of a table's rows: its column of their name is another, or they name its columns."""
    if labels.name is None:
        return labels.dtype.kind not in "iufbMm" and any(set(labels) <= set(table.columns) for table in tables)
    found = [table for table in tables if len(table) == len(labels) and labels.name in table.columns]
    return bool(found) and not any(_are_same(labels, table[labels.name]) for table in found)


def _plain_frame(value):
    """A frame whose index, where it says more than positions, is a column too, and whose names are texts."""
    import pandas

    frame = value
    names = list(frame.columns)
    if isinstance(frame.columns, pandas.MultiIndex):
        names = ["_".join(str(part) for part in name if part != "") for name in names]
    if not all(type(name) is str for name in names) or isinstance(frame.columns, pandas.MultiIndex):
        # A copy of the frame, not of its data: the script's own frame keeps its names.
        frame = frame.copy(deep=False)
        frame.columns = [str(name) for name in names]
    if not frame.columns.is_unique:
        raise ValueError("two columns are named '%s': those of a table have different names" % next(
            iter(frame.columns[frame.columns.duplicated()])))
    if _says_more(frame.index):
        frame = _with_labels(frame)
    told = {name: _told(column) for name, column in frame.items() if _is_told_as_text(column.dtype)}
    return frame.assign(**told) if told else frame


def _with_labels(frame):
    """A frame with the labels of its rows as columns; those that are columns too are there already."""
    index = frame.index
    plain = ["index"] if index.nlevels == 1 else ["level_%d" % level for level in range(index.nlevels)]
    names, new = [], []
    for level, (given, usual) in enumerate(zip(index.names, plain)):
        name = usual if given is None else str(given)
        if name not in frame.columns:
            new.append(level)
        elif not _are_same(index.get_level_values(level), frame[name]):
            # Others of a column's name get one of their own.
            name += "_index"
            new.append(level)
        names.append(name)
    frame = frame.rename_axis(index=names if index.nlevels > 1 else names[0])
    return frame.reset_index(new) if new else frame


def _are_same(labels, column):
    import numpy

    try:
        return bool((numpy.asarray(labels, dtype=object) == numpy.asarray(column, dtype=object)).all())
    except (TypeError, ValueError):
        return False


def _frame(frame, own):
    """(columns, stream of the others): numbers of NumPy as memory, all else by name and as Arrow has it."""
    own = own and _has("numpy") and _is_frames_own(frame)
    columns, others = [], []
    for name, column in frame.items():
        if _is_plain(column.dtype) or not _has("pyarrow"):
            columns.append(_column(name, column, own))
        else:
            columns.append(name)
            others.append(name)
    if not others:
        return columns, None
    part = frame if len(others) == len(frame.columns) else frame[others]
    if not all(hasattr(column.array, "_pa_array") for _, column in part.items()):
        # Arrow takes times and the like as they lie in the frame, which the script may change.
        part = part.copy()
    return columns, _arrow_table(part, others).__arrow_c_stream__()


def _is_told_as_text(dtype):
    """Whether a column holds periods or ranges, of which Arrow has numbers only."""
    if type(dtype).__name__ == "CategoricalDtype":
        dtype = dtype.categories.dtype
    return type(dtype).__name__ in ("PeriodDtype", "IntervalDtype")


def _told(column):
    return column.astype(object).map(str, na_action="ignore")


def _is_plain(dtype):
    import numpy

    return isinstance(dtype, numpy.dtype) and (dtype.kind in "iu" or dtype.kind == "f" and dtype.itemsize in (4, 8))


def with_moments(items):
    """A column of objects in which dates stand beside moments, as moments: else its first value would decide what the others lose."""
    first = next((item for item in items if not _is_missing(item)), None)
    if not isinstance(first, datetime.date):
        return items
    kinds = {isinstance(item, datetime.datetime) for item in items if not _is_missing(item)}
    if len(kinds) < 2:
        return items
    made = [item if isinstance(item, datetime.datetime) or not isinstance(item, datetime.date)
            else datetime.datetime(item.year, item.month, item.day) for item in items]
    if isinstance(items, list):
        return made
    import pandas

    return pandas.Series(made, index=items.index, dtype=object)


def _arrow_table(frame, names):
    """The frame's columns as Arrow has them: taken as they lie where Arrow holds them already, else converted."""
    import pyarrow

    for name, column in frame.items():
        if column.dtype.kind == "c":
            raise TypeError("column '%s' holds complex numbers, which tables don't have" % name)
        if type(column.dtype).__name__ == "SparseDtype":
            frame = frame.assign(**{name: column.sparse.to_dense()})
        if column.dtype == object:
            moments = with_moments(column)
            if moments is not column:
                frame = frame.assign(**{name: moments})
    columns = [column for _, column in frame.items()]
    if columns and all(hasattr(column.array, "__arrow_array__") for column in columns):
        return pyarrow.Table.from_arrays([pyarrow.array(column, from_pandas=True) for column in columns], names=names)
    try:
        return pyarrow.Table.from_pandas(frame, preserve_index=False)
    except (pyarrow.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise ValueError(_mixed_column(frame, error)) from None


def _mixed_column(frame, error):
    """Which column of a frame Arrow can't take, and what is in it."""
    import pyarrow

    for name, column in frame.items():
        try:
            pyarrow.array(column, from_pandas=True)
        except (pyarrow.ArrowException, TypeError, ValueError, OverflowError) as problem:
            kinds = sorted({type(item).__name__ for item in column.dropna()})
            if len(kinds) > 1:
                return "column '%s' holds values of several kinds: %s" % (name, ", ".join(kinds[:5]))
            return "column '%s' holds values that no column can: %s" % (name, problem)
    return str(error)
