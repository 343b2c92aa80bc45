"""The set-up assistant as a dialog: steps at the left, one task at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from sozialclient.gui.assistant.steps import CheckStep, DoneStep, KeyFileStep, PinStep, PlaceStep, StepPage
from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import line
from sozialclient.gui.widgets.step_list import StepList
from sozialclient.gui.wording import say

_TWO_COLUMNS = 600
STEPS = ("key_file", "pin", "place", "check", "done")


class AssistantDialog(QDialog):
    """`next_requested` and `back_requested` carry intent; the controller decides."""

    next_requested = Signal()
    back_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setModal(True)
        fit_screen(self, QSize(theme.px(720), theme.px(480)), QSize(theme.px(980), theme.px(640)))
        self.key_file, self.pin, self.place = KeyFileStep(theme), PinStep(theme), PlaceStep(theme)
        self.check, self.finish = CheckStep(theme), DoneStep(theme)
        self._pages: tuple[StepPage, ...] = (self.key_file, self.pin, self.place, self.check, self.finish)
        self._stack = self._make_stack()
        self.back = push_button(theme, say("assistant.back"))
        self.next = push_button(theme, say("assistant.next"), look="primary")
        self.next.setDefault(True)
        self.cancel = push_button(theme, say("action.cancel"))
        self.back.clicked.connect(self.back_requested)
        self.next.clicked.connect(self.next_requested)
        self.cancel.clicked.connect(self.reject)
        body = QHBoxLayout()
        body.setSpacing(0)
        self._side = self._make_side(theme)
        self._edge = line("v")
        body.addWidget(self._side)
        body.addWidget(self._edge)
        body.addWidget(self._stack, 1)
        frame_dialog(self, body, dialog_footer(theme, [self.back, self.next, self.cancel]))
        self.show_step(0)

    def _make_stack(self) -> QStackedWidget:
        stack = QStackedWidget()
        stack.setProperty("ground", "surface")
        for page in self._pages:
            page.setProperty("ground", "surface")
            area = scrolled(page)
            area.setAccessibleName(say("assistant.title"))
            stack.addWidget(area)
        return stack

    def _make_side(self, theme: Theme) -> QWidget:
        self.steps = StepList(theme, [say(f"assistant.{step}.name") for step in STEPS])
        note = plain_label(say("assistant.stays_here"), wrap=True)
        note.setFont(theme.font("caption"))
        note.setProperty("tone", "second")
        side = QVBoxLayout()
        side.setContentsMargins(theme.px(28), theme.px(32), theme.px(20), theme.px(20))
        side.setSpacing(theme.px(24))
        side.addWidget(self.steps)
        side.addWidget(note)
        side.addStretch(1)
        left = QWidget()
        left.setFixedWidth(theme.px(250))
        left.setLayout(side)
        return left

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large letters on a small screen leave room for the task only; the title still counts the steps."""
        super().resizeEvent(event)
        for widget in (self._side, self._edge):
            widget.setVisible(event.size().width() >= self._theme.px(_TWO_COLUMNS))

    @property
    def step(self) -> int:
        """Number of the current step, from 0."""
        return self._stack.currentIndex()

    @property
    def page(self) -> StepPage:
        """The current page."""
        return self._pages[self.step]

    def show_step(self, step: int) -> None:
        """Change to a step and put the focus where the work is."""
        self._stack.setCurrentIndex(step)
        self.steps.show_step(step)
        self.setWindowTitle(say("assistant.step", n=step + 1, of=len(STEPS)))
        last = step == len(STEPS) - 1
        self.back.setVisible(step > 0 and not last)
        self.cancel.setVisible(not last)
        caption = say("assistant.fetch_now") if last else say("assistant.next")
        set_caption(self.next, caption)
        focus = {0: self.key_file.picker.edit, 1: self.pin.secret.line, 2: self.place.name}.get(step, self.next)
        focus.setFocus()
        if step == 1:
            # One that was typed for another file is written over, not added to.
            self.pin.secret.line.selectAll()
