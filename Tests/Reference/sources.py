"""Makes the files in Tests/Data/sources that the tests of reading compare with.

Run in an environment with pyarrow and pandas: python Tests/Reference/sources.py
"""

import datetime as dt
import decimal
import os
import sqlite3

import pyarrow as pa
import pyarrow.parquet as pq

folder = os.path.join(os.path.dirname(__file__), "..", "Data", "sources")


def types():
    """One column for each type that Parquet has and a table may hold; row 1 is missing."""
    day = dt.date(2024, 2, 29)
    instant = dt.datetime(2024, 2, 29, 12, 30, 15, 123456)
    columns = {
        "int8": pa.array([-128, None, 127], pa.int8()),
        "uint8": pa.array([0, None, 255], pa.uint8()),
        "int16": pa.array([-32768, None, 32767], pa.int16()),
        "uint16": pa.array([0, None, 65535], pa.uint16()),
        "int32": pa.array([-(2**31), None, 2**31 - 1], pa.int32()),
        "uint32": pa.array([0, None, 2**32 - 1], pa.uint32()),
        "int64": pa.array([-(2**63), None, 2**63 - 1], pa.int64()),
        "uint64_small": pa.array([0, None, 2**63 - 1], pa.uint64()),
        "uint64_large": pa.array([1, None, 2**63], pa.uint64()),
        "float32": pa.array([0.1, None, float("inf")], pa.float32()),
        "float64": pa.array([0.1, None, float("nan")], pa.float64()),
        "bool": pa.array([True, None, False]),
        "decimal": pa.array([decimal.Decimal("1234.56"), None, decimal.Decimal("-0.01")], pa.decimal128(9, 2)),
        "decimal_wide": pa.array([decimal.Decimal("12345678901234567890.5"), None, decimal.Decimal("0.5")],
                                 pa.decimal128(30, 1)),
        "text": pa.array(["naïve", None, "a text of more than twelve bytes"]),
        "dictionary": pa.array(["b", None, "a"]).dictionary_encode(),
        "date": pa.array([day, None, dt.date(1969, 12, 31)]),
        "seconds": pa.array([instant.replace(microsecond=0), None, dt.datetime(1969, 12, 31)], pa.timestamp("s")),
        "milliseconds": pa.array([instant.replace(microsecond=123000), None, dt.datetime(1969, 12, 31)],
                                 pa.timestamp("ms")),
        "microseconds": pa.array([instant, None, dt.datetime(1969, 12, 31)], pa.timestamp("us")),
        "nanoseconds": pa.array([1_709_209_815_123_456_789, None, -1], pa.timestamp("ns")),
        "zoned": pa.array([instant, None, dt.datetime(1969, 12, 31)], pa.timestamp("us", "Europe/Berlin")),
        "time": pa.array([dt.time(1, 2, 3), None, dt.time(0)], pa.time64("us")),
        "null": pa.nulls(3),
    }
    pq.write_table(pa.table(columns), os.path.join(folder, "types.parquet"))


def shop():
    """A SQLite file with two tables; cells of `mixed` have several types."""
    path = os.path.join(folder, "shop.sqlite")
    if os.path.exists(path):
        os.remove(path)
    database = sqlite3.connect(path)
    database.execute(
        "CREATE TABLE sales (id INTEGER PRIMARY KEY, price REAL, name TEXT, day DATE, at DATETIME,"
        " paid BOOLEAN, mixed)")
    database.executemany(
        "INSERT INTO sales VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (1, 1.5, "apple", "2024-01-31", "2024-01-31 10:00:00", 1, 1),
            (2, 2, "pear", None, "2024-01-31 11:00:00.5", 0, "two"),
            (3, None, None, "2024-02-01", None, None, None),
        ])
    database.execute("CREATE TABLE stores (id INTEGER, picture BLOB)")
    database.execute("INSERT INTO stores VALUES (1, x'00ff')")
    database.commit()
    database.close()


os.makedirs(folder, exist_ok=True)
types()
shop()
