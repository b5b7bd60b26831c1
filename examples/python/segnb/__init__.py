"""segnb from plain Python: run notebooks, and predict with saved models, by calling the program.

    import segnb
    result = segnb.run("study.segnb", params={"rounds": 300})
    model = segnb.load_model("models/arrival.segmodel")
    scored = model.predict(frame)               # a pandas DataFrame

The program is `SEGNB_PROGRAM`, else `segnb` on the PATH. Frames need pandas and pyarrow.
"""

import datetime
import json
import os
import shutil
import subprocess
import tempfile

__all__ = ["run", "load_model", "Model", "SegnbError"]


class SegnbError(RuntimeError):
    """The program ended with an error; `code` is its exit code and `output` what it said."""

    def __init__(self, code, output):
        super().__init__(output.strip() or f"segnb ended with {code}")
        self.code = code
        self.output = output


def _program():
    found = os.environ.get("SEGNB_PROGRAM") or shutil.which("segnb")
    if not found:
        raise FileNotFoundError("segnb is not on the PATH: set SEGNB_PROGRAM to the program")
    return found


def _call(arguments):
    done = subprocess.run([_program(), *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def _plain(value):
    """A parameter's value as JSON has it: numbers of NumPy as numbers, arrays, tuples and ranges as lists, dates as text."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (tuple, range, set, frozenset)):
        return list(value)
    if isinstance(value, datetime.timedelta):
        return "%dus" % (value // datetime.timedelta(microseconds=1))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def run(notebook, params=None, html=None, check=True):
    """Runs a notebook and gives its results: the run's status, and each cell's status and outputs.

    `params` are the notebook's parameters by name, `html` where a report is written. With `check`
    a run that is not done raises SegnbError.
    """
    with tempfile.TemporaryDirectory() as folder:
        results = os.path.join(folder, "results.json")
        arguments = ["run", os.fspath(notebook), "--results", results, "--quiet"]
        if params:
            given = os.path.join(folder, "params.json")
            with open(given, "w", encoding="utf-8") as file:
                json.dump(params, file, default=_plain)
            arguments += ["--params", given]
        if html:
            arguments += ["--html", os.fspath(html)]
        code, _, errors = _call(arguments)
        if check and code != 0:
            raise SegnbError(code, errors)
        if not os.path.exists(results):
            raise SegnbError(code, errors)
        with open(results, encoding="utf-8") as file:
            return json.load(file)


class Model:
    """A saved model, or a published one by its name."""

    def __init__(self, name, pickle=False):
        self.name = os.fspath(name)
        self._pickle = bool(pickle)
        self._reference = os.path.abspath(self.name) if os.path.exists(self.name) else self.name

    def predict(self, rows):
        """One row of predictions for each row, as a frame of pandas: ids, segment, served_by, prediction.

        Rows are a frame of pandas, whose index the predictions get, one of polars, an Arrow table, or columns by name.
        """
        import pandas as pd

        with tempfile.TemporaryDirectory() as folder:
            given, made = os.path.join(folder, "rows.parquet"), os.path.join(folder, "predictions.parquet")
            _write(rows, given)
            paths = [json.dumps(path, ensure_ascii=False) for path in (self._reference, given, made)]
            allowed = ", pickle: true" if self._pickle else ""
            program = "load_model({}{}) |> predict(load({})) |> save({})".format(paths[0], allowed, *paths[1:])
            code, _, errors = _call(["-e", program])
            if code != 0:
                raise SegnbError(code, errors)
            predicted = pd.read_parquet(made)
        if isinstance(rows, pd.DataFrame):
            predicted.index = rows.index
        return predicted

    def __repr__(self):
        return f"segnb.Model({self.name!r})"


def _write(rows, path):
    """Writes rows as Parquet."""
    import pandas as pd

    if isinstance(rows, dict):
        rows = pd.DataFrame(rows)
    if hasattr(rows, "to_parquet"):
        rows.to_parquet(path, index=False)
    elif hasattr(rows, "write_parquet"):
        rows.write_parquet(path)
    elif hasattr(rows, "__arrow_c_stream__"):
        import pyarrow.parquet

        pyarrow.parquet.write_table(pyarrow.table(rows), path)
    else:
        raise TypeError("predict takes a frame of pandas or polars, an Arrow table or columns by name, not " + type(rows).__name__)


def load_model(name, pickle=False):
    """A saved model by its folder, or a published one by its name; it is read when it predicts.

    `pickle` allows objects of Python in it, whose loading can run any code.
    """
    return Model(name, pickle)
