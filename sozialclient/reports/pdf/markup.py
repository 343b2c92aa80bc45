"""Words as reportlab's paragraphs take them: nothing is markup, nothing is hidden, marks stand above their letters."""

from __future__ import annotations

import unicodedata

from sozialclient.documents.shown_text import few_marks, hidden_named
from sozialclient.reports.pdf.fonts import letters

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br/>", "\t": " "}
_ABOVE = 230
"""Canonical combining class of a mark above its letter (Unicode, UAX 44)."""
_TALL = frozenset("bdfhklt")
_STEP = 0.19
"""How much higher than on an x a mark stands on a capital letter, as a share of the type size."""
_MOST_MARKS = 4


def markup(words: str, size: float) -> str:
    """`words`, which may be a stranger's, for a paragraph set in `size` points.

    The typeface holds combining marks at the height for small letters only and reportlab does not move them, so that
    they are lifted here. A character the typeface does not have is named by its number.
    """
    known = letters()
    shown = few_marks(hidden_named(unicodedata.normalize("NFC", words.replace("\r\n", "\n"))), _MOST_MARKS)
    if shown.isascii():
        return "".join(_MARKUP.get(character, character) for character in shown)
    parts: list[str] = []
    height = 0.0
    for character in shown:
        if unicodedata.combining(character) == _ABOVE and ord(character) in known:
            parts.append(_lifted(character, height * size, size))
            height += _STEP
            continue
        if not unicodedata.combining(character):
            height = _height_of(character)
        parts.append(_MARKUP.get(character) or (character if ord(character) in known else f"⟨U+{ord(character):04X}⟩"))
    return "".join(parts)


def _lifted(mark: str, rise: float, size: float) -> str:
    return f'<super rise="{rise:.2f}" size="{size:.2f}">{mark}</super>' if rise else mark


def _height_of(letter: str) -> float:
    """How far above an x the letter reaches, with the marks that are part of it."""
    plain = unicodedata.normalize("NFD", letter)
    marks = sum(unicodedata.combining(each) == _ABOVE for each in plain)
    tall = plain[0].isupper() or plain[0] in _TALL
    return _STEP * (marks + tall)
