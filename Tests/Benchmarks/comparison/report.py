"""What is printed, within 80 columns, and kept for --json."""

import datetime
import os
import pathlib
import platform


class Page:
    def __init__(self, given):
        self.figures = {"features": given.features, "rounds": given.rounds, "lines": []}
        self.failures = 0
        self.verdicts = 0

    def heading(self, hall):
        worker = hall.pytorch()
        weights = hall.file("heading.safetensors")
        worker.ask("create", features=8, seed=1, perturbed=False, output=weights)
        version = worker.ask("load", features=8, weights=weights)["version"]
        hall.end(worker)
        today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
        self.figures |= {
            "pytorch": version, "threads": hall.threads, "date": today, "processor": processor()}
        print(f"{processor()}, {os.cpu_count()} processors, {hall.threads} threads each,")
        print(f"PyTorch {version}, {today}", flush=True)

    def title(self, text):
        print(f"\n{text}", flush=True)

    def line(self, text, **figures):
        """A line without a verdict."""
        print(text, flush=True)
        if figures:
            self.figures["lines"].append(figures)

    def verdict(self, text, holds, **figures):
        """A line that holds or does not; a figure that is not a number does not."""
        self.verdicts += 1
        self.failures += not holds
        print(f"{text:<74} {'ok' if holds else 'FAILS'}", flush=True)
        self.figures["lines"].append({**figures, "holds": bool(holds)})

    def disturbance(self, shares):
        """How much of the processors other programs took while somebody was timed."""
        if not shares:
            self.line("  (how busy other programs were is not known on this system)")
            return
        ordered = sorted(shares)
        median, most = ordered[len(ordered) // 2], ordered[-1]
        self.line(
            f"  meanwhile other programs took {median:.0%} of the processors, at most {most:.0%}",
            part="disturbance", median=median, most=most)
        if median > 0.05:
            self.line("  which is too much to rely on these figures: measure again when it is quiet")

    def conclude(self):
        self.figures["failures"] = self.failures
        print(f"\n{self.verdicts - self.failures} of {self.verdicts} hold.")
        return 1 if self.failures else 0


def processor():
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
