"""Pictures of the guided tour for `gui/screens.py`: leading in the main window and in the one for carrying over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop

Draw = Callable[["Desktop"], QWidget]


def tour_screens(main: Draw, settle: Callable[[Desktop], None]) -> Mapping[str, Draw]:
    """Screens by name; `main` shows an application with its fields, `settle` lets the window work."""

    def lead(desktop: Desktop, step: str) -> None:
        desktop.aids.tour.go_on_at(step)
        settle(desktop)

    def in_window(desktop: Desktop) -> QWidget:
        main(desktop)
        lead(desktop, "check")
        return desktop.window

    def carrying(desktop: Desktop) -> QWidget:
        main(desktop)
        desktop.transfer.open()
        settle(desktop)
        page = desktop.transfer.page
        assert page is not None
        lead(desktop, "finish")
        return page

    return {"tour": in_window, "tour-transfer": carrying}
