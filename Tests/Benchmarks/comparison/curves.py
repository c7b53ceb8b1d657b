"""Both train from the same start on the same batches, noise and timesteps: the curves overlap.

Rounding differs, and training amplifies that, so the losses drift apart within the noise of a batch; how
much is shown by PyTorch beside itself in its other memory format.
"""

import numpy

from . import inputs

FEATURES, SIZE, WINDOW = 16, 32, 20
# Of the smoothed losses, relative.
ALLOWED = 0.02


def compare(hall, given, page):
    steps = 60 if given.quick else 300
    weights, batches = hall.file("start.safetensors"), hall.file("batches.safetensors")
    source = inputs.training_batches(hall, batches, steps * SIZE, "noise")
    page.title(f"Training curves: {FEATURES} features, {steps} steps of {SIZE} images, Adam 1e-3")
    page.line(f"  {source}")
    runs = {
        "ours": hall.engine(), "PyTorch": hall.pytorch(),
        "PyTorch again": hall.pytorch("channels_last"),
    }
    runs["PyTorch"].ask(
        "create", features=FEATURES, seed=inputs.SEED, perturbed=False, output=weights)
    smooth = {}
    for name, worker in runs.items():
        worker.ask("load", features=FEATURES, weights=weights, learningRate=1e-3)
        losses = worker.ask("train", batch=batches, size=SIZE)["losses"]
        smooth[name] = numpy.convolve(losses, numpy.ones(WINDOW) / WINDOW, "valid")
    hall.end(*runs.values())
    marks = [round(i * (len(smooth["ours"]) - 1) / 5) for i in range(6)]
    page.line("  step          " + "".join(f"{mark + WINDOW:9}" for mark in marks))
    for name, curve in smooth.items():
        page.line(f"  {name:<14}" + "".join(f"{curve[mark]:9.4f}" for mark in marks))

    def apart(name):
        return float((numpy.abs(smooth[name] - smooth["PyTorch"]) / smooth["PyTorch"]).max())

    ours, control = apart("ours"), apart("PyTorch again")
    page.verdict(
        f"  means of {WINDOW} steps {ours:.2%} apart at most ({control:.2%} PyTorch and itself), "
        f"below {ALLOWED:.0%}",
        ours <= ALLOWED, part="curves", difference=ours, pytorchFromItself=control,
        allowed=ALLOWED, source=source,
        curves={name: [float(x) for x in curve] for name, curve in smooth.items()})
