"""Makes a stranger's short text safe to show in one line of a list."""

from __future__ import annotations

import unicodedata


def one_line(untrusted: str, *, longest: int = 120) -> str:
    """`untrusted` without control, direction and invisible characters, blanks collapsed, clipped.

    The result is NFC and encodable; it is for showing only, never for comparing.
    """
    visible = "".join(_visible(character) for character in untrusted[: longest * 8])
    line = " ".join(unicodedata.normalize("NFC", visible).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if category in ("Cc", "Zl", "Zp", "Zs") else character
