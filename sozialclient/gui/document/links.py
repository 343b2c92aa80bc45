"""Keeps the fields of an application and the places in its PDF together, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, QRectF, Signal

from sozialclient.gui.document.lanes import LANE
from sozialclient.gui.document.page import DocumentPage
from sozialclient.gui.document.page_texts import PageTexts
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field, FieldDocument
    from sozialclient.documents.linkage import FieldLink, Linkage
    from sozialclient.documents.printed_answers import LinkedPlace

_MARGIN = 4.0
_BELOW_QUESTION = 2.2
_LARGE = 1e12


class LinkController(QObject):
    """`linked` when the form of an application has been read; `field_wanted` when somebody points at an answer.

    Other documents than the form are searched for the value of a field when it is chosen.
    `located` carries a field that was to be marked and its place, None where the document has none, once that is known.
    """

    located = Signal(object, object)
    linked = Signal(object)
    field_wanted = Signal(object)
    field_entered = Signal()

    def __init__(self, tasks: TaskRunner, page: DocumentPage) -> None:
        super().__init__(page)
        self._tasks, self._page = tasks, page
        self._task: Task[Any] = Task()
        self._fields: FieldDocument | None = None
        self._form: str | None = None
        self._texts: PageTexts | None = None
        self._field: Field | None = None
        self._sought: LinkedPlace | None = None
        self._open, self._unreadable = "", False
        self.linkage: Linkage | None = None
        page.view.clicked.connect(self._on_clicked)

    def show_fields(self, fields: FieldDocument | None, form: str | None) -> None:
        """Begin an application: its fields, and the content key of the PDF that prints them."""
        self._fields, self._form, self.linkage = fields, form, None
        self._field, self._sought = None, None

    @property
    def form(self) -> str | None:
        """Content key of the PDF that prints the fields."""
        return self._form

    def close(self) -> None:
        """The document is closed; what was linked stays known."""
        self._task.cancel()
        self._open, self._texts, self._unreadable = "", None, False

    def begin(self, key: str, texts: PageTexts) -> None:
        """A document was opened: link it where it is the form, and mark the current field."""
        self._open, self._texts = key, texts
        fields = self._fields
        if key == self._form and fields is not None and self.linkage is None:

            def work() -> Linkage:
                from sozialclient.usecases.link_application import link_words

                return link_words(fields, texts)

            self._task = self._tasks.run(work, self._on_linked, failed=lambda _error: self.give_up(), lane=LANE)
        self._mark_again()

    def _mark_again(self) -> None:
        """What was chosen before the document was there."""
        if self.linkage is not None and self._is_form():
            self._page.show_link_words("")
        if self._field is not None:
            self.mark_field(self._field)
        elif self._sought is not None:
            self.show_place(self._sought)

    def _on_linked(self, linkage: Linkage) -> None:
        self.linkage = linkage
        self.linked.emit(linkage)
        self._mark_again()

    def mark_field(self, field: Field) -> None:
        """Mark where a field stands in the open document, and say what is to be known of that place."""
        self._field, self._sought = field, None
        self._page.show_link_words("" if self.linkage is not None and self._is_form() else None)
        self._page.view.unmark()
        found = self._link_of(field)
        if found is not None:
            self._page.show_link_words(_link_words(found))
            if found.place is not None:
                self._mark(found.place)
            self.located.emit(field, found.place)
        elif self._texts is not None and field.value and not self._is_form():
            self._seek(field, self._texts)
        elif self._unreadable or (self._texts is not None and (self.linkage is not None or not self._is_form())):
            self.located.emit(field, None)

    def _is_form(self) -> bool:
        """Whether the open document is the form, which is linked as a whole."""
        return self._open == self._form and self._fields is not None

    def show_place(self, place: LinkedPlace) -> None:
        """Mark a place of the form, as soon as it is open."""
        self._field, self._sought = None, place
        if self._is_form():
            self._mark(place)

    def _mark(self, place: LinkedPlace) -> None:
        self._page.view.mark(place.page, [QRectF(box.x, box.y, box.width, box.height) for box in place.boxes])

    def _seek(self, field: Field, texts: PageTexts) -> None:
        def work() -> LinkedPlace | None:
            from sozialclient.usecases.link_application import best_place

            return best_place(field, texts)

        self._task.cancel()
        self._task = Task()
        self._tasks.run(work, lambda place: self._on_sought(field, place), failed=lambda _error: self.give_up(),
                        lane=LANE, task=self._task)

    def _on_sought(self, field: Field, place: LinkedPlace | None) -> None:
        if place is not None:
            self._mark(place)
        self.located.emit(field, place)

    def give_up(self) -> None:
        """The document cannot be read: whoever waits for a place in it hears that there is none."""
        self._unreadable = True
        if self._field is not None:
            self.located.emit(self._field, None)

    def _link_of(self, field: Field) -> FieldLink | None:
        if self.linkage is None or not self._is_form():
            return None
        return next((one for one in self.linkage.links if one.field is field or one.field == field), None)

    def step(self, way: int) -> None:
        """From the current field to the next (1) or previous (-1) one in the order of the form."""
        if self.linkage is None or not self._is_form():
            return
        ordered = sorted((one for one in self.linkage.links if one.place is not None), key=_position)
        if ordered:
            at = next((at for at, one in enumerate(ordered) if one.field == self._field), -1 if way > 0 else 0)
            self.field_wanted.emit(ordered[(at + way) % len(ordered)].field)

    def to_field(self) -> None:
        """Go on in the list of fields."""
        self.field_entered.emit()

    def _on_clicked(self, page: int, point: QPointF) -> None:
        if self.linkage is None or not self._is_form():
            return
        here = [(_size(one), one) for one in self.linkage.links if _covers(one, page, point)]
        if here:
            self.field_wanted.emit(min(here, key=lambda each: each[0])[1].field)


def _position(one: FieldLink) -> int:
    return one.place.position if one.place is not None else -1


def _covers(one: FieldLink, page: int, point: QPointF) -> bool:
    """Whether a point lies on the place of a field; below a question stand the boxes that answer it."""
    if one.place is None or one.place.page != page:
        return False
    down = _BELOW_QUESTION if one.verdict.value == "drawn" else 0.0
    return any(QRectF(box.x, box.y, box.width, box.height * (1 + down))
               .adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN).contains(point) for box in one.place.boxes)


def _size(one: FieldLink) -> tuple[bool, float]:
    """Answers before questions, small places before large ones."""
    boxes = one.place.boxes if one.place is not None else ()
    return one.verdict.value == "drawn", sum(box.width * box.height for box in boxes) if boxes else _LARGE


def _link_words(one: FieldLink) -> str:
    """One sentence; empty where the place needs no word."""
    verdict = one.verdict.value
    if verdict == "ambiguous":
        return count("links.rivals", one.rivals)
    if verdict == "drawn":
        return say("links.drawn")
    if verdict == "missing":
        return say("links.missing" if one.expected else "links.not_printed")
    return ""
