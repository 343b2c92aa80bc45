"""Compares pictures of screens by how light their parts are, whatever way letters are smoothed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QImage
from PySide6.QtWidgets import QWidget

from sozialclient.resources import resource

FOLDER = Path(__file__).parent / "reference"
WIDTH = 160
TOLERANCE = 26
"""Steps of 256 by which a part may be lighter or darker."""

STRAY = 6
"""Parts that may differ by more: a cursor, the end of a line."""


def use_shipped_font(families: tuple[str, ...]) -> None:
    """Let every machine draw with the typeface that comes with the program."""
    for name in ("Regular", "Semibold"):
        QFontDatabase.addApplicationFont(str(resource("fonts", f"SourceSansPro-{name}.ttf")))
    for family in families:
        QFont.insertSubstitution(family, "Source Sans Pro")


def lightness(window: QWidget) -> QImage:
    """The window as a small grey picture."""
    picture = window.grab().toImage()
    mode = Qt.TransformationMode.SmoothTransformation
    return picture.scaledToWidth(WIDTH, mode).convertToFormat(QImage.Format.Format_Grayscale8)


def differing(one: QImage, other: QImage) -> int:
    """How many parts differ by more than is allowed; all of them when the sizes differ."""
    if one.size() != other.size():
        return one.width() * one.height()
    return sum(
        abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > TOLERANCE
        for x in range(one.width()) for y in range(one.height()))


def compare(name: str, window: QWidget) -> int:
    """Parts that differ from the reference; a missing reference is written, and counts as wholly different."""
    path, now = FOLDER / f"{name}.png", lightness(window)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        now.save(str(path))
        return now.width() * now.height()
    return differing(now, QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8))
