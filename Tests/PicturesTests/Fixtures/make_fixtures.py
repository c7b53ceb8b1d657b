"""Makes png.json, npy.json and gif.json: files written by (or checked with) Pillow and NumPy.

    python make_fixtures.py        # Pillow 13.0.0, numpy 2.4.6

Each entry holds a file in base64 and what must come out of it. Pillow writes no interlaced PNG and
no 16-bit RGB, so those are written here by the PNG specification and opened with Pillow as a check.
"""

import base64
import io
import json
import os
import struct
import zlib

import numpy as np
from PIL import Image, ImageSequence

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(7)
WIDTH, HEIGHT = 13, 11
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def text(data):
    return base64.b64encode(bytes(data)).decode()


def chunk(name, data):
    body = name.encode() + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def packed(row, depth):
    """One row of samples, [width, samples], as bytes."""
    flat = row.reshape(-1)
    if depth == 16:
        return flat.astype(">u2").tobytes()
    if depth == 8:
        return flat.astype("u1").tobytes()
    bits = "".join(format(int(v), f"0{depth}b") for v in flat)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    distances = [(abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c)]
    return min(distances)[2]


def filtered(rows, step):
    """Each row with another filter, 0 to 4 in turn."""
    out, above = b"", bytes(len(rows[0]))
    for number, row in enumerate(rows):
        kind = number % 5
        out += bytes([kind])
        for i, value in enumerate(row):
            a = row[i - step] if i >= step else 0
            b = above[i]
            c = above[i - step] if i >= step else 0
            guess = [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]
            out += bytes([(value - guess) % 256])
        above = row
    return out


def png(pixels, depth, colour, interlaced=False, extra=b"", split=1):
    """A PNG file of samples [height, width, samples]."""
    height, width, samples = pixels.shape
    step = max(1, samples * depth // 8)
    passes = ADAM7 if interlaced else [(0, 0, 1, 1)]
    raw = b""
    for x, y, dx, dy in passes:
        part = pixels[y::dy, x::dx]
        if part.size:
            raw += filtered([packed(row, depth) for row in part], step)
    data = zlib.compress(raw, 9)
    size = -(-len(data) // split)
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    parts = [data[i : i + size] for i in range(0, len(data), size)]
    return (
        b"\x89PNG\r\n\x1a\n" + chunk("IHDR", head) + chunk("tEXt", b"Comment\0fixture") + extra
        + b"".join(chunk("IDAT", part) for part in parts) + chunk("IEND", b"")
    )


def over_white(colour, alpha):
    return colour * alpha + 255 * (1 - alpha)


def entry(name, data, pixels, tolerance=0):
    """`pixels`: [height, width, channels], in 0…255, not yet rounded."""
    Image.open(io.BytesIO(data)).load()
    height, width, channels = pixels.shape
    return dict(
        name=name, file=text(data), width=width, height=height, channels=channels,
        pixels=text(np.floor(pixels + 0.5).astype("u1").tobytes()), tolerance=tolerance,
    )


def smooth(highest, samples):
    """Gradients with some noise, so that every filter has something to do."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [(x * (3 + s) + y * (5 - s)) / (13 * 7) for s in range(samples)]
    noise = random.uniform(0, 0.15, (HEIGHT, WIDTH, samples))
    values = np.clip(np.stack(planes, 2) % 1 + noise, 0, 1)
    return np.floor(values * highest + 0.5).astype(np.int64)


def png_entries():
    entries = []
    for interlaced in [False, True]:
        end = "-interlaced" if interlaced else ""
        for colour, depths in [(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (4, [8, 16]), (6, [8, 16])]:
            for depth in depths:
                highest = 2**depth - 1
                samples = smooth(highest, SAMPLES[colour])
                data = png(samples, depth, colour, interlaced, split=1 + depth % 3)
                unit = samples / highest
                if colour in (4, 6):
                    pixels = over_white(255 * unit[..., :-1], unit[..., -1:])
                else:
                    pixels = 255 * unit
                entries.append(
                    entry(f"colour {colour} depth {depth}{end}", data, pixels, int(colour > 3)))
        for depth in [1, 2, 4, 8]:
            count = min(2**depth, 200)
            palette = random.integers(0, 256, (count, 3))
            alpha = random.integers(0, 256, max(1, count // 2))
            samples = random.integers(0, count, (HEIGHT, WIDTH, 1))
            plte = chunk("PLTE", palette.astype("u1").tobytes())
            data = png(samples, depth, 3, interlaced, plte)
            entries.append(entry(f"palette depth {depth}{end}", data, palette[samples[..., 0]]))
            data = png(samples, depth, 3, interlaced, plte + chunk("tRNS", alpha.astype("u1").tobytes()))
            full = np.concatenate([alpha, np.full(count - len(alpha), 255)]) / 255
            pixels = over_white(palette[samples[..., 0]], full[samples[..., 0]][..., None])
            entries.append(entry(f"palette depth {depth} tRNS{end}", data, pixels, 1))
    for colour, depth in [(0, 2), (0, 16), (2, 8)]:
        highest = 2**depth - 1
        samples = smooth(highest, SAMPLES[colour])
        key = samples[4, 5]
        data = png(samples, depth, colour, extra=chunk("tRNS", key.astype(">u2").tobytes()))
        pixels = 255 * samples / highest
        pixels[(samples == key).all(2)] = 255
        entries.append(entry(f"colour {colour} depth {depth} tRNS", data, pixels))
    for width, height in [(1, 1), (2, 1), (1, 5), (5, 3)]:
        samples = random.integers(0, 256, (height, width, 3))
        entries.append(entry(f"{width} x {height} interlaced", png(samples, 8, 2, True), samples))
    for mode, colours in [("L", None), ("RGB", None), ("1", None), ("P", 16)]:
        grey = mode in "L1"
        source = Image.fromarray(smooth(255, 1 if grey else 3).astype("u1").squeeze())
        picture = source.quantize(colours) if mode == "P" else source.convert(mode)
        stream = io.BytesIO()
        picture.save(stream, "PNG")
        pixels = np.array(picture.convert("L" if grey else "RGB")).reshape(HEIGHT, WIDTH, -1)
        entries.append(entry(f"Pillow {mode}", stream.getvalue(), pixels))
    return entries


def npy_entries():
    entries = []
    types = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]
    shapes = [(), (3,), (0,), (2, 0, 3), (2, 3), (2, 3, 4)]

    def add(name, array, version, fortran=False):
        stream = io.BytesIO()
        array = np.asfortranarray(array) if fortran else array
        np.lib.format.write_array(stream, array, version=version)
        stream.seek(0)
        assert np.array_equal(np.load(stream), array, equal_nan=True)
        with np.errstate(over="ignore"):
            values = np.ascontiguousarray(array).astype("<f4").tobytes()
        entries.append(
            dict(name=name, file=text(stream.getvalue()), shape=list(array.shape), values=text(values)))

    for index, kind in enumerate(types):
        for order in "<>":
            shape = shapes[index % len(shapes)]
            values = random.normal(0, 300, (2, 3, 4))
            if kind[0] == "u":
                values = abs(values)
            if kind == "b1":
                values = values > 0
            if kind[1] == "1":
                values = np.clip(values, 0, 127)
            array = values.astype(order + kind)
            for fortran in [False, True]:
                add(f"{order}{kind} fortran {fortran}", array, (1, 0), fortran)
            add(f"{order}{kind} shape {shape}", np.resize(array, shape).astype(order + kind), (2, 0))
    special = np.array([0.0, -0.0, 6e-8, -6.1e-5, 65504, np.inf, -np.inf, 1 / 3])
    for kind in ["<f2", "<f4", "<f8", ">f2"]:
        add(f"special {kind}", special.astype(kind), (3, 0))
    add("large i8", np.array([2**62, -(2**63), 2**24 + 1]), (1, 0))
    add("large u8", np.array([2**64 - 1], dtype="u8"), (1, 0))

    for name, array in [
        ("complex", np.zeros(2, complex)), ("text", np.array(["a", "b"])),
        ("structured", np.zeros(2, [("a", "f4"), ("b", "i4")])), ("dates", np.zeros(2, "M8[s]")),
        ("object", np.array([None, 1], dtype=object)),
    ]:
        stream = io.BytesIO()
        np.save(stream, array)
        entries.append(dict(name=name, file=text(stream.getvalue())))
    return entries


def gif_entries():
    """Animations written by Pillow, to check the tests' own reader of GIF with."""
    entries = []
    for name, highest in [("grey noise", 256), ("few greys", 5)]:
        frames = [Image.fromarray(random.integers(0, highest, (60, 90)).astype("u1")) for _ in range(2)]
        stream = io.BytesIO()
        frames[0].save(
            stream, "GIF", save_all=True, append_images=frames[1:], duration=70, loop=0, optimize=False,
            disposal=1)
        stream.seek(0)
        back = [np.array(f.convert("L")) for f in ImageSequence.Iterator(Image.open(stream))]
        assert all((np.array(a) == b).all() for a, b in zip(frames, back))
        entries.append(
            dict(name=name, file=text(stream.getvalue()), frames=[text(b.tobytes()) for b in back]))
    return entries


for name, entries in [("png", png_entries()), ("npy", npy_entries()), ("gif", gif_entries())]:
    with open(os.path.join(here, f"{name}.json"), "w") as file:
        json.dump(entries, file, indent=0)
    print(name, len(entries), "entries")
