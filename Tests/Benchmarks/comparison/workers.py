"""The two sides, each in processes of its own that wait while another works."""

import json
import os
import pathlib
import subprocess
import sys


class Hall:
    """Starts workers, gives them work, and ends them."""

    def __init__(self, root, folder, threads):
        self.root, self.folder, self.threads = root, folder, threads
        self.workers, self.programs, self.digits_source = [], {}, None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.workers:
            worker.process.kill()
            worker.process.wait()

    def file(self, name):
        return str(self.folder / name)

    def program(self, configuration):
        """The engine's program, built in release or debug."""
        if configuration not in self.programs:
            command = ["swift", "build", "-c", configuration, "--product", "engine-probe"]
            result = subprocess.run(
                command, cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if result.returncode:
                errors = [line for line in result.stdout.splitlines() if "error" in line]
                raise RuntimeError(f"{' '.join(command)}: {(errors or ['failed'])[0]}")
            place = subprocess.run(
                command + ["--show-bin-path"], cwd=self.root, stdout=subprocess.PIPE, text=True,
                check=True).stdout.strip()
            self.programs[configuration] = str(pathlib.Path(place) / "engine-probe")
        return self.programs[configuration]

    def engine(self, configuration="release", threads=None):
        threads = threads or self.threads
        environment = {**os.environ, "DIFFUSION_THREADS": str(threads)}
        return self.start("ours", [self.program(configuration)], environment, {})

    def pytorch(self, memory_format="channels_first"):
        environment = {**os.environ, "OMP_NUM_THREADS": str(self.threads)}
        script = pathlib.Path(__file__).with_name("pytorch_worker.py")
        return self.start(
            "PyTorch", [sys.executable, str(script)], environment,
            {"threads": self.threads, "format": memory_format})

    def start(self, name, command, environment, always):
        worker = Worker(name, command, environment, always)
        self.workers.append(worker)
        return worker

    def end(self, *workers):
        for worker in workers:
            worker.end()
            self.workers.remove(worker)


class Worker:
    """A process that answers requests, one at a time."""

    def __init__(self, name, command, environment, always):
        self.name, self.always = name, always
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, work, **fields):
        """The answer; what the process says when it cannot answer is on standard error already."""
        try:
            self.process.stdin.write(
                json.dumps({"work": work, **self.always, **fields}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise RuntimeError(
                f"{self.name}: '{work}' got no answer; the process ended with code "
                f"{self.process.wait()}")
        return json.loads(line)

    def end(self):
        self.process.stdin.close()
        self.process.wait()

    @property
    def resident(self):
        """Bytes of memory in use now, and the most so far (Linux; elsewhere the same as now)."""
        try:
            text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        except FileNotFoundError:
            now = subprocess.run(
                ["ps", "-o", "rss=", "-p", str(self.process.pid)], stdout=subprocess.PIPE,
                text=True, check=True)
            return int(now.stdout) * 1024, int(now.stdout) * 1024
        fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        return tuple(int(fields[name].split()[0]) * 1024 for name in ["VmRSS", "VmHWM"])

    @property
    def processor_seconds(self):
        """Processor time used so far, or None where the system does not say."""
        try:
            text = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        except FileNotFoundError:
            return None
        fields = text.rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def all_processor_seconds():
    """Processor time used by all programs, or None where the system does not say."""
    try:
        fields = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    except FileNotFoundError:
        return None
    # user, nice, system, idle, waiting, interrupts …, taken by other machines on the same processor
    return sum(int(fields[i]) for i in [0, 1, 2, 5, 6, 7]) / os.sysconf("SC_CLK_TCK")
