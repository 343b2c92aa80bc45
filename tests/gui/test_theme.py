"""Colours keep the contrast that the design promises, in every theme."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QMenu

from sozialclient.gui.contrast import contrast_colors
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


# In high contrast a selected row is drawn in one colour alone, and nothing is tinted.
ON_SELECTION = ("text", "text2", "text3", "accentText")
CONTRAST_TEXT = [("onAccent", "accentSoft"), ("accentText", "surface"), ("accentText", "window"), *(
    (front, back) for front, back in TEXT_PAIRS if not (back == "accentSoft" and front in ON_SELECTION))]
CONTRAST_GRAPHICS = [("focus", "surface"), ("focus", "window"), ("borderStrong", "surface"), ("border", "window"), *(
    (front, back) for front, back in GRAPHIC_PAIRS if back != "accentSoft")]
# Window, text, link, selected text and its ground, text that is disabled: the themes Windows 11 comes with.
# https://learn.microsoft.com/windows/apps/design/accessibility/high-contrast-themes
WINDOWS_THEMES = {
    "aquatic": ("#202020", "#FFFFFF", "#75E9FC", "#263B50", "#8EE3F0", "#A6A6A6"),
    "desert": ("#FFFAEF", "#3D3D3D", "#1C5E75", "#FFF5E3", "#903909", "#676767"),
    "dusk": ("#2D3236", "#FFFFFF", "#70EBDE", "#212D3B", "#A1BFDE", "#A6A6A6"),
    "night sky": ("#000000", "#FFFFFF", "#8080FF", "#2B2B2B", "#D6B4FD", "#A6A6A6"),
}


def windows_palette(name: str) -> QPalette:
    """What Qt makes of a high contrast theme of Windows."""
    window, text, link, selected_text, selection, disabled = WINDOWS_THEMES[name]
    palette, role = QPalette(), QPalette.ColorRole
    for which, color in ((role.Window, window), (role.WindowText, text), (role.Link, link),
                         (role.HighlightedText, selected_text), (role.Highlight, selection)):
        palette.setColor(which, QColor(color))
    palette.setColor(QPalette.ColorGroup.Disabled, role.WindowText, QColor(disabled))
    return palette


def poor_pairs(colors: dict[str, str]) -> list[tuple[str, str, float]]:
    """What cannot be read or seen with these colours of high contrast."""
    return [(front, back, round(ratio, 2)) for pairs, limit in ((CONTRAST_TEXT, 4.5), (CONTRAST_GRAPHICS, 3.0))
            for front, back in pairs if (ratio := contrast(colors[front], colors[back])) < limit]


def test_our_high_contrast_is_at_least_7_to_1() -> None:
    colors = load_tokens().colors["highContrast"]
    assert set(colors) == set(load_tokens().colors["light"])
    assert not poor_pairs(colors)
    assert min(contrast(colors[front], colors[back]) for front, back in CONTRAST_TEXT) >= 7


@pytest.mark.parametrize("name", WINDOWS_THEMES)
def test_the_themes_of_windows_can_be_read(name: str) -> None:
    colors = contrast_colors(windows_palette(name), load_tokens().colors["light"])
    assert colors["window"] == WINDOWS_THEMES[name][0].lower()
    assert not poor_pairs(colors)


def test_a_pair_that_cannot_be_read_is_found() -> None:
    colors = {**load_tokens().colors["highContrast"], "onAccent": "#FFFFFF"}
    assert ("onAccent", "accentSoft") in [pair[:2] for pair in poor_pairs(colors)]


def sharpest(picture: QImage) -> float:
    """Contrast between the most frequent colour of a picture and the one that differs most from it."""
    counted = Counter(picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height()))
    ground = counted.most_common(1)[0][0]
    return max(contrast(ground, color) for color, number in counted.items() if number > 3)


def test_selected_entries_can_be_read_in_high_contrast(qapp: QApplication) -> None:
    theme = Theme(Appearance.CONTRAST)
    theme.apply(qapp)
    menu, choice, view = QMenu(), QComboBox(), QListWidget()
    entry = menu.addAction("Jetzt abholen")
    menu.show()
    menu.setActiveAction(entry)
    for box in (choice, view):
        box.addItems(["Jetzt abholen", "Sperren"])
        box.show()
    view.setCurrentRow(0)
    choice.showPopup()
    pictures = {
        "menu": menu.grab(menu.actionGeometry(entry).adjusted(2, 2, -2, -2)),
        "list": view.viewport().grab(view.visualItemRect(view.item(0)).adjusted(2, 2, -2, -2)),
        "choice": choice.view().viewport().grab(choice.view().visualRect(choice.model().index(0, 0))),
    }
    for widget in (menu, choice, view):
        widget.close()
    for name, picture in pictures.items():
        assert sharpest(picture.toImage()) >= 7, name
    Theme(Appearance.LIGHT).apply(qapp)


def test_style_sheet_uses_only_known_tokens(qapp: QApplication) -> None:
    for appearance in (Appearance.LIGHT, Appearance.DARK, Appearance.CONTRAST):
        theme = Theme(appearance)
        theme.apply(qapp)
        assert not re.search(r"@\w|~\d", qapp.styleSheet())
        assert theme.dark is (appearance is not Appearance.LIGHT)
        assert theme.high_contrast is (appearance is Appearance.CONTRAST)


def test_text_size_scales_fonts_and_lengths(qapp: QApplication) -> None:
    small, large = Theme(Appearance.LIGHT), Theme(Appearance.LIGHT, 2.0)
    assert large.font("body").pointSizeF() == 2 * small.font("body").pointSizeF()
    assert large.row("fieldRow") == 2 * small.row("fieldRow")


def test_no_colour_outside_the_tokens() -> None:
    sheets = "".join(path.read_text(encoding="utf-8") for path in resource("qss").glob("*.qss"))
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", sheets)
