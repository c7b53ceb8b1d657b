"""`swift run` and `swift test` build without optimisation; the engine's flags keep it as fast."""

from .threads import pairs

FLOOR = 0.9


def compare(hall, given, page):
    page.title(f"Debug build against release build, images/s, {given.rounds} rounds in turns")
    sides = {"debug": hall.engine("debug"), "release": hall.engine("release")}
    pairs(hall, given, page, sides, FLOOR, "debug")
