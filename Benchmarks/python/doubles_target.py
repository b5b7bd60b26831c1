"""How long ten million doubles take from Python to segnb and back."""

import time

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

ROWS = 10_000_000
started = 0.0


def array():
    return _made(np.ones(ROWS))


def frame():
    return _made(pd.DataFrame({"x": np.ones(ROWS)}))


def arrow():
    return _made(pa.table({"x": np.ones(ROWS)}))


def lazy():
    return _made(pl.DataFrame({"x": np.ones(ROWS)}))


def _made(value):
    """Gives a value that nobody else has, and remembers when."""
    depart()
    return value


def depart():
    global started
    started = time.perf_counter()


def arrived(what):
    print("%s to segnb %.2f ms" % (what, (time.perf_counter() - started) * 1e3))


def taken(value, what):
    print("segnb to %s %.2f ms" % (what, (time.perf_counter() - started) * 1e3))
