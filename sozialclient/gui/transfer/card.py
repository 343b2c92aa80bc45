"""The step that is being carried over: its value in large, what will be copied, and the keys for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sozialclient.gui.plain import breakable, plain, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.flow import FlowLayout
from sozialclient.gui.wording import say

_LONGEST = 180
_COPIED = 120
_LARGE = 24


class StepCard(QFrame):
    """Label, value, the text that goes on the clipboard, and buttons for what the keys do."""

    copy_requested = Signal()
    form_requested = Signal()
    place_requested = Signal()
    second_requested = Signal()
    note_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._low = self._copied = False
        self.setProperty("card", "tint")
        self.label = plain_label(wrap=True)
        self.label.setProperty("tone", "second")
        self.value = plain_label(wrap=True)
        self.value.setAccessibleName(say("transfer.value"))
        self.copied = plain_label(wrap=True)
        self.copied.setFont(theme.font("caption"))
        self.note = plain_label(wrap=True)
        self.note.setFont(theme.font("caption"))
        self.copy = push_button(theme, say("transfer.copy"), icon="copy", look="primary")
        self.form = push_button(theme, say("transfer.form"), look="link")
        self.place = push_button(theme, say("transfer.place"), look="link")
        self.second = push_button(theme, say("transfer.second"), look="link")
        self.deviation = push_button(theme, say("transfer.deviation"), look="link")
        for button, signal in ((self.copy, self.copy_requested), (self.form, self.form_requested),
                               (self.place, self.place_requested), (self.second, self.second_requested),
                               (self.deviation, self.note_requested)):
            button.clicked.connect(signal)
        self._build()

    def _build(self) -> None:
        theme = self._theme
        first = QHBoxLayout()
        first.setSpacing(theme.px(8))
        first.addWidget(self.value, 1)
        first.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        # In the narrow window four of them need a second line.
        links = QWidget()
        flow = FlowLayout(links, theme.px(4))
        flow.setContentsMargins(0, 0, 0, 0)
        for button in (self.form, self.place, self.deviation, self.second):
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(8))
        layout.setSpacing(theme.px(4))
        layout.addWidget(self.label)
        layout.addLayout(first)
        layout.addWidget(self.copied)
        layout.addWidget(self.note)
        layout.addWidget(links)

    def set_low(self, low: bool) -> None:
        """Take less height."""
        self._low = low
        self._show_size()

    def _show_size(self) -> None:
        short = len(self.value.text()) <= _LARGE and not self._low
        self.value.setFont(self._theme.font("display" if short else "heading"))
        self.copied.setVisible(self._copied and not self._low)

    def show_step(self, title: str, value: str, copied: str | None, *, more_forms: bool, has_place: bool) -> None:
        """Show a step; `copied` None: there is nothing to copy."""
        self.label.setText(breakable(plain(title, limit=_COPIED)))
        self.value.setText(breakable(plain(value, limit=_LONGEST)))
        self._copied = copied is not None
        self._show_size()
        self.copied.setText(breakable(say("transfer.copied", text=plain(copied or "–", limit=_COPIED))))
        self.copy.setEnabled(copied is not None)
        self.form.setVisible(more_forms)
        self.place.setVisible(has_place)
        self.deviation.setVisible(copied is not None)

    def show_tick(self, words: str, note: str, *, ticked: bool, second: bool) -> None:
        """Who ticked it, the deviation noted, and whether a second person should look."""
        self.note.setText(breakable(plain_joined("\n", filter(None, (words, note)), _LONGEST)))
        self.note.setVisible(bool(words or note))
        self.second.setVisible(second)
        set_caption(self.copy, say("transfer.copy_again" if ticked else "transfer.copy"))
