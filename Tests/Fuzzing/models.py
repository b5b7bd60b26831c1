#!/usr/bin/env python3
"""Loads models whose content was altered on purpose, digests made to fit, and keeps each that crashes the program.

    python3 Tests/Fuzzing/models.py --program .build/release/segnb --minutes 10

Trains a model of every learner and wrapper first. Then it changes values of their JSON and of their arrays, computes the
digests anew, and loads and predicts: an error is fine, and so is any prediction; an end by a signal is not.
What crashes is kept beside this script in crashes/, a folder each.
"""

import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import random
import shutil
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
NUMBERS = [-1, 0, 1, 2, 7, 255, 256, 65536, -2, 2**31, 2**53, -2**53, 9.2e18, -9.3e18, 1e308, -1e308, 0.5, 5e-324]
TRAINING = ROOT / "Tests/Fuzzing/models.segnb"
ASKING = (
    'param model: Path\nlet m = load_model(model)\nlet rows = load("{data}")\nprint(m |> predict(rows))\nprint(m.nodes)\n'
    'print(try { m |> predict(rows, intervals: [0.8]) } catch e { e.code })\n')


def digest(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(part, path + (key,))


def altered_json(rng, value):
    paths = list(places(value))
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        path = rng.choice(paths)
        if not path:
            continue
        holder = value
        try:
            for key in path[:-1]:
                holder = holder[key]
            part = holder[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
        holder[path[-1]] = altered_part(rng, part)
        if isinstance(holder, dict) and rng.random() < 0.1:
            del holder[path[-1]]
    return value


def altered_part(rng, part):
    if isinstance(part, bool):
        return not part
    if isinstance(part, (int, float)):
        return rng.choice(NUMBERS + [part + 1, part - 1, -part, part * 2])
    if isinstance(part, str):
        return rng.choice(["", "x", "inf", "-inf", "nan", part + "x", "body_mass_g", "island", "0", "\u0000"])
    if isinstance(part, list):
        return rng.choice([[], part[:-1], part + part[-1:], part[::-1], part * 2, part[:1]])
    if isinstance(part, dict):
        return rng.choice([{}, None, dict(list(part.items())[:-1])])
    return rng.choice([0, "", [], {}])


def altered_arrays(rng, data):
    """Changes values of a safetensors file, not its header, or the shapes within its header."""
    data = bytearray(data)
    length = int.from_bytes(data[:8], "little")
    if rng.random() < 0.5 and len(data) > 8 + length:
        for _ in range(rng.choice([1, 2, 8])):
            place = 8 + length + rng.randrange(len(data) - 8 - length)
            place -= place % 4
            data[place:place + 4] = rng.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\1\0\0\0", rng.randbytes(4)])[:len(data) - place]
        return bytes(data)
    header = json.loads(data[8:8 + length])
    names = [name for name in header if name != "__metadata__"]
    if not names:
        return bytes(data)
    entry = header[rng.choice(names)]
    shape, kept = entry["shape"], data[8 + length:]
    if rng.random() < 0.5 and len(names) > 1:
        other = header[rng.choice(names)]
        entry.update(other)
    elif shape and shape[0] > 1:
        width = (entry["data_offsets"][1] - entry["data_offsets"][0]) // shape[0]
        shape[0] -= 1
        cut = entry["data_offsets"][1] - width
        kept[cut:cut + width] = b""
        for name in names:
            header[name]["data_offsets"] = [o - width if o > cut else o for o in header[name]["data_offsets"]]
    text = json.dumps(header, separators=(",", ":")).encode()
    return len(text).to_bytes(8, "little") + text + bytes(kept)


def write_altered(rng, source, target):
    shutil.copytree(source, target)
    model, arrays = target / "model.json", target / "tensors.safetensors"
    if rng.random() < 0.75:
        model.write_text(json.dumps(altered_json(rng, json.loads(model.read_text()))))
    else:
        arrays.write_bytes(altered_arrays(rng, arrays.read_bytes()))
    manifest = json.loads((target / "manifest.json").read_text())
    for file in manifest["files"]:
        content = (target / file["name"]).read_bytes()
        file.update(bytes=len(content), blake2b=digest(content))
    manifest["digest"] = ""
    text = as_written(manifest)
    manifest["digest"] = digest(text.encode())
    (target / "manifest.json").write_text(as_written(manifest))


def as_written(manifest):
    """The manifest's text, letter for letter as the program writes it."""
    return json.dumps(manifest, sort_keys=True, indent=2, separators=(",", " : "), ensure_ascii=False)


def tried(program, source, target, question, seed):
    write_altered(random.Random(seed), source, target)
    command = [program, "run", question, "-p", f"model={target}"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=30)
    except subprocess.TimeoutExpired:
        return source, target, "hang", b""
    return source, target, done.returncode, done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/release/segnb")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = options.program.resolve()
    crashes = pathlib.Path(__file__).parent / "crashes"
    counts = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        training = folder / "train.segnb"
        data = ROOT / "examples/data/penguins.csv"
        training.write_text(TRAINING.read_text().replace("{data}", str(data)))
        subprocess.run([program, "run", training, "--quiet"], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        models = sorted(folder.glob("*.segmodel"))
        question = folder / "ask.seg"
        question.write_text(ASKING.replace("{data}", str(data)))
        end, turn, rng = time.time() + options.minutes * 60, 0, random.Random(options.seed)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            while time.time() < end:
                batch = []
                for _ in range(32):
                    turn += 1
                    batch.append(pool.submit(tried, program, rng.choice(models), folder / f"altered{turn}", question, rng.random()))
                for future in batch:
                    source, target, code, message = future.result()
                    counts[code] = counts.get(code, 0) + 1
                    if code == "hang" or code < 0:
                        kept = crashes / f"{source.stem}-{target.name}"
                        shutil.copytree(target, kept, dirs_exist_ok=True)
                        print(f"{kept}: {code} {message.decode(errors='replace')[:300]}", flush=True)
                    shutil.rmtree(target)
    print(f"{sum(counts.values())} altered models: {counts}")


if __name__ == "__main__":
    main()
