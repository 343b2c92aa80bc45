"""The five pages of the set-up assistant; each asks one thing and checks nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.plain import fill_in, plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.check_list import Check, CheckList
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.secret_edit import SecretEdit
from sozialclient.gui.wording import say


class FilePicker(QWidget):
    """A path, typed or chosen."""

    changed = Signal()

    def __init__(self, theme: Theme, name: str, kinds: str) -> None:
        super().__init__()
        self._name, self._kinds = name, kinds
        self.edit = QLineEdit()
        self.edit.setAccessibleName(plain(name))
        self.edit.setPlaceholderText(plain(name))
        self.edit.textChanged.connect(self.changed)
        choose = push_button(theme, say("assistant.choose"))
        choose.setAccessibleName(plain(name, ": ", say("assistant.choose")))
        choose.clicked.connect(self._on_choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addWidget(self.edit, 1)
        layout.addWidget(choose)

    def path(self) -> Path | None:
        """The path, if there is one."""
        text = self.edit.text().strip()
        return Path(text) if text else None

    def _on_choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, plain(self._name), "", plain(self._kinds))
        if chosen:
            fill_in(self.edit, chosen)


class StepPage(QWidget):
    """Display title, one sentence, content, and room for a problem in words."""

    changed = Signal()

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self.theme = theme
        self.body = QVBoxLayout(self)
        side = theme.px(16 if theme.large else 32)
        self.body.setContentsMargins(side, theme.px(24), side, theme.px(16))
        self.body.setSpacing(theme.px(12))
        title = plain_label(say(f"assistant.{key}.title"), wrap=True)
        title.setFont(theme.font("display"))
        sentence = plain_label(say(f"assistant.{key}.sentence"), wrap=True)
        sentence.setProperty("tone", "second")
        self.problem = Banner(theme, "warning", "", "")
        self.problem.hide()
        self.body.addWidget(title)
        self.body.addWidget(sentence)
        self.body.addWidget(self.problem)

    def show_problem(self, title: str, sentence: str) -> None:
        """Say what does not fit; an empty title takes it away."""
        self.problem.setVisible(bool(title))
        self.problem.show_text("warning", title, sentence)

    def label(self, text: str, buddy: QWidget | None = None) -> QLabel:
        """A caption above an input."""
        label = plain_label(text)
        label.setFont(self.theme.font("bodyStrong"))
        if buddy is not None:
            label.setBuddy(buddy)
        return label


class KeyFileStep(StepPage):
    """Which key file."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "key_file")
        self.picker = FilePicker(theme, say("assistant.key_file.field"), say("assistant.key_file.kinds"))
        self.picker.changed.connect(self.changed)
        self.body.addWidget(self.label(say("assistant.key_file.field"), self.picker.edit))
        self.body.addWidget(self.picker)
        self.body.addStretch(1)


class PinStep(StepPage):
    """The PIN of the key file."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "pin")
        self.secret = SecretEdit(theme, say("pin.field"), say("pin.show"), say("pin.caps"))
        self.secret.line.textChanged.connect(self.changed)
        self.body.addWidget(self.label(say("pin.field"), self.secret.line))
        self.body.addWidget(self.secret)
        self.body.addStretch(1)


class PlaceStep(StepPage):
    """Name of the mailbox, and where it is: by profile file, or by address and certificates."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "place")
        self._card_room = QVBoxLayout()
        self.name = QLineEdit()
        self.name.setAccessibleName(say("assistant.place.name_field"))
        self.name.setMaxLength(80)
        self.by_profile = QRadioButton(say("assistant.place.by_profile"))
        self.by_hand = QRadioButton(say("assistant.place.by_hand"))
        self._group = QButtonGroup(self)
        for radio in (self.by_profile, self.by_hand):
            self._group.addButton(radio)
            radio.toggled.connect(self._show_choice)
        self.profile = FilePicker(theme, say("assistant.place.profile"), say("assistant.place.profile_kinds"))
        kinds = say("assistant.place.certificate_kinds")
        self.url = QLineEdit()
        self.url.setAccessibleName(say("assistant.place.url"))
        self.url.setPlaceholderText("https://")
        self.cipher = FilePicker(theme, say("assistant.place.cipher"), kinds)
        self.signature = FilePicker(theme, say("assistant.place.signature"), kinds)
        self._hand = QFrame()
        grid = QGridLayout(self._hand)
        grid.setContentsMargins(theme.px(26), 0, 0, 0)
        for row, (text, widget) in enumerate((
            ("url", self.url), ("cipher", self.cipher), ("signature", self.signature),
        )):
            caption = plain_label(say(f"assistant.place.{text}"))
            caption.setProperty("tone", "second")
            grid.addWidget(caption, row, 0)
            grid.addWidget(widget, row, 1)
        self.body.addLayout(self._card_room)
        self.body.addWidget(self.label(say("assistant.place.name_field"), self.name))
        self.body.addWidget(self.name)
        for widget in (self.by_profile, self.profile, self.by_hand, self._hand):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.by_profile.setChecked(True)
        for edit in (self.name, self.url, self.profile.edit, self.cipher.edit, self.signature.edit):
            edit.textChanged.connect(self.changed)

    def show_card(self, card: QWidget) -> None:
        """Show whose certificate this is."""
        _replace(self._card_room, card)

    def complete(self) -> bool:
        """True when there is enough to go on."""
        if not self.name.text().strip():
            return False
        if self.by_profile.isChecked():
            return self.profile.path() is not None
        return bool(self.url.text().strip()) and self.cipher.path() is not None

    def _show_choice(self) -> None:
        self.profile.setVisible(self.by_profile.isChecked())
        self._hand.setVisible(self.by_hand.isChecked())
        self.changed.emit()


class CheckStep(StepPage):
    """The live check, line by line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "check")
        self._card_room = QVBoxLayout()
        frame = QFrame()
        frame.setProperty("card", "plain")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        self._list = CheckList(theme)
        inside.addWidget(self._list)
        self.again = push_button(theme, say("assistant.check.again"), icon="rotate")
        self.body.addLayout(self._card_room)
        self.body.addWidget(frame)
        self.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.again.hide()

    def show_card(self, card: QWidget) -> None:
        """Show whose certificate logs on."""
        _replace(self._card_room, card)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show where the check stands."""
        self._list.show_checks(checks)


class DoneStep(StepPage):
    """All is set up."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "done")
        self.banner = Banner(theme, "ok", "", "")
        self.body.addWidget(self.banner)
        self.body.addStretch(1)


def _replace(room: QVBoxLayout, widget: QWidget) -> None:
    while (item := room.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.deleteLater()
    room.addWidget(widget)
