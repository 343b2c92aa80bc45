"""Leads through the first application: looks at the window whenever something changed, shows the step that is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget

from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.theme import Theme
from sozialclient.gui.tour.band import TourBand
from sozialclient.gui.tour.mark import TourMark
from sozialclient.gui.tour.progress import END, TourProgress
from sozialclient.gui.tour.sight import Sight
from sozialclient.gui.tour.steps import NAMES, STAGES, STEPS, TourStep, reached, to_show
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.gui.transfer.controller import TransferController

_LEAVES = (QEvent.Type.Hide, QEvent.Type.Close)


class TourController(QObject):
    """One per window; `progress` outlives it, so that a new text size or unlocking goes on at the same step."""

    _changed = Signal()

    def __init__(self, app: QApplication, theme: Theme, window: MainWindow, shell: WindowController,
                 transfer: TransferController, progress: TourProgress) -> None:
        super().__init__(window)
        self._window, self._shell, self._progress = window, shell, progress
        self._sight = Sight(window, shell, transfer)
        self.band, self.mark = TourBand(theme), TourMark(theme, window)
        self._host: QWidget = window
        self._looking = self._asked = self._shut = False
        self._shown = ""
        self._house(window)
        window.aside.append(self.band.leave)
        self.band.begin_requested.connect(self._begin)
        self.band.leave_requested.connect(self.leave)
        self._changed.connect(self._look, Qt.ConnectionType.QueuedConnection)
        actions = window.actions_table
        actions["tour"].triggered.connect(lambda _on=False: self.open())
        actions["training"].triggered.connect(lambda _on=False: self._on_training())
        transfer.carried_over.connect(self._on_carried_over)
        self._listen(app, transfer)

    def _listen(self, app: QApplication, transfer: TransferController) -> None:
        """Whatever a step can be done by; the focus moves when dialogs come and go."""
        shell, window = self._shell, self._window
        for signal in (shell.status.looked, shell.applications.refreshed, shell.fetch.started, shell.fetch.finished,
                       shell.application.opened, window.application.tabs.currentChanged,
                       window.detail.currentChanged, transfer.changed, shell.export.finished):
            signal.connect(self.look)
        app.focusChanged.connect(self.look)
        window.closing.connect(self._on_closing)

    def open(self) -> None:
        """Begin, go on where it was left, or bring the keyboard to the band while it leads."""
        if self._progress.running:
            self.band.leave.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._begin()

    def _begin(self) -> None:
        """The training mailbox is opened first, which also starts the intermediary behind it."""
        had_focus = self.band.isAncestorOf(self._window.focusWidget() or self._window)
        self._progress.begin(NAMES[0])
        self._sight.carried = False
        self._shown = ""
        self._window.actions_table["training"].trigger()
        if had_focus:
            self._window.toolbar.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        self.look()

    def go_on_at(self, step: str) -> None:
        """Lead from that step on in the mailbox that is open."""
        self._progress.reach(step)
        self._progress.begin(step)
        self.look()

    def leave(self) -> None:
        """Stop leading; the step is remembered."""
        self._progress.leave()
        self._asked = False
        self._come_home()
        inside = self.band.isAncestorOf(self._window.focusWidget() or self._window)
        self.band.hide()
        if inside:
            panes = self._window.panes()
            (panes[0] if panes else self._window).setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self, *_of_signal: object) -> None:
        """Look at the window as soon as whatever goes on now is through."""
        if not self._looking and not self._shut and (self._progress.running or self._asked):
            self._looking = True
            self._changed.emit()

    def _look(self) -> None:
        self._looking = False
        if self._shut:
            return
        if self._progress.running:
            self._show_next()
        elif self._asked and self._sight.training:
            self._asked = False
            self.band.show_words(say("tour.name"), say("tour.offer"), offer=True)

    def _show_next(self) -> None:
        at = reached(self._sight, self._progress.at(NAMES))
        if at < len(STEPS):
            self._progress.reach(STEPS[at].name)
            self._show(to_show(self._sight, at))
            return
        self._progress.end()
        self._come_home()
        self._tell(END, say("tour.end.title"), say("tour.end.do"))

    def _show(self, step: TourStep) -> None:
        target = next((each for each in step.targets(self._sight) if each is not None and each.isVisible()), None)
        self._house(target.window() if target is not None else self._window)
        self.mark.point_at(target, step.stage)
        title = say("tour.step", n=step.stage, total=STAGES, title=say(f"tour.{step.name}.title"))
        self._tell(step.name, title, say(f"tour.{step.name}.do"), step.keys)

    def _tell(self, name: str, title: str, sentence: str, keys: str = "") -> None:
        if name != self._shown or self.band.isHidden():
            self._shown = name
            announce(self.band, self.band.show_words(title, sentence, keys))

    def _house(self, host: QWidget) -> None:
        """Let the band stand in the window where the work is."""
        if host is self._host and self.band.parentWidget() is not None:
            return
        if self._host is not self._window:
            self._host.removeEventFilter(self)
        body = self._window.centralWidget() if host is self._window else host
        layout = body.layout() if body is not None else None
        if not isinstance(layout, QBoxLayout):
            return
        shown = not self.band.isHidden()
        place = layout.indexOf(self._window.splitter) if host is self._window else 0
        layout.insertWidget(place, self.band)
        self.band.setVisible(shown)
        self._host = host
        if host is not self._window:
            host.installEventFilter(self)

    def _come_home(self) -> None:
        self.mark.leave()
        self._house(self._window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A dialog that goes must not take the band with it."""
        if watched is self._host and event.type() in _LEAVES:
            self._come_home()
            self.look()
        return False

    def _on_training(self) -> None:
        """Somebody opened the training mailbox: offer to lead, unless that was done to the end."""
        self._asked = not self._progress.running and not self._progress.ended

    def _on_carried_over(self) -> None:
        self._sight.carried = True
        self.look()

    def _on_closing(self) -> None:
        self._shut = True
        self._come_home()
