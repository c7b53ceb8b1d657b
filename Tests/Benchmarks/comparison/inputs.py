"""What both sides are given: files of images, times, labels and targets, all drawn from a seed."""

import os

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
    """Images and targets of noise: for timing, where no digit is needed."""
    random = numpy.random.default_rng(SEED)
    images, target = (random.standard_normal((count, 1, 28, 28)) for _ in range(2))
    write(path, images, random.integers(1, TIMESTEPS + 1, count),
          random.integers(0, 10, count), target)


def digits(hall):
    """Digits and labels, MNIST's if it is there, else drawn ones; and where they come from."""
    path = hall.file("digits.safetensors")
    if not hall.digits_source:
        here = mnist(hall.root)
        worker = hall.engine()
        hall.digits_source = worker.ask(
            "digits", count=6000, output=path, **({"folder": here} if here else {}))["source"]
        hall.end(worker)
    tensors = load_file(path)
    return tensors["images"], tensors["labels"].astype(int), hall.digits_source


def training_batches(hall, path, count, target):
    """`count` noisy digits (linear schedule), their target the "noise" or the "digits". Order, timesteps
    and noise are in the file, the same for everyone. Returns where the digits come from."""
    images, labels, source = digits(hall)
    random = numpy.random.default_rng(SEED)
    epochs = [random.permutation(len(labels)) for _ in range(count // len(labels) + 1)]
    order = numpy.concatenate(epochs)[:count]
    kept = numpy.cumprod(1 - numpy.linspace(1e-4, 0.02, TIMESTEPS))
    timesteps = random.integers(1, TIMESTEPS + 1, count)
    share = kept[timesteps - 1].reshape(-1, 1, 1, 1)
    noise = random.standard_normal((count, 1, 28, 28))
    write(path, numpy.sqrt(share) * images[order] + numpy.sqrt(1 - share) * noise, timesteps,
          labels[order], noise if target == "noise" else images[order])
    return source


def mnist(root):
    """Where MNIST is, or None."""
    if os.environ.get("MNIST_DIR"):
        return os.environ["MNIST_DIR"]
    places = [root / "Data" / "mnist", root.parent / "shared" / "mnist"]
    return next((str(folder) for folder in places if folder.is_dir()), None)
