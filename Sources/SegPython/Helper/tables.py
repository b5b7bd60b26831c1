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
            if all(item is None for item in values) and not self._is_numeric(index):
                return numpy.array(values, dtype=object)
            return _array_of(values)
        address, typestr, count = found
        if count == 0:
            return numpy.empty(0, dtype=typestr)
        return numpy.asarray(_Buffer(self._capsule, address, typestr, count))

    def _is_numeric(self, index):
        if not _has("pyarrow"):
            return True
        import pyarrow

        kind = self.to_arrow().schema.field(index).type
        return pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind)

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
