"""Colours keep the contrast that the design promises, in every theme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from sozialclient.gui.theme import Theme
from sozialclient.gui.tokens import load_tokens
from sozialclient.resources import resource
from sozialclient.settings import Appearance

GROUNDS = ("window", "surface", "surfaceAlt", "hover", "accentSoft")
TEXT_PAIRS = [
    *((text, ground) for text in ("text", "text2", "text3") for ground in GROUNDS),
    ("onAccent", "accent"), ("onAccent", "accentHover"), ("onAccent", "accentPressed"), ("accentText", "surface"),
    *((name, f"{name}Bg") for name in ("eingang", "ok", "warning", "danger", "undecided", "test")),
    *((name, "surface") for name in ("eingang", "ok", "warning", "danger", "undecided")),
    ("test", "testHatch"), ("text", "markField"), ("onTooltip", "tooltip"), ("text2", "sunken"), ("text2", "eingangBg"),
]
GRAPHIC_PAIRS = [
    *((f"{name}Line", ground) for name in ("eingang", "ok", "warning", "danger", "undecided")
      for ground in ("surface", "accentSoft", "hover")),
    ("borderStrong", "surface"), ("borderStrong", "window"), ("focus", "surface"), ("focus", "window"),
    ("accent", "sunken"), ("testLine", "testBg"),
]


def luminance(color: QColor) -> float:
    """Relative luminance of WCAG 2.x."""
    parts = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
             for value in (color.redF(), color.greenF(), color.blueF())]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Ratio of WCAG 2.x."""
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_contrast_of_text_and_graphics(name: str) -> None:
    colors = load_tokens().colors[name]
    for pairs, limit in ((TEXT_PAIRS, 4.5), (GRAPHIC_PAIRS, 3.0)):
        poor = [(front, back) for front, back in pairs if contrast(colors[front], colors[back]) < limit]
        assert not poor


def test_style_sheet_uses_only_known_tokens(qapp: QApplication) -> None:
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme = Theme(appearance)
        theme.apply(qapp)
        assert not re.search(r"@\w|~\d", qapp.styleSheet())
        assert theme.dark is (appearance is Appearance.DARK)


def test_text_size_scales_fonts_and_lengths(qapp: QApplication) -> None:
    small, large = Theme(Appearance.LIGHT), Theme(Appearance.LIGHT, 2.0)
    assert large.font("body").pointSizeF() == 2 * small.font("body").pointSizeF()
    assert large.row("fieldRow") == 2 * small.row("fieldRow")


def test_no_colour_outside_the_tokens() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in resource("qss").glob("*.qss"))
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", sheets)
