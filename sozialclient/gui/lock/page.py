"""The page that takes the place of the window while the store is locked: no data, one way on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sozialclient.errors import SozialclientError
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorSections
from sozialclient.gui.lock.forms import AskForm, KeyFileForm, PassphraseForm, RecoveryForm
from sozialclient.gui.plain import literal_caption, plain, plain_block, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import ENTER, push_button, set_caption
from sozialclient.gui.widgets.form_area import FormArea
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.gui.widgets.ground import Ground
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.store.keys.ways import KeyWay

ASKED = ("passphrase", "certificate", "recovery")


class LockWindow(QWidget):
    """`unlock_requested` carries an `Unlocking`, or None where this PC opens the store by itself.

    `stay` is asked when somebody closes it: True keeps the program going. `busy`: what was given is being tried.
    """

    unlock_requested = Signal(object)
    closing = Signal()

    def __init__(self, theme: Theme, clipboard: Clipboard) -> None:
        super().__init__()
        self._theme = theme
        self.stay: Callable[[], bool] = lambda: False
        self.busy = False
        self.setWindowTitle(say("program"))
        self.setMinimumSize(480, 400)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = plain_label(wrap=True)
        self._title.setFont(theme.font("display"))
        self._why = plain_label(wrap=True)
        self._why.setProperty("tone", "second")
        self._make_forms()
        self._sections = ErrorSections(theme, clipboard)
        self._sections.hide()
        self.go = push_button(theme, say("lock.go"), look="primary")
        self.go.clicked.connect(self._on_go)
        self.quit = push_button(theme, say("action.quit"))
        self.quit.clicked.connect(self.end)
        self._build()
        self.show_locked()

    def _make_forms(self) -> None:
        self.forms: dict[str, AskForm] = dict(zip(
            ASKED, (PassphraseForm(self._theme), KeyFileForm(self._theme), RecoveryForm(self._theme)), strict=True))
        self._stack = QStackedWidget()
        self.choices: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for name, form in self.forms.items():
            choice = QRadioButton(literal_caption(say(f"lock.way.{name}")))
            choice.toggled.connect(lambda on, name=name: self._choose(name) if on else None)
            group.addButton(choice)
            self.choices[name] = choice
            form.ready_changed.connect(self._enable)
            self._stack.addWidget(form)

    def _build(self) -> None:
        theme = self._theme
        column = QWidget()
        column.setMaximumWidth(theme.px(560))
        words = QVBoxLayout(column)
        words.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        words.setSpacing(theme.px(12))
        words.addStretch(1)
        words.addWidget(IconLabel(theme, "lock", "accent", 40), 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(plain_label(say("program")))
        words.addWidget(self._title)
        words.addWidget(self._why)
        for choice in self.choices.values():
            words.addWidget(choice)
        words.addWidget(self._stack)
        words.addWidget(self._sections)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.go)
        buttons.addWidget(self.quit)
        buttons.addStretch(1)
        words.addLayout(buttons)
        words.addStretch(2)
        inner = Ground()
        middle = QHBoxLayout(inner)
        middle.addStretch(1)
        middle.addWidget(column, 4)
        middle.addStretch(1)
        inputs = [each for each in self._stack.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for before, after in pairwise([*self.choices.values(), *inputs, self.go, self.quit]):
            self.setTabOrder(before, after)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(FormArea(inner))

    @property
    def asked(self) -> str:
        """Which way is chosen, empty where nothing is asked for."""
        return next((name for name, choice in self.choices.items() if choice.isChecked() and self._asking), "")

    def show_locked(self) -> None:
        """This PC opens the store by itself: one button."""
        self._asking = self.busy = False
        self._say(say("lock.title"), say("lock.open_here"))
        for widget in (self._stack, *self.choices.values()):
            widget.hide()
        self._enable()
        self.go.setFocus()

    def show_ways(self, ways: Sequence[KeyWay], title: str, why: str) -> None:
        """Ask for one of the ways there are; the passphrase first, where there is one."""
        self._asking, self.busy = True, False
        self._say(title, why)
        kinds = {way.kind.value for way in ways}
        offered = [name for name in ASKED if name in kinds]
        for name, choice in self.choices.items():
            choice.setVisible(name in offered and len(offered) > 1)
        form = self.forms["certificate"]
        if isinstance(form, KeyFileForm):
            form.show_names([plain(way.label) for way in ways if way.kind.value == "certificate"])
        self._stack.setVisible(bool(offered))
        if offered:
            self.choices[offered[0]].setChecked(True)
            self._choose(offered[0])
        self._enable()

    def show_waiting(self) -> None:
        """Something is still under way; until it has come to its end the key stays."""
        self._say(say("lock.title"), say("lock.waiting"))

    def show_busy(self) -> None:
        """The passphrase takes a moment on purpose."""
        self.busy = True
        self._sections.hide()
        self.go.setEnabled(False)
        set_caption(self.go, say("lock.going"))

    def show_error(self, error: SozialclientError) -> None:
        """Say what does not fit and let it be typed again."""
        self.busy = False
        said = self._sections.show_error(error)
        self._sections.show()
        self.setAccessibleDescription(plain_block(said))
        set_caption(self.go, say("lock.go"))
        self._enable()
        form = self._form()
        if form is not None:
            form.first().selectAll()
            form.first().setFocus()

    def clear(self) -> None:
        """Leave nothing that was typed."""
        for form in self.forms.values():
            form.clear()

    def _say(self, title: str, why: str) -> None:
        self._title.setText(plain_words(title))
        self._why.setText(plain_words(why))
        self.setAccessibleName(plain_words(title, ". ", why))

    def _choose(self, name: str) -> None:
        self._stack.setCurrentWidget(self.forms[name])
        # Only the form in front takes room.
        for each, form in self.forms.items():
            form.setMaximumHeight(16_777_215 if each == name else 0)
        self.forms[name].first().setFocus()
        self._enable()

    def _form(self) -> AskForm | None:
        return self.forms.get(self.asked)

    def _enable(self) -> None:
        form = self._form()
        self.go.setEnabled(not self._asking or (form is not None and form.unlocking() is not None))

    def _on_go(self) -> None:
        form = self._form()
        unlocking = form.unlocking() if form is not None else None
        if not self._asking or unlocking is not None:
            self.unlock_requested.emit(unlocking)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field unlocks."""
        if event.key() in ENTER and self.go.isEnabled():
            self._on_go()
        else:
            super().keyPressEvent(event)

    def end(self) -> None:
        """Close it for good, without asking."""
        self.stay = lambda: False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it ends the program, unless it shall stay or the window takes its place."""
        if self.stay():
            event.ignore()
            return
        self.clear()
        self.closing.emit()
        super().closeEvent(event)
