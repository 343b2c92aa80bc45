"""Opens documents in the render process, and brings pictures and words of their pages into the pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QSizeF, Qt
from PySide6.QtGui import QImage

from sozialclient.errors import SozialclientError
from sozialclient.gui.desk import Desk, PageSource
from sozialclient.gui.document.keys import ON_PAGES, add_keys
from sozialclient.gui.document.lanes import CLOSE_LANE, LANE
from sozialclient.gui.document.links import LinkController
from sozialclient.gui.document.notice import notice
from sozialclient.gui.document.page import DocumentPage
from sozialclient.gui.document.page_texts import PageTexts
from sozialclient.gui.document.search import DocumentSearch
from sozialclient.gui.document.word_selection import WordSelection
from sozialclient.gui.plain import plain_block
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.wording import failure_words, say

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field, FieldDocument
    from sozialclient.render.pages import PageImage, PageSize

T = TypeVar("T")

MOST_PIXELS = 12_000_000
_SPOKEN = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A document that can be shown: content key, literal name, media type as sent, whether it may be shown, bytes."""

    key: str
    name: str
    untrusted_media_type: str | None
    sound: bool
    size: int = 0


class DocumentController(QObject):
    """One open document at a time; work runs in the render lane and is dropped when another is chosen."""

    def __init__(self, desk: Desk, tasks: TaskRunner, page: DocumentPage) -> None:
        super().__init__()
        self._desk, self._tasks, self._page = desk, tasks, page
        self._entries: Sequence[DocumentEntry] = ()
        self._application = ""
        self._source: PageSource | None = None
        self._texts: PageTexts | None = None
        self._opening: Task[PageSource] = Task()
        self._work: Task[Any] = Task()
        self._key = self._unnoticed = ""
        self.links = LinkController(tasks, page)
        self.search = DocumentSearch(tasks, page.view, page.find_bar, lambda: self._texts)
        self.selection = WordSelection(page.view, lambda: self._texts)
        page.document_requested.connect(self.open_entry)
        page.view.page_wanted.connect(self._on_page_wanted)
        page.view.page_changed.connect(self._on_page_changed)
        page.thumbnails.wanted.connect(self._on_thumbnail_wanted)
        self._add_keys()

    def _add_keys(self) -> None:
        page, links, selection = self._page, self.links, self.selection
        calls: dict[str, Callable[[], None]] = {
            "turn_right": lambda: page.view.turn(1), "turn_left": lambda: page.view.turn(-1),
            "next_place": lambda: links.step(1), "previous_place": lambda: links.step(-1), "to_field": links.to_field,
            "more_words": lambda: selection.extend(1), "fewer_words": lambda: selection.extend(-1),
            "more_lines": lambda: selection.extend(1, line=True),
            "fewer_lines": lambda: selection.extend(-1, line=True),
            "select_page": selection.select_page, "copy": self._copy,
        }
        add_keys(page.view, ON_PAGES, calls, Qt.ShortcutContext.WidgetShortcut)

    def everywhere(self) -> dict[str, Callable[[], None]]:
        """What the keys of `keys.EVERYWHERE` do."""
        page = self._page
        return {
            "find": page.begin_search, "go_to_page": page.begin_jump, "thumbnails": page.turn_overview,
        }

    def show_application(
        self, application_id: str, entries: Sequence[DocumentEntry], first_key: str | None,
        fields: FieldDocument | None = None,
    ) -> None:
        """Offer the documents of an application and open the first, which is linked with the fields."""
        self._application, self._entries = application_id, entries
        self.links.show_fields(fields, first_key)
        keys = [entry.key for entry in entries]
        current = keys.index(first_key) if first_key in keys else (0 if keys else -1)
        self._page.show_names([entry.name for entry in entries], current)
        if current < 0:
            self.close()
            self._page.show_nothing(say("document.none"), "")
        else:
            self.open_entry(current)

    @property
    def offered(self) -> bool:
        """Whether the application has any document that can be looked at."""
        return bool(self._entries)

    def show_form(self) -> None:
        """Go back to the PDF that prints the fields, unless it is open."""
        form = self.links.form
        if form is not None and form != self._key:
            self.open_key(form)

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
            self.links.give_up()
            return
        self._page.show_nothing(say("document.opening"), entry.name)
        self._unnoticed, self._key = entry.name, entry.key
        self._opening = self._tasks.run(
            lambda: self._desk.document(application, entry.key, entry.untrusted_media_type),
            self._on_opened, failed=self._on_failed, lane=LANE,
        )

    def close(self) -> None:
        """End the process behind the open document."""
        self._opening.cancel()
        self._work.cancel()
        self._work = Task()
        self._texts = None
        self.links.close()
        self.search.clear()
        self.selection.clear()
        source, self._source = self._source, None
        if source is not None:
            self._tasks.run(source.close, lambda _none: None, lane=CLOSE_LANE)

    def mark_field(self, field: Field) -> None:
        """Mark where the value of a field stands in the open document."""
        self.links.mark_field(field)

    def _copy(self) -> None:
        text = self.selection.text()
        if text:
            self._page.copy_requested.emit(say("document.text"), text)

    def _on_opened(self, source: PageSource) -> None:
        self._source, self._texts = source, PageTexts(source)
        pages = source.page_count
        self._run(lambda: [source.page_size(page) for page in range(pages)], self._on_sizes)

    def _on_sizes(self, sizes: list[PageSize]) -> None:
        self._page.show_pages([QSizeF(size.width, size.height) for size in sizes])
        self._on_page_changed(0)
        if self._texts is not None:
            self.links.begin(self._key, self._texts)
        self.search.again()

    def _on_page_wanted(self, page: int, scale: float) -> None:
        source, texts = self._source, self._texts
        if source is None or texts is None:
            return

        def work() -> PageImage:
            picture = source.render(page, scale, MOST_PIXELS)
            # Its words are there with it, so that they can be selected.
            texts.text(page)
            return picture

        self._run(work, lambda picture: self._on_rendered(page, scale, picture))

    def _on_rendered(self, page: int, scale: float, picture: PageImage) -> None:
        self._page.view.set_image(page, scale, image_of(picture))
        self._notice_once()

    def _on_thumbnail_wanted(self, page: int, scale: float) -> None:
        source, thumbnails = self._source, self._page.thumbnails
        if source is not None and thumbnails.in_view(page):
            self._run(lambda: source.render(page, scale, MOST_PIXELS),
                      lambda picture: thumbnails.set_image(page, image_of(picture)))
        else:
            thumbnails.set_image(page, None)

    def _notice_once(self) -> None:
        # Only after the first page: looking through a long document takes a moment.
        name, self._unnoticed = self._unnoticed, ""
        source = self._source
        if name and source is not None:
            self._tasks.run(lambda: notice(source, name), self._page.show_notice, failed=lambda _error: None,
                            lane=LANE, task=self._work)

    def _on_page_changed(self, page: int) -> None:
        texts = self._texts
        if texts is None:
            return
        if texts.known(page) is not None:
            self._speak(page)
        else:
            self._run(lambda: texts.text(page), lambda _spans: self._speak(page))

    def _speak(self, page: int) -> None:
        if page == self._page.view.page and self._texts is not None:
            words = " ".join(span.text for span in self._texts.known(page) or ())
            self._page.show_text_alternative(plain_block(words, _SPOKEN) or say("document.no_text"))

    def _on_failed(self, error: SozialclientError) -> None:
        self._source = self._texts = None
        self.links.give_up()
        self._page.show_nothing(*failure_words(error))

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._tasks.run(work, done, failed=self._on_failed, lane=LANE, task=self._work)


def image_of(picture: PageImage) -> QImage:
    """A Qt image with pixels of its own."""
    image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB888)
    return image.copy()
