"""What both sides are given: files of images, times, labels and targets, all drawn from a seed."""

import os
import pathlib

import numpy
from safetensors.numpy import load_file, save_file

SEED = 20261
TIMESTEPS = 400


def batch_size(features):
    return 128 if features <= 64 else 64


def write(path, images, timesteps, labels, target):
    save_file(
        {
            "images": numpy.ascontiguousarray(images, numpy.float32),
            "time": (timesteps / TIMESTEPS).astype(numpy.float32),
            "context": numpy.eye(10, dtype=numpy.float32)[labels],
            "target": numpy.ascontiguousarray(target, numpy.float32),
        }, path)


def noise_batch(path, count):
    """Images and targets of noise: for agreement and timing, where no digit is needed."""
    random = numpy.random.default_rng(SEED)
    images, target = (random.standard_normal((count, 1, 28, 28)) for _ in range(2))
    write(path, images, random.integers(1, TIMESTEPS + 1, count),
          random.integers(0, 10, count), target)


def training_batches(hall, path, steps, size):
    """`steps` batches for predicting the noise in digits (linear schedule); returns where the digits
    come from. Order, timesteps and noise are in the file, the same for everyone."""
    here = next((str(folder) for folder in places(hall.root) if folder.is_dir()), None)
    drawn = hall.file("digits.safetensors")
    worker = hall.engine()
    source = worker.ask(
        "digits", count=6000, output=drawn, **({"folder": here} if here else {}))["source"]
    hall.end(worker)
    digits = load_file(drawn)
    random = numpy.random.default_rng(SEED)
    count = steps * size
    epochs = [random.permutation(len(digits["labels"]))
              for _ in range(count // len(digits["labels"]) + 1)]
    order = numpy.concatenate(epochs)[:count]
    kept = numpy.cumprod(1 - numpy.linspace(1e-4, 0.02, TIMESTEPS))
    timesteps = random.integers(1, TIMESTEPS + 1, count)
    share = kept[timesteps - 1].reshape(-1, 1, 1, 1)
    noise = random.standard_normal((count, 1, 28, 28))
    write(path, numpy.sqrt(share) * digits["images"][order] + numpy.sqrt(1 - share) * noise,
          timesteps, digits["labels"][order].astype(int), noise)
    return source


def places(root):
    """Where MNIST may be, best first."""
    if os.environ.get("MNIST_DIR"):
        yield pathlib.Path(os.environ["MNIST_DIR"])
    yield root / "Data" / "mnist"
    yield root.parent / "shared" / "mnist"
