"""Pictures of the document pane for `gui/screens.py`: its overview with a search, and the list of differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop

Draw = Callable[["Desktop"], QWidget]


def document_screens(main: Draw, settle: Callable[[Desktop], None]) -> Mapping[str, Draw]:
    """Screens by name; `main` shows an application with its fields, `settle` lets the window work."""

    def search(desktop: Desktop) -> QWidget:
        main(desktop)
        page = desktop.window.application
        if not page.document.isVisibleTo(page):
            page.show_tab("document")
        page.document.overview.setChecked(True)
        page.document.begin_search()
        page.document.find_bar.edit.setText("Muster")
        settle(desktop)
        return desktop.window

    def links(desktop: Desktop) -> QWidget:
        main(desktop)
        desktop.window.application.document.overview.setChecked(False)
        desktop.window.application.document.find_bar.leave()
        desktop.links.open()
        settle(desktop)
        assert desktop.links.dialog is not None
        return desktop.links.dialog

    return {"document-search": search, "links": links}
