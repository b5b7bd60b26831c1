#!/usr/bin/env python3
"""Runs mutated programs and notebooks through the program, and keeps each that crashes it.

    python3 Tests/Fuzzing/mutate.py --program .build/release/segnb --minutes 10

The seeds are the programs and notebooks of the tests. A crash is an end by a signal, or a code that
the program does not document; a program that runs for long is ended and is no crash. What crashes
is written to Tests/Fuzzing/crashes and goes into the tests once it is mended.
"""

import argparse
import pathlib
import random
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTED = {0, 1, 2, 3, 4, 130}
WORDS = [
    "let ", "var ", "func f(x) { ", " }", "{", "}", "(", ")", "[", "]", "|>", ".", ".x", "..<", "...", "??", "**",
    "-", "not ", " and ", " in ", "match x {", "=>", "try {", "} catch e {", "if ", "else ", "for i in ", "while true {",
    "return ", "break", "\"\\(", "\"\"\"", "r\"", "9223372036854775807", "-9223372036854775808", "1e308", "0.0", "nil",
    "1d", "date(\"2024-02-30\")", "%% sql q\n", "%% test t\n", "%% params\n", "param a: Int = ", "use \"x.seg\"", "@2",
    "\x00", "\xff", "é", "\u202e", "😀", ".append(", ".sort()", "load(\"", "derive(", "group(.", "summarize(", "xs[-1]",
    "_", "$0", "`", "//", "\r\n", "\t", "expect ", "fail(\"\")", "range(0, 9223372036854775807)", "repeat(",
]


def seeds():
    files = [p for pattern in ("Tests/Language/**/*.seg", "Tests/Corpus/**/*", "Tests/Golden/**/*.segnb", "stdlib/*.seg")
             for p in ROOT.glob(pattern) if p.is_file() and p.suffix in (".seg", ".segnb")]
    return [(p.suffix, p.read_bytes()) for p in sorted(files)]


def mutated(rng, corpus):
    suffix, data = rng.choice(corpus)
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 3, 5, 9])):
        place = rng.randrange(len(data) + 1)
        kind = rng.randrange(7)
        if kind == 0 and data:
            data[min(place, len(data) - 1)] = rng.randrange(256)
        elif kind == 1:
            del data[place:place + rng.randrange(1, 20)]
        elif kind == 2:
            data[place:place] = rng.choice(WORDS).encode("utf-8", "surrogatepass")
        elif kind == 3:
            piece = data[place:place + rng.randrange(1, 60)]
            data[place:place] = bytes(piece) * rng.choice([1, 2, 50])
        elif kind == 4:
            lines = data.split(b"\n")
            a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
            lines[a], lines[b] = lines[b], lines[a]
            data = bytearray(b"\n".join(lines))
        elif kind == 5:
            _, other = rng.choice(corpus)
            start = rng.randrange(len(other) + 1)
            data[place:place] = other[start:start + rng.randrange(200)]
        else:
            data[place:place] = b"(" * rng.choice([1, 10, 3000])
    return suffix, bytes(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=str(ROOT / ".build/release/segnb"))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng, corpus = random.Random(options.seed), seeds()
    end = time.monotonic() + options.minutes * 60
    runs = slow = crashes = 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            suffix, data = mutated(rng, corpus)
            path = pathlib.Path(folder) / ("input" + suffix)
            path.write_bytes(data)
            runs += 1
            try:
                code = subprocess.run([options.program, "run", str(path)], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=5,
                                      cwd=folder).returncode
            except subprocess.TimeoutExpired:
                slow += 1
                continue
            if code not in DOCUMENTED:
                crashes += 1
                kept = ROOT / "Tests/Fuzzing/crashes"
                kept.mkdir(exist_ok=True)
                (kept / f"{options.seed}-{runs}{suffix}").write_bytes(data)
                print(f"code {code}: {kept}/{options.seed}-{runs}{suffix}", flush=True)
    print(f"{runs} programs, {slow} ended after 5 s, {crashes} crashes")
    return 1 if crashes else 0


if __name__ == "__main__":
    raise SystemExit(main())
