"""Turns the design tokens into palette, style sheet, fonts and icons for light, dark and high contrast."""

from __future__ import annotations

import atexit
import re
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from sozialclient.gui.contrast import contrast_colors
from sozialclient.gui.icons import icon_pixmap, make_icon
from sozialclient.gui.tokens import Tokens, load_tokens
from sozialclient.resources import resource
from sozialclient.settings import Appearance

_LARGE = 1.5
_SCHEMES = {
    Appearance.LIGHT: Qt.ColorScheme.Light, Appearance.DARK: Qt.ColorScheme.Dark,
    Appearance.CONTRAST: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Colours, fonts and icons of the window; `changed` tells painted parts to draw themselves again.

    `scale` is the text size (1.0 to 2.25); it multiplies every length except hairlines.
    """

    changed = Signal()

    def __init__(self, appearance: Appearance = Appearance.SYSTEM, scale: float = 1.0, compact: bool = False) -> None:
        super().__init__()
        self.tokens: Tokens = load_tokens()
        self.appearance = appearance
        self.scale = min(max(scale, 1.0), 2.25)
        self.compact = compact
        self.high_contrast = False
        self._colors = self.tokens.colors["light"]
        self._folder = QTemporaryDir()
        # Python does not promise to destroy what is still in use when it ends.
        atexit.register(self._folder.remove)

    @property
    def dark(self) -> bool:
        """True when light text stands on a dark ground."""
        return self.color("window").lightness() < 128

    def color(self, name: str) -> QColor:
        """Colour of a token in the current theme. Raises KeyError for an unknown token."""
        return QColor(self._colors[name])

    def on_selection(self, name: str) -> str:
        """Token for what stands on a selected row: in high contrast the one colour that can be read there."""
        return "onAccent" if self.high_contrast else name

    def px(self, length: float) -> int:
        """A length in logical px at 100 %, multiplied by the text size."""
        return round(length * self.scale)

    @property
    def large(self) -> bool:
        """True when letters are so large that what usually stands beside something stands below it."""
        return self.scale >= _LARGE

    def row(self, name: str) -> int:
        """Height of a kind of row in the chosen density."""
        return self.px(self.tokens.density["compact" if self.compact else "comfortable"][name])

    def font(self, role: str, *, strong: bool | None = None) -> QFont:
        """Font of a type role; `strong` overrides the weight (True: semi-bold, False: normal)."""
        kind = self.tokens.type[role]
        font = QFont()
        font.setFamilies(list(self.tokens.mono_families if role == "mono" else self.tokens.ui_families))
        font.setPointSizeF(kind.points * self.scale)
        weight = kind.weight if strong is None else (600 if strong else 400)
        font.setWeight(QFont.Weight(weight))
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixmap(self, name: str, role: str, size: int, ratio: float = 1.0) -> QPixmap:
        """An icon as a picture; `size` in logical px at 100 %."""
        return icon_pixmap(name, self.color(role).name(), self.px(size), ratio)

    def icon(self, name: str, role: str = "text2", size: int = 16) -> QIcon:
        """An icon in the colour of a role, with a disabled look."""
        return make_icon(name, self.color(role), self.color("textDisabled"), self.px(size))

    def set_font(self, widget: QWidget, role: str) -> None:
        """Give a widget the font of a role."""
        widget.setFont(self.font(role))

    def set_icon(self, target: QAbstractButton | QAction, name: str, role: str = "text2", size: int = 16) -> None:
        """Give a button or action an icon that follows theme changes."""
        target.setProperty("themeIcon", f"{name}|{role}|{size}")
        self._dress(target)

    def _dress(self, target: QAbstractButton | QAction) -> None:
        name, role, size = str(target.property("themeIcon")).split("|")
        target.setIcon(self.icon(name, role, int(size)))
        if isinstance(target, QAbstractButton):
            target.setIconSize(QSize(self.px(int(size)), self.px(int(size))))

    def apply(self, app: QApplication) -> None:
        """Set style, palette and style sheet of the whole program and draw everything again."""
        if app.style().objectName() != "fusion":
            app.setStyle("Fusion")
        hints = app.styleHints()
        wanted = _SCHEMES.get(self.appearance, Qt.ColorScheme.Unknown)
        hints.setColorScheme(wanted)
        of_system = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        self.high_contrast = of_system or self.appearance is Appearance.CONTRAST
        if of_system:
            # Without a palette of ours the system's own comes through.
            app.setPalette(QPalette())
            self._colors = contrast_colors(app.palette(), self.tokens.colors["light"])
        else:
            dark = (wanted if wanted != Qt.ColorScheme.Unknown else hints.colorScheme()) == Qt.ColorScheme.Dark
            name = "highContrast" if self.high_contrast else "dark" if dark else "light"
            self._colors = self.tokens.colors[name]
        app.setPalette(self._palette())
        app.setFont(self.font("body"))
        app.setStyleSheet(self._style_sheet())
        for widget in app.allWidgets():
            if isinstance(widget, QAbstractButton) and widget.property("themeIcon"):
                self._dress(widget)
            for action in widget.actions():
                if action.property("themeIcon"):
                    self._dress(action)
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        table = {
            role.Window: "window", role.WindowText: "text", role.Base: "surface", role.AlternateBase: "surfaceAlt",
            role.Text: "text", role.PlaceholderText: "text3", role.Button: "surface", role.ButtonText: "text",
            role.BrightText: "onAccent", role.Highlight: "accentSoft", role.HighlightedText: self.on_selection("text"),
            role.Link: "accentText", role.LinkVisited: "accentText", role.ToolTipBase: "tooltip",
            role.ToolTipText: "onTooltip", role.Accent: "accent", role.Light: "surface", role.Midlight: "hover",
            role.Mid: "border", role.Dark: "borderStrong", role.Shadow: "borderStrong",
        }
        for which, token in table.items():
            palette.setColor(which, self.color(token))
        for which in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, self.color("textDisabled"))
        return palette

    def _style_sheet(self) -> str:
        sheet = resource("qss", "window.qss").read_text(encoding="utf-8")
        if self.high_contrast:
            sheet += resource("qss", "contrast.qss").read_text(encoding="utf-8")
        sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
        sheet = re.sub(r"@icon:([a-z-]+)(?::(\w+))?", lambda m: self._icon_file(m[1], m[2] or "text2"), sheet)
        sheet = re.sub(r"@(\w+)", lambda m: self.color(m[1]).name(), sheet)
        return re.sub(r"~(\d+)", lambda m: f"{self.px(int(m[1]))}px", sheet)

    def _icon_file(self, name: str, role: str) -> str:
        color = self.color(role).name()
        path = Path(self._folder.filePath(f"{name}-{color[1:]}-{self.px(16)}.png"))
        if not path.exists():
            icon_pixmap(name, color, self.px(16), 2.0).save(str(path))
        return path.as_posix()
