"""The same weights and inputs on both sides: outputs, loss and gradients are the same but for rounding.

PyTorch in 64 bits is the judge of how far each side is from the truth.

Gradients have jumps: where two pixels of a pooling window, or a value and ReLU's zero, are as close as
rounding, the sides choose differently, and an image's share of a gradient takes another way. Of some
hundred thousand windows a few do, in PyTorch with 32 bits against itself with 64 too. How much that is
depends on how far the images' gradients cancel out, so the task is a real one: clean digits
from noisy ones. All gradients as one vector have to agree within 1e-3 of its norm; each parameter's
within 1e-2 of its own, which is more than a few such choices make, and less than a mistake.
"""

import numpy
from safetensors.numpy import load_file

from . import inputs

# Of the norm of all gradients: a parameter with less in 64 bits has no effect. Such are the biases before
# a batch normalisation, whose gradients in 32 bits are nothing but rounding.
NOTHING = 1e-12
OUTPUT, LOSS, GRADIENT, PARAMETER, ROUNDING = 1e-4, 1e-5, 1e-3, 1e-2, 1e-6


def compare(hall, given, page):
    page.title("Agreement: largest differences, in brackets PyTorch's own from 64 bits")
    page.line("                            ours against PyTorch           allowed")
    for features in given.features:
        compare_size(hall, page, features)


def compare_size(hall, page, features):
    weights, batch = hall.file("weights.safetensors"), hall.file("batch.safetensors")
    sides = {"ours": hall.engine(), "PyTorch": hall.pytorch(), "64 bits": hall.pytorch()}
    sides["PyTorch"].ask(
        "create", features=features, seed=inputs.SEED, perturbed=True, output=weights)
    inputs.training_batches(hall, batch, inputs.batch_size(features), "digits")
    evaluation, training, losses = {}, {}, {}
    for name, worker in sides.items():
        double = {"double": True} if name == "64 bits" else {}
        worker.ask("load", features=features, weights=weights, batch=batch, **double)
        output = hall.file("answer.safetensors")
        worker.ask("predict", output=output)
        evaluation[name] = load_file(output)
        losses[name] = worker.ask("differentiate", output=output)["losses"][0]
        training[name] = load_file(output)
    hall.end(*sides.values())

    def line(what, measure, allowed):
        ours, theirs = measure("ours", "PyTorch"), measure("PyTorch", "64 bits")
        page.verdict(
            f"  {features:3} features, {what:<22} {ours:8.1e}  ({theirs:7.1e})     {allowed:7.0e}",
            ours <= allowed, part="agreement", features=features, what=what, difference=ours,
            pytorchFrom64Bits=theirs, oursFrom64Bits=measure("ours", "64 bits"), allowed=allowed)

    def largest(files, name):
        return lambda a, b: float(numpy.abs(files[a][name] - files[b][name]).max())

    line("evaluation", largest(evaluation, "prediction"), OUTPUT)
    line("training", largest(training, "prediction"), OUTPUT)
    line("loss", lambda a, b: abs(losses[a] - losses[b]), LOSS)

    names = sorted(name for name in training["PyTorch"] if name.startswith("gradients."))
    missing = set(names) ^ {n for n in training["ours"] if n.startswith("gradients.")}
    if missing:
        raise RuntimeError(f"gradients that one side lacks: {', '.join(sorted(missing)[:3])}")
    total = norm([training["64 bits"][name] for name in names])
    effective = {
        name for name in names if norm([training["64 bits"][name]]) > NOTHING * total}

    def gradients(a, b):
        return norm([training[a][name] - training[b][name] for name in names]) / total

    def worst(a, b):
        """Of one parameter, relative to its own norm."""
        return max(
            norm([training[a][name] - training[b][name]]) / norm([training["64 bits"][name]])
            for name in effective)

    def rounding(a, b):
        return max(
            norm([training[a][name] - training[b][name]]) / total
            for name in names if name not in effective)

    line("all gradients", gradients, GRADIENT)
    line("worst parameter", worst, PARAMETER)
    line("those without effect", rounding, ROUNDING)
    statistics = [name for name in training["PyTorch"] if name.endswith(("_mean", "_var"))]
    line("running statistics",
         lambda a, b: max(largest(training, name)(a, b) for name in statistics), LOSS)


def norm(tensors):
    return float(numpy.sqrt(sum(numpy.square(t, dtype=numpy.float64).sum() for t in tensors)))
