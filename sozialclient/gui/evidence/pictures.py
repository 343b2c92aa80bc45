"""Has small pictures of attachments made in the render process, one after the other, only of rows that are seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from sozialclient.errors import SozialclientError
from sozialclient.gui.desk import Desk
from sozialclient.gui.document.controller import DocumentEntry, image_of
from sozialclient.gui.evidence.page import EvidencePage
from sozialclient.gui.evidence.picture_delegate import HEIGHT
from sozialclient.gui.tasks import Task, TaskRunner

if TYPE_CHECKING:
    from sozialclient.render.pages import PageImage

LANE = "pictures"
_LARGEST = 30 * 1024 * 1024
_REST_MS = 150


class EvidencePictures(QObject):
    """At most one picture is under way; what has left the view by its turn is not made.

    While the list is scrolled none is begun: starting a process takes the whole program a moment.
    """

    def __init__(self, desk: Desk, tasks: TaskRunner, page: EvidencePage) -> None:
        super().__init__(page)
        self._desk, self._tasks, self._page = desk, tasks, page
        self._application = ""
        self._entries: dict[str, DocumentEntry] = {}
        self._waiting: dict[str, None] = {}
        self._task: Task[PageImage] = Task()
        self._running = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST_MS)
        self._timer.timeout.connect(self._next)
        page.list.verticalScrollBar().valueChanged.connect(lambda _value: self._timer.start())
        page.pictures.wanted.connect(self._on_wanted)

    def show_application(self, application_id: str, entries: Sequence[DocumentEntry]) -> None:
        """Begin with the contents of an application that can be shown."""
        self._task.cancel()
        self._running = False
        self._application = application_id
        self._entries = {entry.key: entry for entry in entries if entry.sound and entry.size <= _LARGEST}
        self._waiting.clear()
        self._page.pictures.images.clear()

    def _on_wanted(self, key: str) -> None:
        if key in self._entries and key not in self._waiting:
            self._waiting[key] = None
            if not self._running and not self._timer.isActive():
                self._timer.start()

    def _next(self) -> None:
        while self._waiting and not self._running:
            key = next(reversed(self._waiting))
            del self._waiting[key]
            if self._in_view(key):
                self._make(key)

    def _in_view(self, key: str) -> bool:
        view, model = self._page.list, self._page.model
        rows = [row for row in range(len(model.rows)) if model.rows[row].content.key == key]
        seen = view.viewport().rect()
        return view.isVisible() and any(view.visualRect(model.index(row, 0)).intersects(seen) for row in rows)

    def _make(self, key: str) -> None:
        entry, application, desk = self._entries[key], self._application, self._desk
        side = HEIGHT * self._page.list.devicePixelRatioF() * self._page.pictures.scale

        def work() -> PageImage:
            return desk.picture(application, entry.key, entry.untrusted_media_type, side)

        def failed(_error: SozialclientError) -> None:
            # It has no picture; opening it says why.
            self._entries.pop(key, None)
            self._done()

        self._running = True
        self._task = self._tasks.run(work, lambda picture: self._on_made(key, picture), failed=failed, lane=LANE)

    def _on_made(self, key: str, picture: PageImage) -> None:
        self._page.pictures.images.put(key, image_of(picture))
        self._page.list.viewport().update()
        self._done()

    def _done(self) -> None:
        self._running = False
        if not self._timer.isActive():
            self._next()
