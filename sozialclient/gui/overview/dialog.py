"""The dialog that says how something stands, lists it, and offers what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from sozialclient.gui.plain import Shown, plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.facts import FactList
from sozialclient.gui.widgets.flow import flowing
from sozialclient.gui.widgets.frames import Banner


class OverviewDialog(QDialog):
    """Heading, verdict, facts, buttons; it changes nothing itself."""

    def __init__(self, theme: Theme, title: Shown, facts: Shown, size: QSize, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme, self._size = theme, size
        self.setWindowTitle(plain(title))
        self.setModal(True)
        self._heading = plain_label(title)
        self._heading.setFont(theme.font("title"))
        self.banner = Banner(theme, "info", "", "")
        self.facts = FactList(theme, facts)
        self.close_button = close_button(theme, self)

    def lay_out(self, actions: Sequence[QPushButton], *, urgent: QPushButton | None = None,
                more: QWidget | None = None) -> None:
        """Put all in its place: `more` under the verdict, then `urgent` and `actions` in lines, then the facts.

        The facts come last because they can be long: what can be done stays in sight.
        """
        theme = self._theme
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(12))
        buttons = flowing(theme, *([urgent] if urgent is not None else []), *actions)
        for widget in (self._heading, self.banner, more, buttons, self.facts):
            if widget is not None:
                body.addWidget(widget)
        body.addStretch(1)
        first = next((each for each in actions if each.property("look") == "primary"), self.close_button)
        first.setDefault(True)
        frame_dialog(self, scrolled(surface(body)), dialog_footer(theme, [self.close_button]))
        fit_screen(self, QSize(theme.px(460), theme.px(400)), self._size)
        self.close_button.setFocus()

