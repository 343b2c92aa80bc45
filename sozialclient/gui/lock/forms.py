"""What is asked for on the way to the key: a passphrase, a key file with its PIN, or the recovery key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from sozialclient.gui.assistant.steps import FilePicker
from sozialclient.gui.lock.door import Unlocking, by_key_file, by_passphrase, by_recovery_key
from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.secret_edit import SecretEdit
from sozialclient.gui.wording import say


class AskForm(QWidget):
    """Inputs for one way to the key; `ready_changed` says that `unlocking` may be asked for, or not any more."""

    ready_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.px(6))

    def captioned(self, text: str, field: QWidget, focus: QWidget) -> None:
        """Add a field under its caption."""
        caption: QLabel = plain_label(text)
        caption.setFont(self.theme.font("bodyStrong"))
        caption.setBuddy(focus)
        self.body.addWidget(caption)
        self.body.addWidget(field)

    def first(self) -> QLineEdit:
        """Where typing begins."""
        raise NotImplementedError

    def unlocking(self) -> Unlocking | None:
        """What opens the store with what was typed, None while something is missing."""
        raise NotImplementedError

    def clear(self) -> None:
        """Leave nothing of a secret in the fields."""
        raise NotImplementedError


class PassphraseForm(AskForm):
    """The passphrase."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.secret = SecretEdit(theme, say("lock.passphrase"), say("lock.show_passphrase"), say("pin.caps"))
        self.secret.line.textChanged.connect(lambda _text: self.ready_changed.emit())
        self.captioned(say("lock.passphrase"), self.secret, self.secret.line)
        self.body.addStretch(1)

    def first(self) -> QLineEdit:
        """The passphrase."""
        return self.secret.line

    def unlocking(self) -> Unlocking | None:
        """With the passphrase."""
        return by_passphrase(self.secret.line.text()) if self.secret.line.text() else None

    def clear(self) -> None:
        """Empty the field."""
        self.secret.line.clear()


class KeyFileForm(AskForm):
    """A key file and its PIN; `names` tell which mailboxes' key files open the store."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.picker = FilePicker(theme, say("lock.key_file"), say("assistant.key_file.kinds"))
        self.secret = SecretEdit(theme, say("pin.field"), say("pin.show"), say("pin.caps"))
        self.picker.changed.connect(self.ready_changed)
        self.secret.line.textChanged.connect(lambda _text: self.ready_changed.emit())
        self._names = plain_label(wrap=True)
        self._names.setProperty("tone", "second")
        self.captioned(say("lock.key_file"), self.picker, self.picker.edit)
        self.body.addWidget(self._names)
        self.captioned(say("pin.field"), self.secret, self.secret.line)
        self.body.addStretch(1)

    def show_names(self, names: list[str]) -> None:
        """Say whose key files open the store."""
        self._names.setText(say("lock.key_files", names=", ".join(names)) if names else "")
        self._names.setVisible(bool(names))

    def first(self) -> QLineEdit:
        """The path, or the PIN once there is one."""
        return self.secret.line if self.picker.path() else self.picker.edit

    def unlocking(self) -> Unlocking | None:
        """With file and PIN."""
        path: Path | None = self.picker.path()
        return by_key_file(path, self.secret.line.text()) if path and self.secret.line.text() else None

    def clear(self) -> None:
        """Forget the PIN; the path is no secret."""
        self.secret.line.clear()


class RecoveryForm(AskForm):
    """The recovery key, readable: nobody types 42 characters blind, and it is used once in years."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.edit = QLineEdit()
        self.edit.setFont(theme.font("mono"))
        self.edit.setMaxLength(120)
        self.edit.setAccessibleName(say("lock.recovery"))
        self.edit.setPlaceholderText(say("lock.recovery_example"))
        self.edit.textChanged.connect(lambda _text: self.ready_changed.emit())
        hint = plain_label(say("lock.recovery_hint"), wrap=True)
        hint.setProperty("tone", "second")
        self.captioned(say("lock.recovery"), self.edit, self.edit)
        self.body.addWidget(hint)
        self.body.addStretch(1)

    def first(self) -> QLineEdit:
        """The key."""
        return self.edit

    def unlocking(self) -> Unlocking | None:
        """With the recovery key."""
        return by_recovery_key(self.edit.text()) if self.edit.text().strip() else None

    def clear(self) -> None:
        """Empty the field."""
        self.edit.clear()
