"""Prints a form as the PDF an online application service would make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4

from sozialclient.demo import paper
from sozialclient.demo.form_model import Chapter, EvidenceNote, Field, Form, printed
from sozialclient.demo.paper import Face, wrapped
from sozialclient.demo.people import OFFICE_NAME, PORTAL_NAME
from sozialclient.demo.sheet import CountingSheet, EmbeddingSheet, QuickSheet, Sheet

WIDTH, HEIGHT = A4
LEFT = 54.0
RIGHT = WIDTH - 54.0
TOP = HEIGHT - 74.0
BOTTOM = 62.0
GAP = 14.0
HALF = (RIGHT - LEFT - GAP) / 2
LABEL_SIZE = 7.4
VALUE_SIZE = 9.6
PADDING = 5.0
NAME_LABEL = "Dateiname"
STATUS_LABEL = "Status"
WIRE_NAME_LABEL = "Dateiname (Dateiname für maschinelle Weiterverarbeitung)"
COMPACT_ABOVE = 40
INVENTED = "Übung: Alle Personen, Orte und Nummern in diesem Antrag sind erfunden."


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer laid out: its lines and its place in a row."""

    field: Field
    x: float
    width: float
    label_lines: tuple[str, ...]
    value_lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Points from the top of the label to the bottom of the box."""
        return len(self.label_lines) * 9.0 + len(self.value_lines) * 12.0 + 8.0


def form_pdf(form: Form) -> bytes:
    """The printed form, A4, with embedded fonts; the same bytes for the same form."""
    return _printed_on(EmbeddingSheet(form.title, PORTAL_NAME), form, paper.embedded())


def quick_form_pdf(form: Form) -> bytes:
    """The same for forms whose answers need only characters of Western Europe, in a fraction of the time."""
    return _printed_on(QuickSheet(), form, paper.BUILT_IN)


def _printed_on(sheet: Sheet, form: Form, face: Face) -> bytes:
    counted = _FormPages(form, face, CountingSheet(), total=0)
    counted.draw()
    _FormPages(form, face, sheet, total=counted.number).draw()
    return sheet.finished()


class _FormPages:
    """Draws top to bottom and starts a new page when the next block does not fit."""

    def __init__(self, form: Form, face: Face, sheet: Sheet, total: int) -> None:
        self._form = form
        self._face = face
        self._sheet = sheet
        self._total = total
        self._y = TOP
        self.number = 1

    def draw(self) -> None:
        """All pages; `number` is the last one afterwards."""
        self._frame()
        self._heading()
        for number, chapter in enumerate(self._form.chapters, 1):
            self._chapter(number, chapter)
        self._evidence(len(self._form.chapters) + 1)
        self._sheet.end_page()

    def _frame(self) -> None:
        sheet, face = self._sheet, self._face
        sheet.rectangle(LEFT, HEIGHT - 40, 4, 14, paper.BAND, None)
        sheet.text(LEFT + 10, HEIGHT - 37, PORTAL_NAME, face.semibold, 9, paper.BAND)
        page = f"Seite {self.number} von {self._total}"
        sheet.text(RIGHT, HEIGHT - 37, page, face.regular, 8, paper.LABEL, right=True)
        sheet.line(LEFT, HEIGHT - 46, RIGHT, HEIGHT - 46, paper.LINE, 0.5)
        sheet.line(LEFT, 46, RIGHT, 46, paper.LINE, 0.5)
        sheet.text(LEFT, 35, f"Antrag {self._form.number}", face.regular, 7.4, paper.LABEL)
        sheet.text(RIGHT, 35, "Übung – alle Angaben erfunden", face.semibold, 7.4, paper.NOTICE, right=True)
        if self.number > 1:
            sheet.text(LEFT, HEIGHT - 60, self._form.title, face.regular, 8, paper.LABEL)

    def _heading(self) -> None:
        sheet, face = self._sheet, self._face
        for line in wrapped(self._form.title, face.semibold, 19, RIGHT - LEFT):
            sheet.text(LEFT, self._y - 12, line, face.semibold, 19, paper.INK)
            self._y -= 23
        for line in wrapped(self._form.service.name, face.regular, 10, RIGHT - LEFT):
            sheet.text(LEFT, self._y - 8, line, face.regular, 10, paper.LABEL)
            self._y -= 13
        sheet.text(LEFT, self._y - 9, f"An: {OFFICE_NAME}", face.regular, 10, paper.INK)
        self._y -= 24
        sheet.rectangle(LEFT, self._y - 20, RIGHT - LEFT, 20, paper.NOTICE_FILL, None)
        sheet.text(LEFT + 8, self._y - 13.5, INVENTED, face.semibold, 9, paper.NOTICE)
        self._y -= 32

    def _chapter(self, number: int, chapter: Chapter) -> None:
        hints = wrapped(chapter.hint, self._face.regular, 8.6, RIGHT - LEFT) if chapter.hint else ()
        rows = [list(self._rows(group.fields)) for group in chapter.groups]
        first_height = max(cell.height for cell in rows[0][0]) if rows and rows[0] else 0.0
        self._room(36 + 11 * len(hints) + 22 + first_height)
        self._chapter_title(number, chapter.title)
        for line in hints:
            self._sheet.text(LEFT, self._y - 8, line, self._face.regular, 8.6, paper.LABEL)
            self._y -= 11
        for group, group_rows in zip(chapter.groups, rows, strict=True):
            self._room(22 + (max(cell.height for cell in group_rows[0]) if group_rows else 0))
            if group.title != chapter.title:
                self._group_title(group.title)
            else:
                self._y -= 4
            for row in group_rows:
                self._row(row)

    def _chapter_title(self, number: int, title: str) -> None:
        self._y -= 10
        self._sheet.text(LEFT, self._y - 11, str(number), self._face.semibold, 13, paper.BAND)
        self._sheet.text(LEFT + 22, self._y - 11, title, self._face.semibold, 13, paper.INK)
        self._sheet.line(LEFT, self._y - 16, RIGHT, self._y - 16, paper.BAND, 1)
        self._y -= 22

    def _group_title(self, title: str) -> None:
        self._sheet.text(LEFT, self._y - 13, title, self._face.semibold, 10.4, paper.INK)
        self._y -= 19

    def _rows(self, fields: tuple[Field, ...]) -> Iterator[list[Cell]]:
        pending: list[Cell] = []
        for field in fields:
            full = field.wide or len(field.label) > 60
            if full or len(pending) == 2:
                if pending:
                    yield pending
                pending = []
            if full:
                yield [self._cell(field, LEFT, RIGHT - LEFT)]
            else:
                pending.append(self._cell(field, LEFT + len(pending) * (HALF + GAP), HALF))
        if pending:
            yield pending

    def _cell(self, field: Field, x: float, width: float) -> Cell:
        labels = wrapped(field.label, self._face.regular, LABEL_SIZE, width)
        values: tuple[str, ...] = ("",)
        if not isinstance(field.value, bool):
            values = wrapped(printed(field.value), self._face.regular, VALUE_SIZE, width - 2 * PADDING)
        return Cell(field, x, width, labels, values)

    def _row(self, cells: list[Cell]) -> None:
        label_height = max(len(cell.label_lines) for cell in cells) * 9.0
        value_count = max(len(cell.value_lines) for cell in cells)
        height = label_height + value_count * 12.0 + 8.0
        self._room(height)
        for cell in cells:
            top = self._y - (label_height - len(cell.label_lines) * 9.0)
            for index, line in enumerate(cell.label_lines):
                self._sheet.text(cell.x, top - 7 - 9 * index, line, self._face.regular, LABEL_SIZE, paper.LABEL)
            self._answer(cell, self._y - label_height, value_count)
        self._y -= height + 3

    def _answer(self, cell: Cell, top: float, line_count: int) -> None:
        if isinstance(cell.field.value, bool):
            self._check_box(cell.x, top - 14, "Ja", crossed=cell.field.value)
            self._check_box(cell.x + 62, top - 14, "Nein", crossed=not cell.field.value)
            return
        height = line_count * 12.0 + 5
        self._sheet.rectangle(cell.x, top - height - 1, cell.width, height, paper.FILL, paper.LINE)
        for index, line in enumerate(cell.value_lines):
            y = top - 12.2 - 12 * index
            self._sheet.text(cell.x + PADDING, y, line, self._face.regular, VALUE_SIZE, paper.INK)

    def _check_box(self, x: float, y: float, label: str, *, crossed: bool) -> None:
        self._sheet.rectangle(x, y, 9, 9, None, paper.INK, 0.7)
        if crossed:
            self._sheet.line(x + 1.5, y + 1.5, x + 7.5, y + 7.5, paper.INK, 1.1)
            self._sheet.line(x + 1.5, y + 7.5, x + 7.5, y + 1.5, paper.INK, 1.1)
        self._sheet.text(x + 14, y + 1, label, self._face.regular, VALUE_SIZE, paper.INK)

    def _evidence(self, number: int) -> None:
        notes = self._form.evidence
        if not notes:
            return
        self._room(90)
        self._chapter_title(number, "Nachweise")
        if len(notes) > COMPACT_ABOVE:
            self._evidence_list(notes)
            return
        for note in notes:
            self._evidence_note(note)

    def _evidence_note(self, note: EvidenceNote) -> None:
        text, label = note.original_name, STATUS_LABEL if note.wire_name is None else NAME_LABEL
        if note.wire_name not in (None, note.original_name):
            text, label = f"{note.original_name} ({note.wire_name})", WIRE_NAME_LABEL
        lines = wrapped(text, self._face.regular, VALUE_SIZE, RIGHT - LEFT - 2 * PADDING)
        self._room(36 + 12 * len(lines))
        self._group_title(note.requirement)
        field = Field("nachweis", label, text, wide=True)
        self._row([Cell(field, LEFT, RIGHT - LEFT, (label,), lines)])

    def _evidence_list(self, notes: tuple[EvidenceNote, ...]) -> None:
        width = (RIGHT - LEFT) / 3
        for index, note in enumerate(notes):
            column = index % 3
            if column == 0:
                self._room(12)
                self._y -= 12
            x = LEFT + column * width
            self._sheet.text(x, self._y, note.requirement, self._face.semibold, 8, paper.INK)
            self._sheet.text(x + 52, self._y, note.original_name, self._face.regular, 8, paper.INK)

    def _room(self, height: float) -> None:
        if self._y - height >= BOTTOM:
            return
        self._sheet.end_page()
        self.number += 1
        self._y = TOP
        self._frame()
