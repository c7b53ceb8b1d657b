#!/usr/bin/env python3
"""Draws 100 digits from checkpoints of one training run: Grader/Evidence/checkpoints.npy and .json.

    Tests/Benchmarks/sample_checkpoints.py --data DIR [--features 16] [--epochs 20] [--keep 0,1,2,…]

The run is interrupted in its first second for epoch 0, and goes on; while it trains, each checkpoint
that is asked for is set aside. The digits come from the averaged weights, as those of a finished run
do. Needs Python 3.9 alone. `grader measure-classifier` counts the clear ones among them.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import tempfile
import time

PACKAGE = pathlib.Path(__file__).resolve().parents[2]


def header(path):
    """The header of a safetensors file, and where its tensors begin."""
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        return json.loads(file.read(size)), 8 + size


def epoch_of(checkpoint):
    """How many epochs and steps are done."""
    state = json.loads(header(checkpoint)[0]["__metadata__"]["run"])["state"]
    return state["epoch"], state["stepInEpoch"]


def write_averages(checkpoint, output):
    """The averaged weights of a checkpoint as a file of weights."""
    entries, start = header(checkpoint)
    prefix = "average."
    with open(checkpoint, "rb") as file:
        whole = file.read()
    tensors, data = {}, b""
    for name, entry in entries.items():
        if name.startswith(prefix):
            begin, end = entry["data_offsets"]
            values = whole[start + begin : start + end]
            tensors[name[len(prefix) :]] = dict(
                entry, data_offsets=[len(data), len(data) + len(values)]
            )
            data += values
    text = json.dumps(dict({"__metadata__": {"format": "pt"}}, **tensors)).encode()
    text += b" " * (-len(text) % 8)
    output.write_bytes(struct.pack("<Q", len(text)) + text + data)


def values(path):
    """The numbers of our own NPY files, float32, as bytes: −1…1 becomes 0…255."""
    content = path.read_bytes()
    start = 10 + struct.unpack("<H", content[8:10])[0]
    numbers = struct.unpack(f"<{(len(content) - start) // 4}f", content[start:])
    return bytes(round(min(max(x, -1), 1) * 127.5 + 127.5) for x in numbers)


def write_bytes_array(path, shape, content):
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {tuple(shape)}, }}"
    text += " " * (-(10 + len(text) + 1) % 64) + "\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + content)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="MNIST's files")
    parser.add_argument("--features", default=16, type=int)
    parser.add_argument("--epochs", default=20, type=int)
    parser.add_argument("--keep", default="0,1,2,3,5,8,12,16,20")
    parser.add_argument("--seed", default=11, type=int)
    parser.add_argument("--reference", help="the built program (default: built here, release)")
    parser.add_argument("--output", default=str(PACKAGE / "Grader/Evidence/checkpoints"))
    options = parser.parse_args()
    kept = [int(text) for text in options.keep.split(",")]

    reference = options.reference
    if not reference:
        build = ["swift", "build", "-c", "release", "--package-path", str(PACKAGE)]
        subprocess.run(build + ["--product", "reference"], check=True)
        folder = subprocess.run(build + ["--show-bin-path"], check=True, capture_output=True)
        reference = folder.stdout.decode().strip() + "/reference"

    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        train = [reference, "train", "--prediction", "epsilon", "--schedule", "linear"]
        train += ["--features", str(options.features), "--epochs", str(options.epochs)]
        train += ["--seed", str(options.seed), "--output", str(work)]
        if options.data:
            train += ["--data", os.path.abspath(options.data)]
        results = work / "results_epsilon_linear"
        checkpoint = results / "checkpoint.safetensors"
        found = {}

        def set_aside():
            copy = work / "copy.safetensors"
            try:
                shutil.copyfile(checkpoint, copy)
            except FileNotFoundError:
                return
            epoch, step = epoch_of(copy)
            if epoch in kept and epoch not in found and (epoch == 0 or step == 0):
                found[epoch] = work / f"epoch-{epoch}.safetensors"
                copy.rename(found[epoch])
                print(f"epoch {epoch} is kept", flush=True)

        if 0 in kept:
            first = subprocess.Popen(train, stderr=subprocess.DEVNULL)
            time.sleep(1)
            first.send_signal(signal.SIGINT)
            first.wait()
            set_aside()
        running = subprocess.Popen(train, stderr=subprocess.DEVNULL)
        while running.poll() is None:
            set_aside()
            time.sleep(0.2)
        if running.returncode:
            raise SystemExit(f"training ended with {running.returncode}")

        run = work / "results_copy"
        shutil.copytree(results, run)
        finished = run / "model.safetensors"
        content = b""
        for epoch in kept:
            if epoch == options.epochs:
                shutil.copyfile(results / "model.safetensors", finished)
            elif epoch in found:
                write_averages(found[epoch], finished)
            else:
                raise SystemExit(f"the checkpoint of epoch {epoch} was missed")
            name = work / f"digits-{epoch}"
            sample = [reference, "sample", str(run), "--seed", "1000", "--output", str(name)]
            subprocess.run(sample, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            content += values(work / f"digits-{epoch}.npy")
            print(f"epoch {epoch} is drawn", flush=True)

    output = pathlib.Path(options.output)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_bytes_array(output.with_suffix(".npy"), [100 * len(kept), 1, 28, 28], content)
    about = f"epsilon, linear, {options.features} features, {options.epochs} epochs, seed {options.seed}"
    record = {"epochs": kept, "madeBy": "Tests/Benchmarks/sample_checkpoints.py", "run": about}
    output.with_suffix(".json").write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
