"""Shows where the value of a step stands in the PDF, and says so, also where it stands nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field
    from sozialclient.documents.printed_answers import LinkedPlace
    from sozialclient.documents.transfer.plan import TransferStep
    from sozialclient.gui.shell.controller import WindowController


class FieldPlace(QObject):
    """One at a time; `said` carries how it ended in words."""

    said = Signal(str)

    def __init__(self, window: MainWindow, shell: WindowController) -> None:
        super().__init__(window)
        self._window, self._shell = window, shell
        self._application = ""
        self._sought: Field | None = None
        self._marked: Field | None = None
        shell.application.opened.connect(self._on_opened)
        shell.application.documents.links.located.connect(self._on_located)

    def show(self, application_id: str, step: TransferStep) -> None:
        """Look for a step of an application, which is opened for it where another one is on show."""
        if step.field is None:
            self.said.emit(say("transfer.place_nothing", label=step.title))
            return
        self._application, self._sought, self._marked = application_id, step.field, None
        shown = self._shell.application.current
        if shown is not None and shown.card.id == application_id:
            self._mark()
            return
        # Another application has been opened meanwhile: its documents are somebody else's.
        if self._window.applications.place_of([application_id]) >= 0:
            self._window.applications.select(application_id)
        else:
            self._window.applications.list.clearSelection()
        self._shell.application.open(application_id)

    def _on_opened(self, application_id: str) -> None:
        if application_id == self._application:
            self._mark()
        self._sought = None

    def _mark(self) -> None:
        field, self._sought = self._sought, None
        documents = self._shell.application.documents
        if field is None:
            return
        if not documents.offered:
            self.said.emit(say("transfer.place_no_document"))
            return
        self._marked = field
        documents.show_form()
        self._window.application.show_tab("document")
        self._window.raise_()
        documents.mark_field(field)

    def _on_located(self, field: Field, place: LinkedPlace | None) -> None:
        if self._marked is None or field is not self._marked:
            return
        self._marked = None
        if place is None:
            self.said.emit(say("transfer.place_none", label=field.label))
        else:
            self.said.emit(say("transfer.place_found", page=place.page + 1, label=field.label))
