"""Says above an application how long it stays, and above the Papierkorb what can be done there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sozialclient.gui.actions import Actions
from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.retention.desk import Standing
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.gui.wording import day, say
from sozialclient.model.application import State


def action_button(theme: Theme, action: QAction, caption: str, icon: str) -> QPushButton:
    """A flat button that does and shows what an action does."""
    button = push_button(theme, caption, icon=icon, look="flat")
    button.clicked.connect(action.trigger)
    action.enabledChanged.connect(button.setEnabled)
    button.setEnabled(action.isEnabled())
    return button


def standing_words(standing: Standing) -> tuple[str, str]:
    """Icon and sentence about an application; empty where there is nothing to say."""
    one, step = standing.candidate, standing.next
    if one.held:
        return "lock", say("retention.band.held")
    if step is not None:
        return "clock", say(f"retention.band.{step.stage.value}", day=day(step.at))
    if one.state is State.TRASH:
        return "trash", say("retention.band.untransferred" if not one.done else "retention.band.no_rule")
    return "", ""


class RetentionBand(QFrame):
    """A band in the application view; hidden where nothing is to be said.

    `release_requested` is about the application that is shown, whatever else is selected.
    """

    release_requested = Signal()

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setProperty("banner", "info")
        self._icon = IconLabel(theme, "clock", "accentText")
        self.sentence = plain_label(wrap=True)
        self.restore = action_button(theme, actions["restore"], say("action.restore"), "rotate")
        self.delete = action_button(theme, actions["delete"], say("action.delete"), "trash")
        self.release = push_button(theme, say("retention.release"), icon="lock", look="flat")
        self.release.clicked.connect(self.release_requested)
        actions["hold"].enabledChanged.connect(self.release.setEnabled)
        self.release.setEnabled(actions["hold"].isEnabled())
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self._icon)
        top.addWidget(self.sentence, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        for button in (self.restore, self.delete, self.release):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(6), theme.px(20), theme.px(6))
        layout.setSpacing(theme.px(2))
        layout.addLayout(top)
        layout.addLayout(row)
        self.hide()

    def show_standing(self, standing: Standing | None) -> None:
        """Say it, or go away."""
        icon, sentence = standing_words(standing) if standing else ("", "")
        self.setVisible(bool(sentence))
        if standing is None or not sentence:
            return
        self._icon.show_icon(icon, "accentText")
        self.sentence.setText(plain_words(sentence))
        self.setAccessibleName(plain_words(sentence))
        thrown = standing.candidate.state is State.TRASH
        self.restore.setVisible(thrown)
        self.delete.setVisible(thrown)
        self.release.setVisible(standing.candidate.held)


class TrashBar(QWidget):
    """Above the list of the Papierkorb: back, or gone for good. Side by side where there is room."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(theme.px(8), 0, theme.px(8), theme.px(4))
        self._layout.setSpacing(theme.px(4))
        self.restore = action_button(theme, actions["restore"], say("action.restore"), "rotate")
        self.delete = action_button(theme, actions["delete"], say("action.delete"), "trash")
        for button in (self.restore, self.delete):
            self._layout.addWidget(button)
        self._layout.addStretch(1)
        self.hide()
