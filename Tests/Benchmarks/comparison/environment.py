"""A Python environment that has PyTorch."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

# The CPU's build; elsewhere than on macOS the plain one brings gigabytes for graphics cards.
TORCH = "torch==2.13.0" if sys.platform == "darwin" else "torch==2.13.0+cpu"
INDEX = "https://download.pytorch.org/whl/cpu"
# Set for the run inside the environment, so that it makes none again.
INSIDE = "COMPARE_WITH_PYTORCH_ENVIRONMENT"


@contextlib.contextmanager
def ready(folder):
    """The path of a Python that can import torch, numpy and safetensors, in `folder` if there is one,
    else in a temporary folder that is removed in the end."""
    if INSIDE in os.environ:
        yield os.environ[INSIDE]
        return
    with contextlib.ExitStack() as stack:
        if folder is None:
            folder = pathlib.Path(stack.enter_context(
                tempfile.TemporaryDirectory(prefix="pytorch-environment-")))
        folder = folder.absolute()
        python = folder / "bin" / "python"
        if not python.exists():
            if folder.exists() and any(folder.iterdir()):
                raise RuntimeError(f"{folder}: neither empty nor a Python environment")
            print("Making a Python environment …", file=sys.stderr)
            run([sys.executable, "-m", "venv", str(folder)], "venv cannot make it")
        if subprocess.run([python, "-c", "import torch, numpy, safetensors.torch"],
                          stderr=subprocess.DEVNULL).returncode:
            print(f"Installing {TORCH} …", file=sys.stderr)
            run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                 "--extra-index-url", INDEX, TORCH, "numpy", "safetensors"],
                "pip cannot install PyTorch")
        yield str(python)


def run(command, trouble):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode:
        last = (result.stdout.strip().splitlines() or ["no words"])[-1]
        raise RuntimeError(f"{trouble}: {last}")


def run_again(python):
    """Runs this script with the environment's Python, and returns its exit code."""
    child = subprocess.Popen([python] + sys.argv, env={**os.environ, INSIDE: python})
    try:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                # The terminal sent it to the child too, which cleans up and ends.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
    finally:
        child.terminate()
        child.wait()
