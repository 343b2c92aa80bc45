"""Shows a fetch while it runs and says in words how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QProgressBar, QTableView, QVBoxLayout, QWidget

from sozialclient.gui.fetch.table_model import STEPS, FetchTableModel, Step
from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import beside, push_button
from sozialclient.gui.widgets.facts import FactSheet, Group
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.spinner import Spinner
from sozialclient.gui.widgets.tables import make_table
from sozialclient.gui.wording import say

_LOW, _BODY = 400, 40


class FetchPage(QWidget):
    """Title, sentence, bar, table of messages, banner; one button that cancels or closes."""

    cancel_requested = Signal()
    close_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self._theme, self._tint = theme, "info"
        self.model = FetchTableModel(theme)
        self._spinner = Spinner(theme, 24)
        self.cancel = push_button(theme, say("fetch.cancel"), icon="close")
        self.cancel.clicked.connect(self.cancel_requested)
        self.close_button = push_button(theme, say("fetch.close"), icon="check", look="primary")
        self.close_button.clicked.connect(self.close_requested)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(8))
        self.bar.setAccessibleName(say("fetch.bar"))
        self.table = self._make_table(theme)
        self.mailboxes = FactSheet(theme, say("fetch.round.table"))
        self.mailboxes.hide()
        for each in (self.table, self.mailboxes):
            each.setMinimumHeight(theme.px(_BODY))
        self.banner = Banner(theme, "info", "", say("fetch.promise"))
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(self._spinner)
        head.addLayout(self._make_words(theme), 1)
        if not theme.large:
            head.addWidget(self.cancel)
            head.addWidget(self.close_button)
        layout = self._layout = QVBoxLayout(self)
        layout.addLayout(head)
        if theme.large:
            layout.addLayout(beside(theme, self.cancel, self.close_button))
        layout.addWidget(self.bar)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.mailboxes, 1)
        layout.addWidget(self.banner)
        layout.addStretch()
        self._add_escape()
        self._make_room()

    def _make_words(self, theme: Theme) -> QVBoxLayout:
        self._turn, self._title, self._sentence = (plain_label(wrap=True) for _ in range(3))
        self._turn.setFont(theme.font("caption"))
        self._turn.hide()
        self._title.setFont(theme.font("display"))
        self._sentence.setProperty("tone", "second")
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        for label in (self._turn, self._title, self._sentence):
            words.addWidget(label)
        return words

    def _add_escape(self) -> None:
        """Escape leaves a fetch that is over; one that runs is only stopped by its button."""
        leave = QAction(say("fetch.close"), self)
        leave.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        leave.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.triggered.connect(lambda: None if self.close_button.isHidden() else self.close_button.click())
        self.addActions([leave])

    def _make_table(self, theme: Theme) -> QTableView:
        table = make_table(theme, say("fetch.table"))
        table.setModel(self.model)
        table.verticalHeader().setDefaultSectionSize(theme.px(44))
        header = table.horizontalHeader()
        header.setStretchLastSection(False)
        # The sizes give way where room is short; which message it is stays readable.
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        # Beside the padding of the style sheet Qt keeps a few pixels of its own, whatever the text size.
        metrics, pad = QFontMetrics(theme.font("body")), theme.px(22) + 8
        header.setMinimumSectionSize(metrics.horizontalAdvance(say("fetch.column.size")) + pad)
        for column, longest in self._longest_words().items():
            table.setColumnWidth(column, max(metrics.horizontalAdvance(words) for words in longest) + pad)
        return table

    @staticmethod
    def _longest_words() -> dict[int, tuple[str, ...]]:
        """What every column but the sizes must have room for; a step's state has an icon before it."""
        messages = (say("fetch.column.message"), say("fetch.message", n=9999))
        states = [f"MM{say(f'fetch.step_state.{state.value}')}" for state in Step]
        steps = {at: (say(f"fetch.step.{step}"), *states) for at, step in enumerate(STEPS, start=2)}
        return {0: messages, **steps}

    def show_turn(self, words: str) -> None:
        """Which mailbox of a round has its turn; empty where there is no round."""
        self._turn.setText(plain_words(words))
        self._turn.setVisible(bool(words))

    def _show_body(self, body: QWidget) -> None:
        for each in (self.table, self.mailboxes):
            each.setVisible(each is body)

    def show_round(self, tint: str, title: str, sentence: str, groups: Sequence[Group]) -> None:
        """How a round over several mailboxes ended: the sum, and facts about each mailbox by name."""
        self.show_result(tint, title, sentence)
        self.mailboxes.show_groups(groups)
        self._show_body(self.mailboxes)

    def show_running(self, title: str, sentence: str, done: int, whole: int) -> None:
        """Progress of the current message in bytes; `whole` 0 means unknown."""
        self._title.setText(plain_words(title))
        self._sentence.setText(plain_words(sentence))
        self._show_body(self.table)
        self._show_banner("info", say("fetch.promise"))
        self.bar.show()
        self.bar.setRange(0, 1000 if whole else 0)
        if whole:
            self.bar.setValue(int(1000 * done / whole))
        self._spinner.start()
        self.table.show()
        self.cancel.show()
        self.close_button.hide()

    def _show_banner(self, tint: str, words: str) -> None:
        if (tint, words) != (self._tint, self.banner.sentence.text()):
            self._tint = tint
            self.banner.show_text(tint, "", words)
        self._make_room()

    def _make_room(self) -> None:
        """Where there is little height, what is always true gives way to what happens just now, and nothing is
        said twice."""
        low = self.height() < self._theme.px(_LOW)
        self.banner.setVisible(self._tint != "info" or not low)
        twice = self._tint != "info" and self._sentence.text() == self.banner.sentence.text()
        self._sentence.setVisible(not (low and twice))
        side, edge = self._theme.px(24), self._theme.px(8 if low else 20)
        self._layout.setContentsMargins(side, edge, side, edge)
        self._layout.setSpacing(self._theme.px(8 if low else 14))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height has room for another part."""
        super().resizeEvent(event)
        self._make_room()

    def show_cancelling(self) -> None:
        """The wish to stop has been heard."""
        self.cancel.setEnabled(False)
        self._sentence.setText(say("fetch.cancelling"))

    def show_result(self, tint: str, title: str, sentence: str, reason: str = "") -> None:
        """How it ended, and the `reason` where it did not end well; a table without a row says nothing."""
        self._spinner.stop()
        self.bar.hide()
        self.cancel.hide()
        self.cancel.setEnabled(True)
        self.close_button.show()
        self._title.setText(plain_words(title))
        self._sentence.setText(plain_words(sentence))
        self.mailboxes.hide()
        self.table.setVisible(self.model.rowCount() > 0)
        self._show_banner(tint, say("fetch.promise") if tint == "info" else reason or sentence)
        self.close_button.setFocus()
