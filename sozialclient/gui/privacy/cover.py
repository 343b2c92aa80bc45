"""Covers one window: its contents are hidden, its title names only the program, the first key lifts it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sozialclient.gui.plain import make_literal, plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.gui.wording import say

_MODIFIERS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
                        Qt.Key.Key_CapsLock})


class Cover(QLabel):
    """Lies over `window` until `lift`; `touched` is sent when somebody wants it gone.

    The contents are hidden, not only painted over: a screen reader, the magnifier and the preview in
    the task bar find nothing either. It is a label, because of all that covers a window only a label has a role for
    screen readers.
    """

    touched = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        make_literal(self)
        self._window, self._title = window, window.windowTitle()
        self._focus = window.focusWidget()
        self._hidden = [child for child in window.children()
                        if isinstance(child, QWidget) and child is not self and not child.isWindow()
                        and child.isVisible()]
        self._lifted = False
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("privacy.covered"))
        self.setAccessibleDescription(say("privacy.how"))
        self._build(theme)
        for child in self._hidden:
            child.hide()
        self._show_plain_title()
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()
        self.setFocus()

    def _build(self, theme: Theme) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.px(8))
        layout.addStretch(1)
        layout.addWidget(IconLabel(theme, "eye-off", "text2", 24), 0, Qt.AlignmentFlag.AlignHCenter)
        for key, role in (("privacy.covered", "heading"), ("privacy.how", "body")):
            label = plain_label(say(key), wrap=True)
            label.setFont(theme.font(role))
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        layout.addStretch(1)

    def lift(self) -> None:
        """Show the window as it was, the focus where it was."""
        self._lifted = True
        self._window.removeEventFilter(self)
        self.hide()
        for child in self._hidden:
            child.show()
        self._window.setWindowTitle(plain(self._title))
        if self._focus is not None and self._focus.isVisible():
            self._focus.setFocus()
        self.deleteLater()

    def _show_plain_title(self) -> None:
        training = self._title.startswith(say("window.test"))
        self._window.setWindowTitle(plain(say("window.test"), " ", say("program")) if training else say("program"))

    def event(self, event: QEvent) -> bool:
        """No key may reach an action of the hidden window: the first one only lifts the cover."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key but a modifier, which people press on the way to another window, or one still held down."""
        if event.key() not in _MODIFIERS and not event.isAutoRepeat():
            self.touched.emit()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Whoever works with the mouse comes back with it."""
        self.touched.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window; keep a new title for later."""
        if watched is self._window and not self._lifted:
            if event.type() == QEvent.Type.Resize:
                self.setGeometry(self._window.rect())
            elif event.type() == QEvent.Type.WindowTitleChange:
                self._on_title()
        return super().eventFilter(watched, event)

    def _on_title(self) -> None:
        if not self._window.windowTitle().endswith(say("program")):
            self._title = self._window.windowTitle()
            self._show_plain_title()
