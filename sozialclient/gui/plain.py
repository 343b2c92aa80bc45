"""The one door for strangers' text into the window: literal, visible, clipped, never rich text."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QWidget

from sozialclient.documents.shown_text import few_marks, hidden_named
from sozialclient.gui.clipboard import kept_out

LINE_LIMIT = 400
"""Characters of a one-line text that are shown; the rest is announced by an ellipsis."""

SENTENCES_LIMIT = 4000
"""The same for sentences, which may quote several such texts."""

BLOCK_LIMIT = 64 * 1024
"""Characters of a text block that are shown at first (security.md U-02)."""

_TOOLTIP_LIMIT = 2000
_SOFT_BREAK = 256
_MARKS_IN_A_ROW = 4
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")

_SPACES = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
_LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
_BREAK = "\u200b"
_FSI, _PDI = "\u2068", "\u2069"


class Shown(str):
    """Text a widget may show as it is: it came through `plain`, or is our own wording filled through it."""

    __slots__ = ()


def plain(*parts: str, limit: int = LINE_LIMIT) -> Shown:
    """One literal line: invisible and direction characters shown as ⟨U+202E⟩, breaks as blanks, clipped.

    Several parts are put together, each clipped by itself; what came through here before stays as it is.
    Text with letters that run right to left is isolated, so it cannot turn its surroundings.
    """
    if len(parts) == 1 and isinstance(parts[0], Shown):
        return parts[0]
    return Shown("".join(part if isinstance(part, Shown) else _line(part, limit) for part in parts))


def plain_words(*parts: str) -> Shown:
    """`plain` for our own sentences about something, which are longer than what they quote."""
    return plain(*parts, limit=SENTENCES_LIMIT)


def plain_joined(between: str, parts: Iterable[str], limit: int = LINE_LIMIT) -> Shown:
    """Texts with our own `between` them, which may hold line feeds."""
    return Shown(between.join(plain(part, limit=limit) for part in parts))


def _line(untrusted_text: str, limit: int) -> str:
    clipped = untrusted_text[: limit + 1]
    text = clipped[:limit] + "…" if len(clipped) > limit else clipped
    if text.isascii() and text.isprintable():
        return text
    text = hidden_named(_SPACES.sub(" ", text))
    text = few_marks(text, _MARKS_IN_A_ROW)
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in text):
        return f"{_FSI}{text}{_PDI}"
    return text


def plain_block(untrusted_text: str, limit: int = BLOCK_LIMIT) -> Shown:
    """Literal text of several lines, clipped to `limit` characters, with breaks in lines that never break."""
    if isinstance(untrusted_text, Shown):
        return untrusted_text
    text = untrusted_text[:limit].replace("\r\n", "\n").replace("\r", "\n")
    text = hidden_named(text)
    lines: list[str] = []
    for line in text.split("\n"):
        lines.extend(line[at : at + _SOFT_BREAK] for at in range(0, max(len(line), 1), _SOFT_BREAK))
    return Shown("\n".join(lines))


def elided(metrics: QFontMetrics, text: str, room: int) -> Shown:
    """`plain`, cut to `room` pixels."""
    return Shown(metrics.elidedText(plain(text), Qt.TextElideMode.ElideRight, room))


def mixes_alphabets(untrusted_text: str) -> bool:
    """True when one word uses letters of two alphabets that look alike (a sign of a faked name)."""
    for word in untrusted_text[:LINE_LIMIT].split():
        seen = {
            unicodedata.name(char, "").split(" ")[0] for char in word if char.isalpha() and not char.isascii()
        } | ({"LATIN"} if any(char.isascii() and char.isalpha() for char in word) else set())
        if len(seen & set(_ALPHABETS)) > 1:
            return True
    return False


def breakable(text: str) -> Shown:
    """Lets words that are longer than any column (serial numbers, names of holders) break anywhere.

    For labels nobody copies from: it puts invisible break places into the text.
    """
    return Shown(_LONG_WORD.sub(lambda match: _BREAK.join(match[0]), plain_words(text)))


class CopyLabel(QLabel):
    """What is marked in it is copied without a trace in the clipboard's history."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            QGuiApplication.clipboard().setMimeData(kept_out(self.selectedText()))
        else:
            super().keyPressEvent(event)


def make_literal(label: QLabel) -> None:
    """Let a label show whatever it is given as it is, never as rich text."""
    label.setTextFormat(Qt.TextFormat.PlainText)


def plain_label(text: str = "", parent: QWidget | None = None, *, wrap: bool = False, keys: bool = False) -> QLabel:
    """A label that shows text literally; `keys` lets people mark and copy it with the keyboard."""
    label = CopyLabel(parent) if keys else QLabel(parent)
    make_literal(label)
    label.setText(plain_words(text))
    label.setWordWrap(wrap)
    if wrap:
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if keys:
        flags = Qt.TextInteractionFlag
        label.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    return label


def fill_in(edit: QLineEdit, value: str) -> None:
    """Put a value into a field people may change; it is read back, so it is not made visible."""
    edit.setText(value)


def literal_tooltip(untrusted_text: str) -> Shown:
    """Tool-tip text that Qt cannot take for rich text of a stranger: everything is escaped."""
    return Shown(f"<p style='white-space:pre-wrap'>{html.escape(plain_block(untrusted_text, _TOOLTIP_LIMIT))}</p>")


def set_tooltip(widget: QWidget | QAction, untrusted_text: str) -> None:
    """Give a widget or action a literal tool tip; a screen reader gets the bare words."""
    widget.setToolTip(literal_tooltip(untrusted_text) if untrusted_text else "")
    if isinstance(widget, QWidget):
        widget.setAccessibleDescription(plain_words(untrusted_text))


def literal_caption(untrusted_text: str) -> Shown:
    """Text for buttons, menus and tabs, where a single & would make a key letter."""
    return Shown(plain(untrusted_text).replace("&", "&&"))
