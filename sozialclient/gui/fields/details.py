"""What stands behind a field: raw value, path, code list, explanation; one key away from the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from sozialclient.gui.plain import plain, plain_joined
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.documents.field_model import Field, UnknownElement

_LONGEST = 2_000
_MOST_UNKNOWN = 200


class FieldDetails(QFrame):
    """A strip below the fields with a text to read, mark and copy; it follows the current row while it is open."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.text = LiteralText(say("fields.details.name"))
        self.text.setFont(theme.font("caption"))
        self.text.setMinimumHeight(theme.px(48))
        self.text.setMaximumHeight(theme.px(130))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.text)
        self.hide()

    def show_field(self, field: Field | None) -> None:
        """Tell everything about a field; nothing where no row is current."""
        self.text.show_text(plain_joined("\n", _lines(field)) if field is not None else "")

    def show_unknown(self, unknown: tuple[UnknownElement, ...]) -> None:
        """List the elements that neither a schema nor our table names."""
        rows = [say("fields.details.unknown", path=one.path, n=one.count) for one in unknown[:_MOST_UNKNOWN]]
        if len(unknown) > _MOST_UNKNOWN:
            rows.append(count("fields.details.further", len(unknown) - _MOST_UNKNOWN))
        self.text.show_text(plain_joined("\n", rows))
        self.show()


def _lines(field: Field) -> Iterator[str]:
    facts = {"label": field.label, "note": field.note, "explanation": field.explanation, "code_list": field.code_list}
    for name, value in facts.items():
        if value:
            yield say(f"fields.details.{name}", value=plain(value, limit=_LONGEST))
    for leaf in field.leaves():
        yield say("fields.details.path", value=plain(leaf.path, limit=_LONGEST))
        raw = plain(leaf.raw, limit=_LONGEST) or say("fields.empty_value")
        yield say("fields.details.raw", value=raw)
