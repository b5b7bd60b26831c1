"""Values on their way between this process and a worker process.

Tables lie in Arrow files that the other side maps into its memory; where pyarrow is missing they
go as columns, and all else is pickled.
"""

import pickle
import struct

_SIZE = struct.Struct("<Q")


class _Sent:
    """Stands for a table that lies in a file."""

    __slots__ = ("path", "is_ours")

    def __init__(self, path, is_ours):
        self.path = path
        self.is_ours = is_ours


class _SentColumn:
    """Stands for a column, by the table that it is."""

    __slots__ = ("table",)

    def __init__(self, table):
        self.table = table


class _SentTable(Table):
    """A table of segnb that has come to a worker process."""

    __slots__ = ("_arrow", "_named")

    def __init__(self, arrow, named=None):
        self._arrow = arrow
        self._named = named

    @property
    def columns(self):
        return list(self._named) if self._arrow is None else list(self._arrow.column_names)

    def __len__(self):
        if self._arrow is None:
            return len(next(iter(self._named.values()), []))
        return self._arrow.num_rows

    def __arrow_c_stream__(self, requested_schema=None):
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _array(self, index):
        import numpy

        if self._arrow is None:
            return list(self._named.values())[index]
        column = self._arrow.column(index)
        import pyarrow

        if column.null_count or not (pyarrow.types.is_floating(column.type)
                                     or pyarrow.types.is_signed_integer(column.type)):
            if column.null_count == len(column) and not self._is_numeric(index):
                return numpy.array([None] * len(column), dtype=object)
            return _array_of(column.to_pylist())
        array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        return array.to_numpy()

    def _simplified(self):
        if self._arrow is None:
            return ("columns", _columns(self.to_numpy()))
        return ("stream", self._arrow.__arrow_c_stream__())

    def to_dict(self):
        if self._arrow is not None:
            return self._arrow.to_pydict()
        return {name: values if isinstance(values, list) else values.tolist()
                for name, values in self._named.items()}

    def to_arrow(self):
        if self._arrow is None:
            raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")
        return self._arrow

    def to_pandas(self):
        if self._arrow is not None:
            return _frame_of(self._arrow)
        import pandas

        return pandas.DataFrame({
            name: values.copy() if values.dtype != object else pandas.Series(values.tolist()).infer_objects()
            for name, values in self._named.items()})


class _SentShaped:
    """Stands for a table or column of segnb, or a value on its way there, with what it was in Python."""

    __slots__ = ("value", "shape", "index")

    def __init__(self, value, shape, index):
        self.value, self.shape, self.index = value, shape, index


class Exchange:
    """A folder for the tables of one worker process, in memory where the system has such a place."""

    def __init__(self, folder=None):
        import tempfile

        self.folder = folder or tempfile.mkdtemp(
            prefix="segnb-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        self._count = 0

    def pack(self, value):
        """A value as bytes; its tables go into files."""
        return pickle.dumps(self._packed(value), protocol=5)

    def unpack(self, data):
        return self._unpacked(pickle.loads(data))

    def close(self):
        import shutil

        shutil.rmtree(self.folder, ignore_errors=True)

    def _packed(self, value):
        if isinstance(value, Shaped):
            return _SentShaped(self._packed(value.value), value.shape, self._packed(value.index))
        if isinstance(value, (Table, Column)) and getattr(value, "shape", None) is not None:
            shape, index = value.shape
            return _SentShaped(self._plain(value), shape, self._packed(index))
        return self._plain(value)

    def _plain(self, value):
        if isinstance(value, Table):
            if _has("pyarrow"):
                return self._written(value.to_arrow(), True)
            return _SentTable(None, value.to_numpy())
        kind = type(value)
        if kind is Column:
            return _SentColumn(self._packed(value.table))
        if kind is list:
            return [self._packed(item) for item in value]
        if kind is tuple:
            return tuple(self._packed(item) for item in value)
        if kind in (dict, Names):
            return {key: self._packed(item) for key, item in value.items()}
        module = kind.__module__.partition(".")[0]
        if module in ("pandas", "polars", "pyarrow") and _has("pyarrow"):
            table = _as_arrow(value)
            if table is not None:
                return self._written(table, False)
        return value

    def _written(self, table, is_ours):
        import pyarrow

        self._count += 1
        path = os.path.join(self.folder, "%d-%d.arrow" % (os.getpid(), self._count))
        with pyarrow.OSFile(path, "wb") as file, pyarrow.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        return _Sent(path, is_ours)

    def _unpacked(self, value):
        kind = type(value)
        if kind is _Sent:
            import pyarrow

            with pyarrow.memory_map(value.path) as file:
                table = pyarrow.ipc.open_file(file).read_all()
            # What is mapped stays when its name goes.
            os.unlink(value.path)
            return _SentTable(table) if value.is_ours else table
        if kind is _SentShaped:
            made, index = self._unpacked(value.value), self._unpacked(value.index)
            if isinstance(made, (Table, Column)):
                return formed(made, value.shape, index)
            return Shaped(made, value.shape, index)
        if kind is _SentColumn:
            return Column(self._unpacked(value.table))
        if kind is list:
            return [self._unpacked(item) for item in value]
        if kind is tuple:
            return tuple(self._unpacked(item) for item in value)
        if kind is dict:
            return {key: self._unpacked(item) for key, item in value.items()}
        return value


def unsendable(value, error, tells_place=True):
    """What of a value keeps it from being pickled, in words; `error` is what came of trying."""
    if isinstance(error, ValueError) and not any(word in str(error) for word in ("pickle", "local object")):
        # A table that no table can be.
        return str(error)
    path, kind = _unpicklable(value, 0)
    reason = "an object of class '%s' can't be pickled" % kind
    if path and tells_place:
        reason = "it holds an object of class '%s' at %s, which can't be pickled" % (kind, path)
    # Python's own words are of addresses and lookups; those of a class that refuses say why.
    is_usual = isinstance(error, pickle.PicklingError) or any(word in str(error) for word in ("pickle", "local object"))
    return reason if is_usual else "%s (%s: %s)" % (reason, type(error).__name__, error)


def _unpicklable(value, depth):
    """(path, kind): the innermost part of a value that can't be pickled, and where it is."""
    if depth < 8:
        for step, part in _parts_of(value):
            if not _is_picklable(part):
                path, kind = _unpicklable(part, depth + 1)
                return step + path, kind
    return "", type(value).__name__


def _parts_of(value):
    """(step, part): what a value is made of, each with how code gets at it."""
    kind = type(value)
    if kind is Shaped:
        return [("", value.value)]
    if kind in (list, tuple):
        return [("[%d]" % index, item) for index, item in enumerate(value)]
    if kind is dict:
        return [("[%r]" % (key,), item) for key, item in value.items()]
    # Of a function or module the names it holds are no reason.
    if kind.__module__ == "builtins":
        return []
    return [(".%s" % name, item) for name, item in getattr(value, "__dict__", {}).items()]


def _is_picklable(value):
    try:
        pickle.dumps(value, protocol=5)
    except Exception:
        return False
    return True


def _as_arrow(value):
    """A frame as the Arrow table that it would be at home; None for what is no frame."""
    import pyarrow

    if isinstance(value, pyarrow.Table):
        return value
    if type(value).__name__ not in ("DataFrame", "LazyFrame"):
        return None
    if type(value).__module__.partition(".")[0] == "pandas":
        frame = _plain_frame(value)
        table = _arrow_table(frame, list(frame.columns))
        # What no table can hold stays the frame that it is.
        return None if any(pyarrow.types.is_nested(field.type) for field in table.schema) else table
    tag, payload = simplify(value)
    table = pyarrow.table(_Capsule(payload)) if tag == "stream" else None
    return None if table is None or any(pyarrow.types.is_nested(field.type) for field in table.schema) else table


class _Capsule:
    """Gives out a stream once."""

    def __init__(self, capsule):
        self._capsule = capsule

    def __arrow_c_stream__(self, requested_schema=None):
        return self._capsule
