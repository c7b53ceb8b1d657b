"""What a second thread is worth: images per second with two over images per second with one."""

import os
import statistics

from . import inputs, timing

FLOOR = 1.8


def compare(hall, given, page):
    page.title(f"Threads: ours with 2 against 1, images/s, {given.rounds} rounds in turns")
    if (os.cpu_count() or 1) < 2:
        page.verdict("  this machine has one processor: not measured", False, part="threads")
        return
    pairs(
        hall, given, page, {"2": hall.engine(threads=2), "1": hall.engine(threads=1)}, FLOOR,
        "threads")


def pairs(hall, given, page, sides, floor, part):
    """Times two engines, the first against the second, at each size."""
    (first, second) = sides
    page.line(f"            features batch {first:>9} {second:>9}  ratio   of rounds   floor")
    weights, batch = hall.file("weights.safetensors"), hall.file("batch.safetensors")
    disturbance = []
    for features in given.features:
        size = inputs.batch_size(features)
        creator = hall.pytorch()
        creator.ask(
            "create", features=features, seed=inputs.SEED, perturbed=False, output=weights)
        hall.end(creator)
        inputs.noise_batch(batch, size)
        for worker in sides.values():
            worker.ask("load", features=features, weights=weights, batch=batch)
        for work in ["training", "forward"]:
            runners = {
                name: (worker, size, {"training": work == "training"})
                for name, worker in sides.items()
            }
            rates, shares = timing.take_turns(runners, given.rounds, 0.3 if given.quick else 1)
            disturbance += shares
            each, ratio = timing.ratios(rates, first, second)
            one, two = (statistics.median(rates[name]) for name in [first, second])
            spread = f"{min(each):.2f}–{max(each):.2f}"
            page.verdict(
                f"  {work:8}  {features:8} {size:5} {one:9.0f} {two:9.0f} {ratio:6.2f} "
                f"{spread:>11} {floor:7.1f}",
                ratio >= floor, part=part, work=work, features=features, batch=size,
                rates=rates, ratio=ratio, ratios=each, floor=floor)
    hall.end(*sides.values())
    page.disturbance(disturbance)
