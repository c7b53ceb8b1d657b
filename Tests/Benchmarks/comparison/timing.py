"""Turns: everybody works a while, one after the other, round after round, while the others wait.

A machine's speed drifts from minute to minute, so only what was measured in the same round is compared:
the ratio of two is the median over the rounds of the round's ratio. Who begins changes from
round to round. All processes are alive throughout and wait for input when it is not their turn.
"""

import math
import os
import statistics
import time

from .workers import all_processor_seconds

# Between turns: threads that wait by spinning have gone to sleep after it.
PAUSE = 0.3


def take_turns(runners, rounds, turn_seconds):
    """Rates of each runner, a list over the rounds.

    runners: {name: (worker, images in a step, fields of the request "time")}.
    """
    steps = {}
    for name, (worker, _, fields) in runners.items():
        once = worker.ask("time", steps=1, **fields)["seconds"][0]
        steps[name] = max(3, min(200, math.ceil(turn_seconds / once)))
    rates = {name: [] for name in runners}
    disturbance = []
    names = list(runners)
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            worker, images, fields = runners[name]
            time.sleep(PAUSE)
            before = used(worker)
            seconds = worker.ask("time", steps=steps[name], **fields)["seconds"]
            disturbance.append(others_share(before, used(worker)))
            rates[name].append(images / statistics.median(seconds))
    return rates, [share for share in disturbance if share is not None]


def used(worker):
    return time.perf_counter(), all_processor_seconds(), worker.processor_seconds


def others_share(before, after):
    """The share of the processors' time that went to other programs, the waiting workers among them."""
    if before[1] is None or before[2] is None:
        return None
    elapsed = (after[0] - before[0]) * os.cpu_count()
    return max(0, (after[1] - before[1] - (after[2] - before[2])) / elapsed)


def ratios(rates, name, base):
    """Of each round, and their median."""
    each = [a / b for a, b in zip(rates[name], rates[base])]
    return each, statistics.median(each)
