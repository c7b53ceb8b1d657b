#!/usr/bin/env python3
"""What otter-grader, nbgrader and this grader do with one correct and eight hostile submissions.

    python3 -m venv otter && otter/bin/pip install otter-grader==7.0.0 ipykernel
    python3 -m venv nbgrader && nbgrader/bin/pip install nbgrader==0.9.6
    swift build --build-tests
    python3 Tests/Comparison/compare_graders.py --otter otter --nbgrader nbgrader --write

Prints two Markdown tables, the outcomes and the seconds a submission; with --write they replace those
in Grader/COMPARISON.md. --timing measures the seconds alone. All work happens in a temporary folder.
"""

import argparse
import datetime
import pathlib
import re
import socket
import statistics
import subprocess
import tempfile
import threading

from graders import Ours, NbGrader, Otter, ROOT
from submissions import CASES

DOCUMENT = ROOT / "Grader/COMPARISON.md"


class Listener:
    """Takes connections on this machine and counts them."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.count = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.server.accept()
            self.count += 1
            connection.close()


def words(case, outcome, has_leaked, was_reached):
    """One cell: points, and what happened."""
    points = "no points" if outcome.points is None else f"{outcome.points:g}/{outcome.possible:g}"
    facts = []
    if not outcome.ended:
        facts.append(f"still running after {outcome.seconds:.0f} s, killed by hand")
    elif case == "loop":
        facts.append(f"ended after {outcome.seconds:.0f} s")
    if case in ("tests", "solution"):
        facts.append("**read**" if has_leaked else "not readable")
    if case == "socket":
        facts.append("**connected**" if was_reached else "no connection")
    if case == "print":
        facts.append(f"results of {outcome.size / 1e6:.1f} MB")
    return ", ".join([points] + facts)


def outcomes(graders, listener, folder):
    lines = ["| submission | " + " | ".join(g.name for g in graders) + " |",
             "|---" * (len(graders) + 1) + "|"]
    for case, title in CASES.items():
        cells = []
        for grader in graders:
            leak = folder / f"leak-{case}"
            leak.unlink(missing_ok=True)
            before = listener.count
            outcome = grader.grade(case, leak, listener.port)
            cells.append(words(case, outcome, leak.exists(), listener.count > before))
            print(f"{case:9} {grader.name:13} {cells[-1]} ({outcome.seconds:.1f} s)", flush=True)
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return lines


def timing(graders, rounds, count):
    seconds = {g.name: ([], []) for g in graders}
    for number in range(rounds):
        # They take turns: a machine's speed drifts.
        for grader in graders:
            seconds[grader.name][0].append(grader.time(1))
            seconds[grader.name][1].append(grader.time(count))
            print(f"round {number + 1}: {grader.name} {seconds[grader.name][0][-1]:.2f} s alone, "
                  f"{seconds[grader.name][1][-1]:.2f} s among {count}", flush=True)
    medians = {name: [statistics.median(values) for values in both]
               for name, both in seconds.items()}
    mine = medians[Ours.name]
    lines = [f"| seconds a submission, median of {rounds} | one alone | each of {count} | "
             "ratio alone | ratio among them |", "|---|---|---|---|---|"]
    for name, (alone, among) in medians.items():
        lines.append(f"| {name} | {alone:.2f} | {among:.2f} | {alone / mine[0]:.1f} | "
                     f"{among / mine[1]:.1f} |")
    return lines


def replace(mark, lines):
    """Puts lines between two comments of the document."""
    text = DOCUMENT.read_text()
    pattern = rf"(<!-- {mark} -->\n).*?(<!-- end -->)"
    text, count = re.subn(
        pattern, lambda m: m[1] + "\n".join(lines) + "\n" + m[2], text, flags=re.S)
    if count != 1:
        raise SystemExit(f"{DOCUMENT} has no place for {mark}")
    DOCUMENT.write_text(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--otter", required=True, help="the environment that otter is installed in")
    parser.add_argument("--nbgrader", required=True, help="that of nbgrader")
    parser.add_argument("--limit", type=float, default=180, help="seconds before a hung grader is killed")
    parser.add_argument("--rounds", type=int, default=3, help="of the timing")
    parser.add_argument("--count", type=int, default=8, help="submissions in a batch")
    parser.add_argument("--timing", action="store_true", help="only the seconds")
    parser.add_argument("--write", action="store_true", help="into Grader/COMPARISON.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="compare-") as path:
        folder = pathlib.Path(path)
        graders = [
            Otter(pathlib.Path(options.otter).resolve(), folder / "otter", options.limit),
            NbGrader(pathlib.Path(options.nbgrader).resolve(), folder / "nbgrader", options.limit),
            Ours(folder / "ours", options.limit),
        ]
        today = datetime.date.today()
        revision = subprocess.run(
            ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True,
            text=True).stdout.strip()
        tables = {}
        if not options.timing:
            tables["outcomes"] = [f"Measured {today}, revision {revision}.", ""]
            tables["outcomes"] += outcomes(graders, Listener(), folder)
        seconds = timing(graders, options.rounds, options.count)
        tables["seconds"] = [f"Measured {today}, revision {revision}.", ""] + seconds
        for mark, lines in tables.items():
            print("\n" + "\n".join(lines))
            if options.write:
                replace(mark, [""] + lines + [""])


main()
