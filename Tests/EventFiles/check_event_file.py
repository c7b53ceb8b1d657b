#!/usr/bin/env python3
"""Reads event files of training with TensorBoard, and compares them with loss.csv and the pictures.

    python3 -m venv /tmp/tensorboard && /tmp/tensorboard/bin/pip install tensorboard
    /tmp/tensorboard/bin/python Tests/EventFiles/check_event_file.py RESULTS_DIR...
    /tmp/tensorboard/bin/python Tests/EventFiles/check_event_file.py --vectors

--vectors prints the masked checksum and the file that Tests/DiffusionCourseTests/EventFileTests.swift
expects, made by TensorBoard's own code. Exit code 1: something differs.
"""

import base64
import csv
import io
import pathlib
import struct
import sys

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter, masked_crc32c


def vectors():
    print(f"masked checksum of 123456789: {masked_crc32c(b'123456789'):#010x}")
    stream = io.BytesIO()
    writer = RecordWriter(stream)
    writer.write(event_pb2.Event(wall_time=1000, file_version="brain.Event:2").SerializeToString())
    scalars = [
        summary_pb2.Summary.Value(tag=tag, simple_value=value)
        for tag, value in (("loss", 0.25), ("learning rate", 0.002))
    ]
    picture = summary_pb2.Summary.Image(
        height=30, width=28, colorspace=1, encoded_image_string=bytes([1, 2, 3])
    )
    image = [summary_pb2.Summary.Value(tag="samples", image=picture)]
    for values in (scalars, image):
        event = event_pb2.Event(
            wall_time=1001.5, step=300, summary=summary_pb2.Summary(value=values)
        )
        writer.write(event.SerializeToString())
    print(base64.b64encode(stream.getvalue()).decode())


def check(folder):
    """The problems with one results folder."""
    problems = []
    events = event_accumulator.EventAccumulator(
        str(folder), size_guidance={event_accumulator.SCALARS: 0, event_accumulator.IMAGES: 0}
    )
    events.Reload()
    rows = list(csv.DictReader((folder / "loss.csv").open()))
    # The table has six decimals, and four digits of the learning rate; events have 32 bits.
    for tag, column, tolerance in (
        ("loss", "loss", lambda value: 5.1e-7 + 1e-7 * value),
        ("learning rate", "learning_rate", lambda value: 5.1e-4 * value),
    ):
        found = events.Scalars(tag) if tag in events.Tags()["scalars"] else []
        if [event.step for event in found] != [int(row["step"]) for row in rows]:
            problems.append(f"{tag}: {len(found)} events, {len(rows)} rows of loss.csv, or other steps")
            continue
        for event, row in zip(found, rows):
            if abs(event.value - float(row[column])) > tolerance(float(row[column])):
                problems.append(f"{tag} at step {event.step}: {event.value}, not {row[column]}")
        start = found[0].wall_time - float(rows[0]["seconds"])
        for event, row in zip(found, rows):
            if abs(event.wall_time - start - float(row["seconds"])) > 0.11:
                problems.append(f"{tag} at step {event.step}: time {event.wall_time - start:.2f} s")
    pictures = sorted((folder / "epochs").glob("epoch_*.png"))
    if (folder / "samples.png").exists():
        pictures.append(folder / "samples.png")
    tags = events.Tags()["images"]
    found = [image for tag in tags for image in events.Images(tag)]
    if [image.encoded_image_string for image in found] != [path.read_bytes() for path in pictures]:
        problems.append(f"{len(found)} images under {tags}, not those of {len(pictures)} files")
    for image in found:
        width, height = struct.unpack(">II", image.encoded_image_string[16:24])
        if (image.width, image.height) != (width, height):
            problems.append(f"step {image.step}: {image.width} x {image.height}, PNG {width} x {height}")
    if not problems:
        print(f"{folder}: {len(rows)} losses and learning rates, {len(found)} images, all equal")
    return problems


if __name__ == "__main__":
    if sys.argv[1:] == ["--vectors"]:
        vectors()
        sys.exit(0)
    if not sys.argv[1:]:
        sys.exit(__doc__)
    problems = [f"{name}: {text}" for name in sys.argv[1:] for text in check(pathlib.Path(name))]
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
