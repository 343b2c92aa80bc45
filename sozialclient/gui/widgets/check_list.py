"""A list of checks: verdict by icon and words, title, one sentence, a short remark at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from sozialclient.gui.plain import breakable, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.frames import IconLabel, line
from sozialclient.gui.widgets.spinner import Spinner
from sozialclient.gui.widgets.stack import Stack

_ICONS = {"passed": ("check-circle", "okLine"), "failed": ("x-circle", "dangerLine"),
          "undecided": ("undecided", "undecidedLine"), "info": ("info", "accentText"),
          "warning": ("warning", "warningLine"), "waiting": ("ring", "text3")}


@dataclass(frozen=True, slots=True)
class Check:
    """One line; `outcome` is passed, failed, undecided, info, warning, waiting or running. Texts are literal."""

    outcome: str
    title: str
    sentence: str = ""
    remark: str = ""
    spoken: str = ""


class _CheckRow(QFrame):
    def __init__(self, theme: Theme, check: Check) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(plain_words(check.spoken) or plain_words(check.title, ". ", check.sentence))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, theme.px(9), theme.px(4), theme.px(9))
        layout.setSpacing(theme.px(12))
        layout.addWidget(self._sign(theme, check.outcome), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        title = plain_label(breakable(check.title), wrap=True)
        title.setFont(theme.font("body", strong=check.outcome == "running"))
        words.addWidget(title)
        if check.sentence:
            sentence = plain_label(breakable(check.sentence), wrap=True)
            sentence.setFont(theme.font("caption"))
            sentence.setProperty("tone", "second")
            words.addWidget(sentence)
        layout.addLayout(words, 1)
        if check.remark:
            remark = plain_label(check.remark)
            remark.setFont(theme.font("caption"))
            remark.setProperty("tone", "second")
            layout.addWidget(remark)

    @staticmethod
    def _sign(theme: Theme, outcome: str) -> QWidget:
        if outcome == "running":
            spinner = Spinner(theme)
            spinner.start()
            return spinner
        return IconLabel(theme, *_ICONS[outcome], 20)


class CheckList(Stack):
    """Checks under each other with hairlines between."""

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Replace everything."""
        self._clear()
        for at, check in enumerate(checks):
            if at:
                self._layout.addWidget(line())
            self._layout.addWidget(_CheckRow(self._theme, check))
