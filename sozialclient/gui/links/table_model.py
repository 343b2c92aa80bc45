"""The differences between the fields and the PDF of an application as rows, a heading for each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from sozialclient.gui.plain import literal_tooltip, plain
from sozialclient.gui.widgets.headed_rows import HeadedRows
from sozialclient.gui.widgets.rows import ROW_ROLE, FieldRow
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.documents.linkage import FieldLink, Linkage
    from sozialclient.documents.printed_answers import PrintedAnswer

_LONGEST = 2000


class LinkTableModel(HeadedRows["FieldLink | PrintedAnswer"]):
    """Missing fields, answers of the PDF only, fields with several places, drawn questions."""

    def show_linkage(self, linkage: Linkage) -> None:
        """Show what there is to compare."""
        self.show_entries(list(_entries(linkage)))

    def entry_data(self, entry: FieldLink | PrintedAnswer, row: int, role: int) -> object:
        """Row value, label, spoken sentence, the whole value as tool tip."""
        label, value = _texts(entry)
        if role == ROW_ROLE:
            # Muted: the button for copying has no business here.
            return FieldRow(key=str(row), label=plain(label), value=plain(value, limit=_LONGEST), muted=True)
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(label)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return plain(plain(label), ": ", plain(value), ".")
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip(value)
        return None


def _texts(entry: FieldLink | PrintedAnswer) -> tuple[str, str]:
    from sozialclient.documents.linkage import FieldLink

    if isinstance(entry, FieldLink):
        group = entry.field.group or entry.field.section
        return entry.field.label, plain(plain(entry.field.value), "  ·  ", plain(group))
    page = say("links.page", page=entry.place.page + 1)
    answer = say("links.ticked") if entry.drawn else plain(entry.text)
    return entry.label, plain(answer, "  ·  ", page)


def _entries(linkage: Linkage) -> Iterator[str | FieldLink | PrintedAnswer]:
    from sozialclient.documents.linkage import LinkVerdict

    def group(key: str, rows: Sequence[FieldLink | PrintedAnswer]) -> Iterator[str | FieldLink | PrintedAnswer]:
        if rows:
            yield count(key, len(rows))
            yield from rows

    yield from group("links.missing_rows", linkage.of(LinkVerdict.MISSING))
    yield from group("links.pdf_only_rows", linkage.pdf_only or ())
    yield from group("links.ambiguous_rows", linkage.of(LinkVerdict.AMBIGUOUS))
    yield from group("links.drawn_rows", linkage.of(LinkVerdict.DRAWN))
