"""The most memory that training takes, and that it takes no more with time."""

from . import inputs

MEGABYTE = 1 << 20
PEAK = {"features": 32, "size": 128, "steps": 20}
LONG = {"features": 16, "size": 32, "steps": 1000}
# Resident memory after 50 steps and at the end.
ALLOWED_GROWTH = 1 * MEGABYTE


def trained(hall, worker, plan):
    weights, batch = hall.file("weights.safetensors"), hall.file("batch.safetensors")
    creator = hall.pytorch()
    creator.ask("create", features=plan["features"], seed=inputs.SEED, perturbed=False,
                output=weights)
    hall.end(creator)
    inputs.noise_batch(batch, plan["size"])
    worker.ask("load", features=plan["features"], weights=weights, batch=batch)
    return worker


def compare(hall, given, page):
    page.title(f"Memory: {PEAK['steps']} steps of training at {PEAK['features']} features, batch "
               f"{PEAK['size']}, a process each")
    peaks = {}
    sides = {
        "ours": hall.engine(), "PyTorch, channels first": hall.pytorch(),
        "PyTorch, channels last": hall.pytorch("channels_last"),
    }
    for name, worker in sides.items():
        before = worker_start = trained(hall, worker, PEAK).resident[0]
        peak = 0
        for _ in range(PEAK["steps"] // 2):
            # Two steps each: one unmeasured, one measured.
            worker.ask("time", training=True, steps=1)
            peak = max(peak, worker.resident[1])
        peaks[name] = peak
        page.line(
            f"  {name:<24} {peak / MEGABYTE:6.0f} MiB at most, {worker_start / MEGABYTE:4.0f} before "
            "the first step", part="memory", what=name, peak=peak, before=before)
    hall.end(*sides.values())
    theirs = min(peak for name, peak in peaks.items() if name != "ours")
    page.verdict(
        f"  ours / PyTorch's better: {peaks['ours'] / theirs:.2f}, below 1 is needed",
        peaks["ours"] < theirs, part="memory", what="peak", ratio=peaks["ours"] / theirs)
    growth(hall, given, page)


def growth(hall, given, page):
    steps = 200 if given.quick else LONG["steps"]
    worker = trained(hall, hall.engine(), LONG)
    resident = []
    for _ in range(steps // 50):
        worker.ask("time", training=True, steps=49)
        resident.append(worker.resident[0])
    hall.end(worker)
    grown = max(resident[1:]) - resident[0]
    page.verdict(
        f"  {steps} steps at {LONG['features']} features, batch {LONG['size']}: "
        f"{resident[0] / MEGABYTE:.1f} MiB after 50, {grown / MEGABYTE:+.2f} MiB since",
        grown <= ALLOWED_GROWTH, part="memory", what="growth", resident=resident, steps=steps,
        grown=grown, allowed=ALLOWED_GROWTH)
