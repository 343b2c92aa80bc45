"""Opens the list of differences between fields and PDF, and goes to what is chosen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sozialclient.gui.application.controller import ApplicationController
from sozialclient.gui.links.page import LinksDialog
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.documents.linkage import FieldLink
    from sozialclient.documents.printed_answers import PrintedAnswer


class LinksController(QObject):
    """The action "XML und PDF vergleichen", and the line under the fields that says the same."""

    def __init__(self, theme: Theme, window: MainWindow, application: ApplicationController) -> None:
        super().__init__(window)
        self._theme, self._window, self._application = theme, window, application
        self.dialog: LinksDialog | None = None
        window.actions_table["links"].triggered.connect(lambda _on=False: self.open())
        window.application.fields.links_requested.connect(self.open)

    def open(self) -> None:
        """Show the list, or say why there is none."""
        linkage = self._application.documents.links.linkage
        if linkage is None:
            self._window.status.note(say("links.none"))
            return
        self.dialog = LinksDialog(self._theme, linkage, self._window)
        self.dialog.chosen.connect(self._on_chosen)
        self.dialog.open()

    def _on_chosen(self, entry: FieldLink | PrintedAnswer) -> None:
        from sozialclient.documents.linkage import FieldLink

        page = self._window.application
        documents = self._application.documents
        documents.show_form()
        if isinstance(entry, FieldLink):
            page.show_tab("fields")
            page.fields.choose(entry.field)
            page.fields.list.setFocus()
        else:
            page.show_tab("document")
            documents.links.show_place(entry.place)
            page.document.view.setFocus()
