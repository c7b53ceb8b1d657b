#!/usr/bin/env python3
"""The engine against PyTorch on this processor: agreement, training curves, speed, memory, threads.

    Tests/Benchmarks/compare_with_pytorch.py                     everything, about half an hour
    Tests/Benchmarks/compare_with_pytorch.py --quick             the same at 16 features, a few minutes
    Tests/Benchmarks/compare_with_pytorch.py --only speed memory --features 32 --json FILE

Needs Python 3.10 and the Swift toolchain. PyTorch comes from pip into a throw-away environment, or into
the folder that --environment names, which is kept and used again. Exit code 0: all that was
measured holds; 1: something does not; 2: it could not be measured.
"""

import argparse
import json
import os
import pathlib
import signal
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = ["agreement", "curves", "speed", "memory", "threads", "debug"]


def options():
    def features(text):
        value = int(text) if text.isascii() and text.isdigit() else 0
        if value % 8 or not 8 <= value <= 256:
            raise argparse.ArgumentTypeError(f"'{text}': a multiple of 8 in 8…256 is needed")
        return value

    def positive(text):
        value = int(text) if text.isascii() and text.isdigit() else 0
        if not 1 <= value <= 1000:
            raise argparse.ArgumentTypeError(f"'{text}': a whole number in 1…1000 is needed")
        return value

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", metavar="DIR", type=pathlib.Path,
                        help="a Python environment with PyTorch, made if it is not there")
    parser.add_argument("--features", metavar="N", type=features, nargs="+",
                        help="widths of the network (default 16 32 64 128)")
    parser.add_argument("--rounds", metavar="N", type=positive,
                        help="turns that each takes in timing (default 7)")
    parser.add_argument("--threads", metavar="N", type=positive, default=os.cpu_count(),
                        help="of both; default: one a processor")
    parser.add_argument("--quick", action="store_true", help="16 features, 3 short rounds")
    parser.add_argument("--only", metavar="PART", nargs="+", choices=PARTS, default=PARTS,
                        help=" | ".join(PARTS))
    parser.add_argument("--json", metavar="FILE", type=pathlib.Path,
                        help="write every figure there as well")
    given = parser.parse_args()
    given.features = given.features or ([16] if given.quick else [16, 32, 64, 128])
    given.rounds = given.rounds or (3 if given.quick else 7)
    if given.json and not given.json.resolve().parent.is_dir():
        parser.error(f"argument --json: {given.json.parent} is not a folder")
    return given


def main():
    given = options()
    from comparison import environment

    with environment.ready(given.environment) as python:
        if pathlib.Path(sys.prefix).resolve() != pathlib.Path(python).parents[1].resolve():
            return environment.run_again(python)
        from comparison import agreement, curves, debug, memory, report, speed, threads, workers

        parts = {
            "agreement": agreement.compare, "curves": curves.compare, "speed": speed.compare,
            "memory": memory.compare, "threads": threads.compare, "debug": debug.compare,
        }
        page = report.Page(given)
        with tempfile.TemporaryDirectory(prefix="compare-with-pytorch-") as folder:
            with workers.Hall(ROOT, pathlib.Path(folder), given.threads) as hall:
                page.heading(hall)
                for name in PARTS:
                    if name in given.only:
                        parts[name](hall, given, page)
        if given.json:
            given.json.write_text(json.dumps(page.figures, indent=1, allow_nan=False) + "\n")
        return page.conclude()


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
    # Ended from outside, it still removes what it made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = main()
    except KeyboardInterrupt:
        code = 130
    except (OSError, RuntimeError) as error:
        print(f"compare_with_pytorch.py: {error}", file=sys.stderr)
        code = 2
    sys.exit(code)
