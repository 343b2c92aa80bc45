"""Opens documents in the render process, brings pictures of pages, finds a field's value in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QRectF, QSizeF
from PySide6.QtGui import QImage

from sozialclient.errors import SozialclientError
from sozialclient.gui.desk import Desk, PageSource
from sozialclient.gui.document.notice import notice
from sozialclient.gui.document.page import DocumentPage
from sozialclient.gui.plain import plain, plain_block
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.wording import error_words, say

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field
    from sozialclient.documents.links import Box
    from sozialclient.render.pages import PageImage, PageSize, TextSpan

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a value stands: page, boxes in points; and the texts of pages read on the way."""

    page: int
    boxes: tuple[Box, ...]
    texts: dict[int, Sequence[TextSpan]]


LANE = "render"
CLOSE_LANE = "render-close"
MOST_PIXELS = 12_000_000
_MOST_SEARCHED_PAGES = 60
_SPOKEN = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A document that can be shown: content key, literal name, media type as sent, whether it may be shown."""

    key: str
    name: str
    untrusted_media_type: str | None
    sound: bool


class DocumentController(QObject):
    """One open document at a time; work runs in the render lane and is dropped when another is chosen."""

    def __init__(self, desk: Desk, tasks: TaskRunner, page: DocumentPage) -> None:
        super().__init__()
        self._desk, self._tasks, self._page = desk, tasks, page
        self._entries: Sequence[DocumentEntry] = ()
        self._application = ""
        self._source: PageSource | None = None
        self._opening: Task[PageSource] = Task()
        self._work: Task[Any] = Task()
        self._texts: dict[int, Sequence[TextSpan]] = {}
        self._field: Field | None = None
        self._unnoticed = ""
        page.document_requested.connect(self.open_entry)
        page.view.page_wanted.connect(self._on_page_wanted)
        page.view.page_changed.connect(self._on_page_changed)

    def show_application(self, application_id: str, entries: Sequence[DocumentEntry], first_key: str | None) -> None:
        """Offer the documents of an application and open the first."""
        self._application, self._entries = application_id, entries
        self._field = None
        keys = [entry.key for entry in entries]
        current = keys.index(first_key) if first_key in keys else (0 if keys else -1)
        self._page.show_names([entry.name for entry in entries], current)
        if current < 0:
            self.close()
            self._page.show_nothing(say("document.none"), "")
        else:
            self.open_entry(current)

    def open_key(self, key: str) -> None:
        """Show the document with this content key."""
        for at, entry in enumerate(self._entries):
            if entry.key == key:
                self._page.documents.setCurrentIndex(at)
                self.open_entry(at)

    def open_entry(self, at: int) -> None:
        """Show the document at a place of the list."""
        entry, application = self._entries[at], self._application
        self.close()
        if not entry.sound:
            self._page.show_nothing(say("document.damaged"), say("document.damaged_why"))
            return
        self._page.show_nothing(say("document.opening"), entry.name)
        self._unnoticed = entry.name
        self._opening = self._tasks.run(
            lambda: self._desk.document(application, entry.key, entry.untrusted_media_type),
            self._on_opened, failed=self._on_failed, lane=LANE,
        )

    def close(self) -> None:
        """End the process behind the open document."""
        self._opening.cancel()
        self._work.cancel()
        self._work = Task()
        self._texts = {}
        source, self._source = self._source, None
        if source is not None:
            self._tasks.run(source.close, lambda _none: None, lane=CLOSE_LANE)

    def mark_field(self, field: Field) -> None:
        """Mark where the value of a field stands in the open document."""
        self._field = field
        source, texts = self._source, dict(self._texts)
        if source is None or not field.value:
            self._page.view.unmark()
            return
        self._run(lambda: _find(source, texts, field), lambda hit: self._on_found(field, hit))

    def _on_opened(self, source: PageSource) -> None:
        self._source = source
        pages = source.page_count
        self._run(lambda: [source.page_size(page) for page in range(pages)], self._on_sizes)

    def _on_sizes(self, sizes: list[PageSize]) -> None:
        self._page.view.show_pages([QSizeF(size.width, size.height) for size in sizes])
        self._page.show_view(len(sizes))
        self._on_page_changed(0)
        if self._field is not None:
            self.mark_field(self._field)

    def _on_page_wanted(self, page: int, scale: float) -> None:
        source = self._source
        if source is not None:
            self._run(lambda: (page, scale, source.render(page, scale, MOST_PIXELS)), self._on_rendered)

    def _on_rendered(self, result: tuple[int, float, PageImage]) -> None:
        page, scale, picture = result
        self._page.view.set_image(page, scale, image_of(picture))
        self._notice_once()

    def _notice_once(self) -> None:
        # Only after the first page: looking through a long document takes a moment.
        name, self._unnoticed = self._unnoticed, ""
        source = self._source
        if name and source is not None:
            self._tasks.run(lambda: notice(source, name), self._page.show_notice, failed=lambda _error: None,
                            lane=LANE, task=self._work)

    def _on_page_changed(self, page: int) -> None:
        source = self._source
        if source is not None and page not in self._texts:
            self._run(lambda: (page, source.text(page)), self._on_text)
        elif page in self._texts:
            self._speak(page)

    def _on_text(self, result: tuple[int, Sequence[TextSpan]]) -> None:
        page, spans = result
        self._texts[page] = spans
        self._speak(page)

    def _speak(self, page: int) -> None:
        if page == self._page.view.page:
            words = " ".join(span.text for span in self._texts[page])
            self._page.show_text_alternative(plain_block(words, _SPOKEN) or say("document.no_text"))

    def _on_found(self, field: Field, hit: Hit | None) -> None:
        if field is not self._field:
            return
        if hit is None:
            self._page.view.unmark()
            return
        self._texts.update(hit.texts)
        self._page.view.mark(hit.page, [QRectF(box.x, box.y, box.width, box.height) for box in hit.boxes])

    def _on_failed(self, error: SozialclientError) -> None:
        words = error_words(error.reference, error.parameters)
        self._source = None
        self._page.show_nothing(words.happened, plain(words.safe, " ", words.action, f" [{error.reference}]"))

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._tasks.run(work, done, failed=self._on_failed, lane=LANE, task=self._work)


def image_of(picture: PageImage) -> QImage:
    """A Qt image with pixels of its own."""
    image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888)
    return image.copy()


def _find(
    source: PageSource, known: dict[int, Sequence[TextSpan]], field: Field
) -> Hit | None:
    """The best place: near its label first, then the first page that has the value."""
    from sozialclient.documents.links import find_value

    best: Hit | None = None
    for page in range(min(source.page_count, _MOST_SEARCHED_PAGES)):
        if page not in known:
            known[page] = source.text(page)
        matches = find_value(known[page], field.value, label=field.label)
        if matches and matches[0].near_label:
            return Hit(page, matches[0].boxes, known)
        if matches and best is None:
            best = Hit(page, matches[0].boxes, known)
    return best
