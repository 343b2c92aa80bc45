"""What the command line asks of the desktop program, which it does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Window(Protocol):
    """Given by `__main__`, so that neither room imports the other."""

    def show(self, data: Path | None) -> int:
        """Open the window on a data folder; returns when it is closed: 0, or anything else when it could not start."""

    def picture(self, data: Path, target: Path) -> None:
        """Write a PNG of the main window on that data folder, without a display."""

    def screens(self, target: Path) -> int:
        """Render every screen with demo data into PNG files below `target`."""
