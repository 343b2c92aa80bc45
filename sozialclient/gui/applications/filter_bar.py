"""The row of filters that are on, each of which can be taken off; hidden when there is none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from sozialclient.gui.plain import Shown, literal_caption, plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import GAP, push_button
from sozialclient.gui.widgets.flow import FlowLayout
from sozialclient.gui.wording import count, say
from sozialclient.model.view import Filters

_LONGEST = 40


def filter_words(filters: Filters, name: str) -> Shown:
    """What one of the filters that are on says."""
    if name == "states":
        states = sorted(filters.states, key=lambda state: state.value)
        shown = ", ".join(say(f"folders.{state.value}") for state in states)
        return say("filter.states", states=shown)
    if name == "service":
        return plain(filters.service or "–", limit=_LONGEST)
    if name == "assigned":
        who = plain(filters.assigned or "", limit=_LONGEST)
        return say("filter.assigned", name=who) if filters.assigned else say("filter.nobodys")
    if name == "older_than":
        return count("filter.older_than", filters.older_than or 0)
    if name == "words":
        return say("filter.words", words=plain(" ".join(filters.words), limit=_LONGEST))
    return say(f"filter.{name}")


class FilterBar(QWidget):
    """Chips with a cross; `removed` names a field of `Filters`, `cleared` asks for none."""

    removed = Signal(str)
    cleared = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: Filters | None = None
        self.chips: dict[str, QPushButton] = {}
        self.setAccessibleName(say("filter.bar"))
        self._flow = FlowLayout(self, theme.px(6))
        self._flow.setContentsMargins(theme.px(14), theme.px(2), theme.px(8), theme.px(6))
        self._clear = push_button(theme, say("filter.clear"), look="link")
        self._clear.clicked.connect(self.cleared)
        self._flow.addWidget(self._clear)
        self.hide()

    def show_filters(self, filters: Filters) -> None:
        """One chip for each that is on."""
        if filters == self._shown:
            return
        self._shown = filters
        focused = next((at for at, chip in enumerate(self.chips.values()) if chip.hasFocus()), -1)
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget is not self._clear:
                widget.hide()
                widget.deleteLater()
        self.chips = {name: self._chip(filters, name) for name in filters.named()}
        for widget in (*self.chips.values(), self._clear):
            self._flow.addWidget(widget)
            widget.show()
        self._clear.setVisible(len(self.chips) > 1)
        self.setVisible(bool(self.chips))
        if focused >= 0 and self.chips:
            list(self.chips.values())[min(focused, len(self.chips) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self._flow.invalidate()
        self.updateGeometry()

    def _chip(self, filters: Filters, name: str) -> QPushButton:
        words = filter_words(filters, name)
        chip = push_button(self._theme, words, icon="close", look="chip")
        # The cross stands after the words, so the gap between them does too.
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setText(plain(literal_caption(words), GAP))
        chip.setAccessibleName(say("filter.remove", filter=words))
        chip.clicked.connect(lambda: self.removed.emit(name))
        return chip
