"""Remembers where the window stood and how it was split; kept apart from the settings, losing it harms nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QWidget


class WindowPlace:
    """One small file; what cannot be used counts as not there."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def save(self, window: QWidget, splitters: dict[str, QSplitter]) -> None:
        """Remember place and splits."""
        self._settings.setValue("geometry", window.saveGeometry())
        for name, splitter in splitters.items():
            self._settings.setValue(f"splitter/{name}", splitter.saveState())
        # Now, not when Qt sees fit: the folder may be gone by then and would be made anew.
        self._settings.sync()

    def restore(self, window: QWidget, splitters: dict[str, QSplitter]) -> bool:
        """Put everything where it was; False when nothing is remembered."""
        for name, splitter in splitters.items():
            state = self._settings.value(f"splitter/{name}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)
        geometry = self._settings.value("geometry")
        return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)

    def remember(self, name: str, value: str) -> None:
        """Keep a word beside the place."""
        self._settings.setValue(f"words/{name}", value)
        self._settings.sync()

    def remembered(self, name: str) -> str:
        """The word that is kept, empty without."""
        return str(self._settings.value(f"words/{name}") or "")
