"""The parts of compare_with_pytorch.py; the script beside this folder says what it is for."""
