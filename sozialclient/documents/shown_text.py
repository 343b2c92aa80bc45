"""Makes a stranger's text safe to show: nothing hidden in it, nothing that turns its surroundings."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def hidden_named(untrusted: str) -> str:
    """`untrusted` with control, invisible and direction characters and halves of characters shown as ⟨U+202E⟩.

    Tab and line feed stay.
    """
    return untrusted if untrusted.isascii() and untrusted.isprintable() else _HIDDEN.sub(_named, untrusted)


def is_hidden(character: str) -> bool:
    """Whether a character is one that `hidden_named` names: nobody would see it, or see what it does."""
    return _HIDDEN.match(character) is not None


def few_marks(text: str, most: int) -> str:
    """`text` with at most `most` combining marks on one letter: more of them would cover the lines around."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= most:
            kept.append(character)
    return "".join(kept)


def _named(match: re.Match[str]) -> str:
    return f"⟨U+{ord(match[0]):04X}⟩"


def one_line(untrusted: str, *, longest: int = 120) -> str:
    """`untrusted` without control, direction and invisible characters, blanks collapsed, clipped.

    The result is NFC and encodable; it is for showing only, never for comparing.
    """
    visible = "".join(_visible(character) for character in untrusted[: longest * 8])
    line = " ".join(unicodedata.normalize("NFC", visible).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") or is_hidden(character) else character
