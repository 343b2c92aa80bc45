"""An input for secrets: hidden, can be shown while held, warns of caps lock."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from sozialclient.gui.caps_lock import caps_lock_guess, caps_lock_on
from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import icon_button
from sozialclient.gui.widgets.frames import IconLabel


class _Line(QLineEdit):
    def __init__(self, owner: SecretEdit) -> None:
        super().__init__()
        self._owner = owner
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(256)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        state = caps_lock_on()
        self._owner.show_caps(caps_lock_guess(event) if state is None else state)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._owner.show_caps(caps_lock_on())


class SecretEdit(QWidget):
    """The line, an eye, and a caps-lock hint that appears beside it."""

    def __init__(self, theme: Theme, name: str, eye: str, hint: str) -> None:
        super().__init__()
        self.line = _Line(self)
        self.line.setAccessibleName(plain(name))
        self.line.setMinimumWidth(theme.px(120 if theme.large else 260))
        show = icon_button(theme, "eye-off", eye)
        show.setCheckable(True)
        show.toggled.connect(self._on_show)
        self._icon = IconLabel(theme, "warning", "warningLine")
        self._hint = plain_label(hint)
        self._hint.setFont(theme.font("caption"))
        self._hint.setProperty("tone", "warning")
        self._hint_text = hint
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        for widget in (self.line, show, self._icon, self._hint):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.show_caps(False)

    def show_caps(self, on: bool | None) -> None:
        """Show or hide the hint; None leaves it."""
        if on is not None:
            self._icon.setVisible(on)
            self._hint.setVisible(on)
            self.line.setAccessibleDescription(plain(self._hint_text) if on else "")

    def _on_show(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
