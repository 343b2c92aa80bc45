"""Lets go of what a window showed, whoever still holds on to its parts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget


def forget_with(window: QWidget, beside: Iterable[QObject]) -> None:
    """Once `window` is destroyed, empty it, everything below it and what stood `beside` it.

    Signals keep the functions they were connected with, and these keep pages and controllers, for longer than the
    window is there; with them stayed the application that was open in it.
    """
    parts = [window, *window.findChildren(QObject), *beside]
    window.destroyed.connect(lambda: _empty(parts))


def _empty(parts: list[QObject]) -> None:
    for part in parts:
        part.__dict__.clear()
    parts.clear()
