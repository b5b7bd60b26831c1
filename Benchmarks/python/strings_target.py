"""How long a column of a million texts takes from Python to segnb and back, beside pyarrow's own way."""

import time

import pandas as pd
import polars as pl
import pyarrow as pa

ROWS = 1_000_000
left = 0.0


def texts():
    return pa.table({"name": pa.array(["number %d of the rows" % (i % 50_000 + i) for i in range(ROWS)])})


def frame():
    return texts().to_pandas()


def leave(value):
    """Gives a value back, and remembers when."""
    global left
    left = time.perf_counter()
    return value


def arrived(what):
    print("%s to segnb %.1f ms" % (what, (time.perf_counter() - left) * 1e3))


def departing():
    global left
    left = time.perf_counter()


def taken(table, what):
    print("segnb to %s %.1f ms" % (what, (time.perf_counter() - left) * 1e3))


def yardsticks():
    """What pyarrow takes for the same."""
    arrow = texts()
    pandas = arrow.to_pandas()
    for what, work in [
            ("an Arrow table to pandas", arrow.to_pandas),
            ("an Arrow table to polars", lambda: pl.from_arrow(arrow)),
            ("pandas to an Arrow table", lambda: pa.Table.from_pandas(pandas, preserve_index=False)),
            ("an Arrow table through a stream", lambda: pa.table(_Stream(arrow)))]:
        start = time.perf_counter()
        work()
        print("pyarrow: %s %.1f ms" % (what, (time.perf_counter() - start) * 1e3))


class _Stream:
    def __init__(self, table):
        self.table = table

    def __arrow_c_stream__(self, requested_schema=None):
        return self.table.__arrow_c_stream__(requested_schema)
