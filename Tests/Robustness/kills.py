"""Kills runs at random moments, and checks that their records are true and that they can be gone on with.

    python3 Tests/Robustness/kills.py --kills 200 --program .build/release/segnb

Each round starts a run of a notebook in an empty workspace, kills it (SIGKILL) after a random time, and checks:

* every cell that the journal calls done was done: cells leave a file behind as their last act;
* a report can be made of what was written;
* `segnb run --resume` ends with the output of a run that was never interrupted, to the last bit.

Exit code 0 when all rounds hold, else 1.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

NOTEBOOK = """---
seed: 11
---
%% params
param factor: Int = 3

%% rows
let t = sql("select i as n, (i * 7919) % 101 as x, i % 4 as g, ((i * 31) % 17)::double + i % 4 as y from range(4000) r(i)", tables: [:])
  |> derive(g: bucket(.g, 1))
save(t |> head(5), "rows.csv")

%% moment
let started = now()

%% study
let task = t |> as_task(target: .y, id: [.n], features: [.x, .g])
let segs = task |> segment(by: .g, min_rows: 10)
let study = task |> cross_validate(["gbdt": gbdt(rounds: 40), "forest": random_forest(n_estimators: 20)],
  over: segs, scopes: ["pooled", "local", "blended"], folds: 4)
study.predictions |> summarize(total: sum(.prediction), least: min(.prediction), most: max(.prediction))

%% sums (cache: true)
let total = (1...300_000).map({ i in (i * factor) % 7 }).sum()
total

%% written
save(study.scores, "scores.csv")

%% model
let model = study |> train("gbdt blended")
model |> predict(t) |> summarize(total: sum(.prediction))

%% last
save(t |> head(7), "last.csv")
"\\(total)"
"""

MARKS = {"rows": "rows.csv", "written": "scores.csv", "last": "last.csv"}


def run(program, folder, *arguments, kill_after=None):
    process = subprocess.Popen(
        [program, "run", "nb.segnb", "--workspace", "work", "--threads", "2", *arguments], cwd=folder,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if kill_after is None:
        output, errors = process.communicate(timeout=300)
        return process.returncode, output.decode(), errors.decode()
    time.sleep(kill_after)
    process.kill()
    process.communicate()
    return None


def fresh(base):
    folder = os.path.join(base, "project")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, "nb.segnb"), "w") as file:
        file.write(NOTEBOOK)
    return folder


def done_cells(folder):
    """Cells that the last run's journal calls done."""
    runs = os.path.join(folder, "work", "runs")
    names = sorted(os.listdir(runs)) if os.path.isdir(runs) else []
    if not names:
        return None
    done = []
    with open(os.path.join(runs, names[-1], "journal.jsonl"), "rb") as file:
        for line in file.read().split(b"\n")[:-1]:
            record = json.loads(line).get("cellEnded", {}).get("_0")
            if record and record["status"] == "done":
                done.append(record["name"])
    return done


def check(program, folder, expected):
    done = done_cells(folder)
    if done is None:
        return "no run"
    for cell in done:
        if cell in MARKS and not os.path.exists(os.path.join(folder, MARKS[cell])):
            return f"cell {cell} is recorded as done, and {MARKS[cell]} is not there"
    report = subprocess.run(
        [program, "report", "last", "--workspace", "work", "-o", "report.html"], cwd=folder, capture_output=True)
    journal_is_empty = b"was cut off before its first line" in report.stderr
    if report.returncode != 0 and not journal_is_empty:
        return "no report: " + report.stderr.decode()
    code, output, errors = run(program, folder, "--resume")
    if code == 2 and ("E624" in errors or journal_is_empty):
        return None
    if code != 0:
        return f"resumed with exit code {code}: {errors}"
    if output != expected:
        return f"resumed with another output:\n{output}\ninstead of\n{expected}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--program", default=".build/release/segnb")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    draws = random.Random(options.seed)
    base = tempfile.mkdtemp(prefix="segnb-kills-")
    try:
        folder = fresh(base)
        start = time.monotonic()
        code, expected, errors = run(program, folder)
        whole = time.monotonic() - start
        if code != 0:
            print(f"the notebook fails: {errors}")
            return 1
        finished = resumed = 0
        for number in range(options.kills):
            folder = fresh(base)
            moment = draws.uniform(0, whole * 1.05)
            run(program, folder, kill_after=moment)
            problem = check(program, folder, expected)
            if problem == "no run":
                finished += 1
                continue
            if problem:
                print(f"kill {number} after {moment:.3f} s: {problem}")
                return 1
            resumed += 1
        print(f"{options.kills} kills within {whole:.2f} s: {resumed} records true and resumed, {finished} before the first line")
        return 0
    finally:
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
