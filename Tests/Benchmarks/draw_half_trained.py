#!/usr/bin/env python3
"""Draws digits between clear and unclear: Grader/Training/half-trained.npy, to be labelled by eye.

    Tests/Benchmarks/draw_half_trained.py --data DIR [--lot third] [--reference .build/release/reference]

From short runs, from checkpoints of another run than `sample_checkpoints.py` makes, and from the
reference runs with noise on their weights, which makes strokes that run together or come apart. No
seed or noise is that of the digits in Grader/Evidence, which only measure. Of the second and third lot those
were kept of which a classifier trained on the former ones was unsure, and some others. Needs Python 3.9 alone.
"""

import argparse
import json
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

from sample_checkpoints import PACKAGE, header, values, write_bytes_array

# Short runs: prediction, schedule, features, epochs, seed, digits.
# Perturbed: reference run, noise as a share of each tensor's standard deviation, seed, digits. No guidance.
# Checkpoints: features, epochs, seed, epochs kept, digits of each.
LOTS = {
    "first": {
        "short runs": [
            ("epsilon", "linear", 16, 1, 211, 50),
            ("epsilon", "cosine", 16, 2, 212, 70),
            ("epsilon", "linear", 8, 4, 213, 70),
            ("sample", "cosine", 8, 8, 214, 70),
        ],
        "perturbed": [
            ("epsilon_linear", 0.12, 511, 50),
            ("epsilon_cosine", 0.15, 512, 50),
            ("sample_linear", 0.15, 513, 50),
            ("sample_cosine", 0.2, 514, 50),
            ("epsilon_linear", 0.0, 515, 50),
            ("epsilon_cosine", 0.08, 516, 50),
        ],
        "checkpoints": (8, 14, 311, [2, 4, 6, 9, 12, 14], 60),
    },
    "second": {
        "short runs": [
            ("epsilon", "cosine", 8, 4, 612, 100),
            ("sample", "linear", 8, 3, 613, 100),
        ],
        "perturbed": [
            ("epsilon_linear", 0.06, 811, 100),
            ("epsilon_cosine", 0.06, 812, 100),
            ("sample_linear", 0.1, 813, 100),
            ("sample_cosine", 0.1, 814, 100),
            ("epsilon_linear", 0.09, 815, 100),
            ("epsilon_cosine", 0.12, 816, 100),
            ("sample_linear", 0.2, 817, 100),
            ("sample_cosine", 0.15, 818, 100),
            ("epsilon_cosine", 0.0, 819, 100),
            ("sample_linear", 0.0, 820, 100),
        ],
        "checkpoints": (8, 6, 711, [3, 4, 5, 6], 100),
    },
    "third": {
        "short runs": [
            ("epsilon", "linear", 16, 2, 1011, 100),
            ("sample", "linear", 16, 2, 1012, 100),
        ],
        "perturbed": [
            ("epsilon_linear", 0.11, 1111, 100),
            ("epsilon_linear", 0.18, 1112, 100),
            ("sample_cosine", 0.13, 1113, 100),
            ("sample_cosine", 0.17, 1114, 100),
            ("epsilon_cosine", 0.1, 1115, 100),
            ("sample_linear", 0.13, 1116, 100),
            ("epsilon_cosine", 0.0, 1117, 100),
            ("sample_linear", 0.0, 1118, 100),
            ("epsilon_linear", 0.0, 1119, 100),
            ("epsilon_linear", 0.14, 1120, 100),
        ],
        "checkpoints": (16, 6, 1211, [2, 3, 4, 6], 100),
    },
}


def draw(reference, run, seed, work):
    """100 digits of a run, as bytes."""
    name = work / f"digits-{seed}"
    subprocess.run(
        [reference, "sample", str(run), "--seed", str(seed), "--output", str(name)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return values(name.with_suffix(".npy"))


def perturb(weights, share, seed):
    """Adds normal noise to each tensor of weights, in place in the file."""
    entries, start = header(weights)
    content = bytearray(weights.read_bytes())
    source = random.Random(seed)
    for name in sorted(name for name in entries if name.endswith(("weight", "bias"))):
        begin, end = entries[name]["data_offsets"]
        size, code = {"F16": (2, "e"), "F32": (4, "f")}[entries[name]["dtype"]]
        count = (end - begin) // size
        numbers = struct.unpack_from(f"<{count}{code}", content, start + begin)
        mean = sum(numbers) / count
        deviation = share * (sum((x - mean) ** 2 for x in numbers) / count) ** 0.5
        noisy = [x + source.gauss(0, deviation) for x in numbers]
        struct.pack_into(f"<{count}{code}", content, start + begin, *noisy)
    weights.write_bytes(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="MNIST's files")
    parser.add_argument("--reference", default=str(PACKAGE / ".build/release/reference"))
    parser.add_argument("--lot", choices=LOTS, default="first")
    parser.add_argument("--output", default=str(PACKAGE / "Grader/Training/half-trained"))
    options = parser.parse_args()
    lot = LOTS[options.lot]
    digits = []  # requested digit, 784 bytes

    def take(content, count, seed):
        """Some of a hundred digits, each class as often."""
        rows = random.Random(seed).sample(range(10), count // 10)
        digits.extend(
            (label, content[(10 * row + label) * 784 :][:784]) for row in rows for label in range(10)
        )
        print(f"seed {seed}: {count} digits", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for prediction, schedule, features, epochs, seed, count in lot["short runs"]:
            folder = work / f"run-{seed}"
            train = [options.reference, "train", "--prediction", prediction, "--schedule", schedule]
            train += ["--features", str(features), "--epochs", str(epochs), "--seed", str(seed)]
            train += ["--data", options.data, "--output", str(folder), "--grid-every", "0"]
            subprocess.run(train, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            run = folder / f"results_{prediction}_{schedule}"
            take(draw(options.reference, run, seed, work), count, seed)
        for name, share, seed, count in lot["perturbed"]:
            run = work / f"results_{seed}"
            shutil.copytree(PACKAGE / f"Solutions/results_{name}", run)
            record = json.loads((run / "run.json").read_text())
            record["run"]["settings"]["guidance"] = 0
            (run / "run.json").write_text(json.dumps(record))
            perturb(run / "model.safetensors", share, seed)
            take(draw(options.reference, run, seed, work), count, seed)
        features, epochs, seed, kept, count = lot["checkpoints"]
        command = [sys.executable, str(PACKAGE / "Tests/Benchmarks/sample_checkpoints.py")]
        command += ["--data", options.data, "--features", str(features), "--epochs", str(epochs)]
        command += ["--seed", str(seed), "--keep", ",".join(map(str, kept))]
        command += ["--reference", options.reference, "--output", str(work / "checkpoints")]
        subprocess.run(command, check=True)
        content = (work / "checkpoints.npy").read_bytes()[-78_400 * len(kept) :]
        for number, epoch in enumerate(kept):
            take(content[number * 78_400 : (number + 1) * 78_400], count, seed + epoch)

    # In random order, so that an eye that labels them does not know where one comes from.
    random.Random(1).shuffle(digits)
    output = pathlib.Path(options.output)
    output.parent.mkdir(parents=True, exist_ok=True)
    shape = [len(digits), 1, 28, 28]
    write_bytes_array(output.with_suffix(".npy"), shape, b"".join(image for _, image in digits))
    print(json.dumps([label for label, _ in digits]))


main()
