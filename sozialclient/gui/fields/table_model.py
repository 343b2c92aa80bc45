"""The fields of one business message as rows: a heading per group, a row per value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from sozialclient.gui.plain import literal_tooltip, plain, plain_joined
from sozialclient.gui.widgets.headed_rows import HeadedRows
from sozialclient.gui.widgets.rows import ROW_ROLE, FieldRow
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field

_LONGEST = 2000
_SPOKEN = ("links.spoken.missing", "links.spoken.drawn")


class FieldTableModel(HeadedRows["Field"]):
    """Headings (chapter and group) and fields; a row's key is its number as text."""

    def __init__(self) -> None:
        super().__init__()
        self._links: Mapping[Field, str] = {}

    def show_fields(self, fields: Iterable[Field], *, chapters: bool) -> None:
        """Show these fields; `chapters` puts the chapter into every heading."""
        entries: list[Field | str] = []
        last = ""
        for field in fields:
            heading = f"{field.section} · {field.group}" if chapters and field.group else (
                field.section if chapters else field.group)
            if heading != last:
                last = heading
                if heading:
                    entries.append(heading)
            entries.append(field)
        self.show_entries(entries)

    def show_links(self, links: Mapping[Field, str]) -> None:
        """For each field the key of what screen readers hear of its place in the PDF."""
        self._links = links

    def row_of(self, field: Field) -> int:
        """The row of a field, -1 where it is not shown."""
        return next((row for row, entry in enumerate(self._entries) if entry == field), -1)

    def entry_data(self, entry: Field, row: int, role: int) -> object:
        """Row value, label, spoken sentence and path as tool tip."""
        if role == ROW_ROLE:
            value = plain(entry.value, limit=_LONGEST) or say("fields.empty_value")
            if entry.note:
                value = say("fields.noted", value=value, note=entry.note)
            return FieldRow(key=str(row), label=plain(entry.label), value=value)
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(entry.label)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = plain(plain(entry.label), ": ", plain(entry.value) or say("fields.empty_value"), ".")
            key = self._links.get(entry, "")
            return plain_joined(" ", (said, say(key))) if key in _SPOKEN else said
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return say("fields.keys")
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal_tooltip("\n".join(filter(None, (entry.value, entry.note, entry.explanation, entry.path))))
        return None
