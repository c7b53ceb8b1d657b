"""Images per second, ours against the better of PyTorch's two memory formats."""

import statistics

from . import inputs, timing

FLOORS = {
    "training": {16: 1.5, 32: 1.5, 64: 1.5, 128: 1.3},
    "forward": {16: 1.5, 32: 1.5, 64: 1.3, 128: 1.2},
}
GOALS = {"training": {16: 2.0, 32: 2.0, 64: 2.0, 128: 1.6}}


def compare(hall, given, page):
    page.title(f"Speed: images/s, medians of {given.rounds} rounds in which all take turns")
    page.line(
        "  training: gradients to zero, forward, mean squared error, backward, Adam;\n"
        "  forward: in evaluation mode, without gradients. PyTorch in the better of its\n"
        "  two formats, channels first or last; the ratio is the median of the rounds'.")
    page.line("            features batch    ours PyTorch format  ratio   of rounds   floor")
    disturbance = []
    for features in given.features:
        disturbance += compare_size(hall, given, page, features)
    page.disturbance(disturbance)


def compare_size(hall, given, page, features):
    size = inputs.batch_size(features)
    weights, batch = hall.file("weights.safetensors"), hall.file("batch.safetensors")
    formats = {"first": "channels_first", "last": "channels_last"}
    sides = {"ours": hall.engine()}
    sides |= {name: hall.pytorch(memory_format) for name, memory_format in formats.items()}
    sides["first"].ask(
        "create", features=features, seed=inputs.SEED, perturbed=False, output=weights)
    inputs.noise_batch(batch, size)
    for worker in sides.values():
        worker.ask("load", features=features, weights=weights, batch=batch)
    disturbance = []
    for work in ["training", "forward"]:
        runners = {
            name: (worker, size, {"training": work == "training"})
            for name, worker in sides.items()
        }
        rates, shares = timing.take_turns(runners, given.rounds, 0.3 if given.quick else 1)
        disturbance += shares
        best = max(formats, key=lambda name: statistics.median(rates[name]))
        each, ratio = timing.ratios(rates, "ours", best)
        floor, goal = FLOORS[work].get(features), GOALS.get(work, {}).get(features)
        ours, theirs = (statistics.median(rates[name]) for name in ["ours", best])
        spread = f"{min(each):.2f}–{max(each):.2f}"
        text = (f"  {work:8}  {features:8} {size:5} {ours:7.0f} {theirs:7.0f} {best:>6} "
                f"{ratio:6.2f} {spread:>11}")
        figures = dict(
            part="speed", work=work, features=features, batch=size, ours=rates["ours"],
            pytorch={formats[name]: rates[name] for name in formats}, ratio=ratio, ratios=each,
            floor=floor, goal=goal)
        if floor is None:
            page.line(text + "    none", **figures)
        else:
            page.verdict(f"{text} {floor:7.1f}", ratio >= floor, **figures)
    hall.end(*sides.values())
    return disturbance
