#!/usr/bin/env python3
"""Training and forward images per second, ours against PyTorch on the same processor.

    python3 -m venv env && env/bin/pip install torch==2.13.0+cpu numpy safetensors
    env/bin/python Tests/Benchmarks/compare_with_pytorch.py --features 16 32

The two take turns, since a machine's speed drifts; each round's figures are medians of 9 steps, and what
is printed at the end are the medians over the rounds and the ratio ours / PyTorch.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/NeuralNetworksTests/Fixtures"))
from make_fixtures import ContextUnet  # noqa: E402


def rate(batch, step, runs=9):
    step()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return batch / statistics.median(seconds)


def pytorch(features, batch):
    network = ContextUnet(1, features, 10)
    optimizer = torch.optim.Adam(network.parameters(), 1e-4)
    images = torch.randn(batch, 1, 28, 28)
    noise = torch.randn_like(images)
    time_ = torch.rand(batch)
    context = torch.nn.functional.one_hot(torch.arange(batch) % 10, 10).float()

    def train():
        optimizer.zero_grad()
        ((network(images, time_, context) - noise) ** 2).mean().backward()
        optimizer.step()

    def forward():
        with torch.no_grad():
            network(images, time_, context)

    training = rate(batch, train)
    network.eval()
    return training, rate(batch, forward)


def ours(features, batch):
    answer = subprocess.run(
        ["swift", "run", "-c", "release", "reference", "bench", "--json",
         "--features", str(features), "--batch", str(batch)],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    figures = json.loads(answer.stdout)
    return figures["trainingImagesPerSecond"], figures["forwardImagesPerSecond"]


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--features", type=int, nargs="+", default=[16, 32])
parser.add_argument("--batch", type=int, default=128)
parser.add_argument("--rounds", type=int, default=3)
options = parser.parse_args()

torch.set_num_threads(int(os.environ.get("DIFFUSION_THREADS", os.cpu_count())))
print(f"batch {options.batch}, {torch.get_num_threads()} threads, PyTorch {torch.__version__}")
for features in options.features:
    rounds = [
        (ours(features, options.batch), pytorch(features, options.batch))
        for _ in range(options.rounds)
    ]
    for index, what in enumerate(["training", "forward"]):
        mine = statistics.median(r[0][index] for r in rounds)
        theirs = statistics.median(r[1][index] for r in rounds)
        print(f"{features:4} features  {what:8}  ours {mine:6.0f}  PyTorch {theirs:6.0f} images/s"
              f"  ratio {mine / theirs:.2f}")
