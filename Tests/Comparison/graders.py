"""otter-grader, nbgrader and our grader, each behind `grade(case)` and `time(count)`."""

import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time

from submissions import SOLUTION, SOLUTION_MARK, TEST_MARK, TESTS, python, swift

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Outcome:
    """What a grader made of a submission."""

    def __init__(self, points, possible, seconds, ended=True, size=0, log=""):
        self.points, self.possible, self.seconds = points, possible, seconds
        self.ended, self.size, self.log = ended, size, log


def run(command, folder, limit, environment=None):
    """Runs a command in a process group of its own: (seconds, ended by itself, output)."""
    start = time.monotonic()
    log = folder / "log.txt"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
        try:
            process.wait(limit)
            ended = True
        except subprocess.TimeoutExpired:
            ended = False
        # Kernels outlive the program that started them.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    return time.monotonic() - start, ended, log.read_text(errors="replace")


def notebook(cells):
    return json.dumps({
        "cells": [
            {"cell_type": "code", "execution_count": None, "id": f"cell{number}", "outputs": [],
             "metadata": metadata, "source": source}
            for number, (source, metadata) in enumerate(cells)],
        "metadata": {"kernelspec": {
            "display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4, "nbformat_minor": 5})


class Otter:
    """`otter run` on a notebook: what Gradescope runs, and what `otter grade` runs in a container."""

    name = "otter-grader"

    def __init__(self, environment, folder, limit):
        self.bin, self.folder, self.limit = pathlib.Path(environment) / "bin", folder, limit
        self.path = {"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(folder)}
        tests = folder / "tests"
        tests.mkdir(parents=True)
        for function in SOLUTION:
            cases = [f"@test_case(points=1, hidden=True)\ndef test_{i}(env):  # {TEST_MARK}\n"
                     f"    globals().update({{n: env[n] for n in {list(SOLUTION)}}})\n"
                     f"    assert {check}\n"
                     for i, (name, check) in enumerate(TESTS) if name == function]
            (tests / f"{function}.py").write_text(
                "import math\nfrom otter.test_files import test_case\nOK_FORMAT = False\n"
                f"name = '{function}'\npoints = None\n" + "\n".join(cases))
        (folder / "otter_config.json").write_text("{}")
        _, _, log = run(
            [self.bin / "otter", "generate", "-t", "tests", "-o", "autograder.zip",
             "--no-requirements", "--no-environment"], folder, 300, self.path)
        if not (folder / "autograder.zip").exists():
            raise SystemExit(f"otter generate failed: {log}")

    def grade(self, case, leak, port, limit=None):
        work = self.folder / f"run-{case}"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        (work / "hw.ipynb").write_text(notebook([(python(case, leak, port), {})]))
        seconds, ended, log = run(
            [self.bin / "otter", "run", "-a", self.folder / "autograder.zip", "-o", work, "--no-logo",
             work / "hw.ipynb"], work, limit or self.limit, self.path)
        results = work / "results.json"
        if not results.exists():
            return Outcome(None, len(TESTS), seconds, ended, log=log)
        tests = [t for t in json.loads(results.read_text())["tests"] if "score" in t]
        points = sum(t["score"] for t in tests)
        return Outcome(points, len(TESTS), seconds, ended, results.stat().st_size, log)

    def time(self, count):
        return sum(self.grade("correct", "/dev/null", 1).seconds for _ in range(count)) / count


class NbGrader:
    """`nbgrader autograde` of one assignment, and its grades as `nbgrader export` writes them."""

    name = "nbgrader"

    def __init__(self, environment, folder, limit):
        self.bin, self.folder, self.limit = pathlib.Path(environment) / "bin", folder, limit
        self.path = {"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(folder)}
        source = folder / "source" / "ps1"
        source.mkdir(parents=True)
        (folder / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'course'\n")
        begin = f"### BEGIN SOLUTION\n# {SOLUTION_MARK}\n"
        (source / "ps1.ipynb").write_text(
            self.notebook(f"{begin}import math\n" + "\n".join(SOLUTION.values())
                          + "### END SOLUTION", hidden=True))
        _, _, log = run([self.bin / "nbgrader", "generate_assignment", "ps1"], folder, 300, self.path)
        if not (folder / "release" / "ps1" / "ps1.ipynb").exists():
            raise SystemExit(f"nbgrader generate_assignment failed: {log}")

    def notebook(self, functions, hidden):
        def metadata(name, **more):
            return {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, **more}}
        cells = [(functions, metadata("functions", grade=False, solution=True, locked=False))]
        for number, (name, check) in enumerate(TESTS):
            text = f"assert callable({name})\n"
            if hidden:
                text += f"### BEGIN HIDDEN TESTS\n# {TEST_MARK}\nassert {check}\n### END HIDDEN TESTS"
            cells.append((text, metadata(
                f"test{number}", grade=True, points=1, solution=False, locked=True)))
        return notebook(cells)

    def submit(self, student, text):
        place = self.folder / "submitted" / student / "ps1"
        place.mkdir(parents=True, exist_ok=True)
        (place / "ps1.ipynb").write_text(self.notebook(text, hidden=False))

    def clear(self):
        for name in ["submitted", "autograded", "feedback"]:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def grade(self, case, leak, port, limit=None):
        self.clear()
        student = f"s-{case}"
        self.submit(student, python(case, leak, port))
        seconds, ended, log = run(
            [self.bin / "nbgrader", "autograde", "ps1", "--student", student], self.folder,
            limit or self.limit, self.path)
        run([self.bin / "nbgrader", "export"], self.folder, 120, self.path)
        points = None
        with open(self.folder / "grades.csv") as grades:
            for row in csv.DictReader(grades):
                if row["student_id"] == student:
                    points = float(row["raw_score"] or 0)
        result = self.folder / "autograded" / student / "ps1" / "ps1.ipynb"
        size = result.stat().st_size if result.exists() else 0
        return Outcome(points, len(TESTS), seconds, ended, size, log)

    def time(self, count):
        self.clear()
        for number in range(count):
            self.submit(f"t{number}", python("correct", "/dev/null", 1))
        return run([self.bin / "nbgrader", "autograde", "ps1", "--force"], self.folder, 600,
                   self.path)[0] / count


class Ours:
    """`grader grade` of a submission whose step 1 is the case's and whose rest is the solution."""

    name = "this grader"

    def __init__(self, folder, limit):
        self.folder, self.limit = folder, limit
        folder.mkdir(parents=True)
        self.program = ROOT / ".build/debug/grader"
        if not self.program.exists():
            raise SystemExit("build first: swift build --build-tests")
        # What is prepared once for a class, outside the seconds of a submission.
        self.grade("correct", "/dev/null", 1)

    def pack(self, student, text):
        files = self.folder / "files" / student / "Assignments"
        shutil.rmtree(files, ignore_errors=True)
        for name in ["HandsOn", "ImageGeneration"]:
            (files / name).mkdir(parents=True)
            for path in (ROOT / "Solutions" / name).glob("*.swift"):
                shutil.copy(path, files / name)
        if text:
            (files / "HandsOn" / "Step1Alpha.swift").write_text(text)
        archives = self.folder / "archives"
        archives.mkdir(exist_ok=True)
        archive = archives / f"{student}.tar.gz"
        subprocess.run(["tar", "-czf", archive, "-C", files.parent, "Assignments"], check=True)
        return archive

    def grade(self, case, leak, port, limit=None):
        number = 1 + sorted(["correct", "exit", "loop", "tests", "solution", "patch", "socket",
                             "memory", "print"]).index(case)
        archive = self.pack(f"2000-{number:05}", swift(case, ROOT, port))
        output = self.folder / f"reports-{case}"
        shutil.rmtree(output, ignore_errors=True)
        seconds, ended, log = run(
            [self.program, "grade", archive, "--output", output], self.folder, limit or self.limit)
        results = output / "results.json"
        if not results.exists():
            return Outcome(None, 100, seconds, ended, log=log)
        text = results.read_text()
        assignment = next(a for a in json.loads(text)["submissions"][0]["assignments"]
                          if a["id"] == "hands-on")
        items = [i for line in assignment["lines"] for i in line["items"]]
        if "LEAKED" in text:
            pathlib.Path(leak).write_text("read")
        return Outcome(sum(i["points"] for i in items), sum(i["possible"] for i in items), seconds,
                       ended, len(text), log)

    def time(self, count):
        shutil.rmtree(self.folder / "archives", ignore_errors=True)
        base = (ROOT / "Solutions/HandsOn/Step1Alpha.swift").read_text()
        for number in range(count):
            # Each a little different, so that nothing is found in a cache.
            self.pack(f"2001-{number:05}", f"{base}\n// {time.time_ns()} {number}\n")
        output = self.folder / "reports-time"
        shutil.rmtree(output, ignore_errors=True)
        return run([self.program, "grade", "archives", "--output", output], self.folder,
                   600)[0] / count
