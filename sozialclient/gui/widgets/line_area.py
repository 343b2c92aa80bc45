"""A field of several lines, such as an address, that people may change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit

from sozialclient.gui.plain import plain, plain_block

LONGEST_LINE = 120
"""Characters of a line that count."""


def line_area(lines: Sequence[str]) -> QPlainTextEdit:
    """The field with these lines; Tab leaves it."""
    area = QPlainTextEdit()
    area.setTabChangesFocus(True)
    area.setPlainText(plain_block("\n".join(plain(line) for line in lines)))
    return area


def lines_of(area: QPlainTextEdit) -> tuple[str, ...]:
    """What stands in the field now, without blanks around and empty lines."""
    return tuple(line.strip()[:LONGEST_LINE] for line in area.toPlainText().splitlines() if line.strip())
