"""Takes the colours of every token from the palette of a high contrast theme of the system."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QPalette

_ROLES = {
    QPalette.ColorRole.Highlight: ("accent", "accentHover", "accentPressed", "accentSoft"),
    QPalette.ColorRole.HighlightedText: ("onAccent",),
    QPalette.ColorRole.Link: ("accentText",),
    QPalette.ColorRole.Window: (
        "window", "surface", "surfaceAlt", "sunken", "hover", "eingangBg", "okBg", "warningBg", "dangerBg",
        "undecidedBg", "testBg", "testHatch", "onLine", "markField", "tooltip",
    ),
}


def contrast_colors(palette: QPalette, tokens: Iterable[str]) -> dict[str, str]:
    """A colour for each of `tokens`: text, ground, selection and link of `palette`, which its owner chose.

    Tints become the ground, everything drawn becomes text. The focus is drawn in text colour too,
    because some of Windows' own themes select in a colour that hardly differs from their ground.
    """
    colors = dict.fromkeys(tokens, palette.color(QPalette.ColorRole.WindowText).name())
    for role, names in _ROLES.items():
        colors.update(dict.fromkeys(names, palette.color(role).name()))
    colors["textDisabled"] = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
    return colors
