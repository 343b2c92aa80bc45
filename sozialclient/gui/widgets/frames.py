"""Small frames that carry meaning by icon, words and tint: pill, banner, lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sozialclient.gui.plain import SENTENCES_LIMIT, plain, plain_joined, plain_label, plain_words
from sozialclient.gui.theme import Theme

TINT_ICONS = {"info": "info", "ok": "check-circle", "warning": "warning", "danger": "danger", "undecided": "undecided"}
_LINE_ROLES = {"info": "accentText", "ok": "okLine", "warning": "warningLine", "danger": "dangerLine",
               "undecided": "undecidedLine", "neutral": "text2"}


def line(direction: str = "h") -> QFrame:
    """A hairline, `h` or `v`."""
    frame = QFrame()
    frame.setProperty("line", direction)
    return frame


class IconLabel(QWidget):
    """An icon that follows theme changes; says nothing to screen readers."""

    def __init__(self, theme: Theme, icon: str, role: str, size: int = 16) -> None:
        super().__init__()
        self._theme, self._icon, self._role, self._size = theme, icon, role, size
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._label = plain_label()
        layout.addWidget(self._label)
        self.setFixedSize(theme.px(size), theme.px(size))
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, icon: str, role: str) -> None:
        """Show another icon."""
        self._icon, self._role = icon, role
        self._draw()

    def _draw(self) -> None:
        self._label.setPixmap(self._theme.pixmap(self._icon, self._role, self._size, self.devicePixelRatioF()))


class Pill(QFrame):
    """An icon and a word on the tint of a meaning; never clickable."""

    def __init__(self, theme: Theme, tint: str = "neutral", icon: str = "", text: str = "") -> None:
        super().__init__()
        self._theme = theme
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(7), 0, theme.px(9), 0)
        layout.setSpacing(theme.px(5))
        self._icon = IconLabel(theme, icon or TINT_ICONS.get(tint, "info"), _LINE_ROLES.get(tint, "text2"))
        self.label = plain_label(text)
        self.label.setFont(theme.font("caption"))
        layout.addWidget(self._icon)
        layout.addWidget(self.label)
        self.setFixedHeight(max(theme.row("pill"), QFontMetrics(self.label.font()).height() + 2))
        self.show_text(tint, icon, text)

    def show_text(self, tint: str, icon: str, text: str) -> None:
        """Change meaning, icon and word."""
        self._icon.show_icon(icon or TINT_ICONS.get(tint, "info"), _LINE_ROLES.get(tint, "text2"))
        self.label.setText(plain(text))
        self.setProperty("pill", tint)
        self.label.setProperty("tone", tint if tint not in ("neutral", "info") else "")
        for widget in (self, self.label):
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class Banner(QFrame):
    """A tinted band with icon, bold line and sentence; pushes content, never covers it."""

    def __init__(self, theme: Theme, tint: str, title: str, sentence: str = "") -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("banner", tint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10))
        layout.setSpacing(theme.px(12))
        self._icon = IconLabel(theme, TINT_ICONS[tint], _LINE_ROLES[tint], 20)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        self.title = plain_label(title, wrap=True)
        self.title.setFont(theme.font("bodyStrong"))
        self.title.setProperty("tone", tint if tint != "info" else "")
        self.sentence: QLabel = plain_label(sentence, wrap=True)
        self.sentence.setFont(theme.font("body"))
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        layout.addLayout(words, 1)
        self.show_text(tint, title, sentence)

    def show_text(self, tint: str, title: str, sentence: str) -> None:
        """Change meaning and words."""
        self._icon.show_icon(TINT_ICONS[tint], _LINE_ROLES[tint])
        self.title.setText(plain_words(title))
        self.title.setVisible(bool(title))
        self.sentence.setText(plain_words(sentence))
        self.sentence.setVisible(bool(sentence))
        self.setProperty("banner", tint)
        self.title.setProperty("tone", tint if tint != "info" else "")
        self.setAccessibleName(plain_joined(" ", filter(None, (title, sentence)), SENTENCES_LIMIT))
        for widget in (self, self.title):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
