"""Says what happened, what is safe and what to do; with a reference people can read out or copy."""

from __future__ import annotations

import logging

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from sozialclient import __version__
from sozialclient.errors import SozialclientError
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.plain import Shown, plain, plain_block, plain_joined, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import beside, icon_button, push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fitting_width
from sozialclient.gui.widgets.frames import IconLabel
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.wording import error_words, say

_log = logging.getLogger(__name__)
_ICONS = {"KEY": "key", "NET": "server", "STORE": "backup", "OSCI": "server", "CRYPTO": "lock", "RENDER": "file"}

# Margins, icon and gap, in logical px.
_BESIDE = 96


def technical_words(error: SozialclientError) -> Shown:
    """Reference, parameters and version as copyable lines; errors carry no personal data."""
    lines = [plain(say("error.reference"), ": ", error.reference), plain("Sozialclient ", __version__)]
    lines += [plain(name, ": ", value) for name, value in sorted(error.parameters.items())]
    return plain_joined("\n", lines)


class ErrorSections(QWidget):
    """The three heads, the reference with a copy button, and the folded technical details."""

    def __init__(self, theme: Theme, clipboard: Clipboard) -> None:
        super().__init__()
        self._theme, self._clipboard, self._whole = theme, clipboard, ""
        self._technical = LiteralText(say("error.technical"))
        self._technical.setFont(theme.font("mono"))
        self._technical.setFixedHeight(theme.px(96))
        self._technical.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2))
        self._parts = {}
        for part in ("happened", "safe", "action"):
            head = plain_label(say(f"error.{part}"))
            head.setFont(theme.font("bodyStrong"))
            words = plain_label(wrap=True, keys=True)
            words.setProperty("tone", "second")
            words.setMinimumWidth(fitting_width(theme.px(440), theme.px(_BESIDE)))
            layout.addWidget(head)
            layout.addWidget(words)
            layout.addSpacing(theme.px(10))
            self._parts[part] = words
        self._reference = plain_label(keys=True)
        self._reference.setFont(theme.font("caption"))
        self._reference.setProperty("tone", "second")
        copy = icon_button(theme, "copy", say("error.copy"))
        copy.clicked.connect(lambda: self._clipboard.copy(self._whole))
        unfold = push_button(theme, say("error.technical"), look="link")
        unfold.setCheckable(True)
        unfold.toggled.connect(self._technical.setVisible)
        unfold.toggled.connect(lambda _on: self.window().adjustSize())
        number = QHBoxLayout()
        number.addWidget(self._reference)
        number.addWidget(copy)
        foot = QWidget()
        number.setContentsMargins(0, 0, 0, 0)
        foot.setLayout(number)
        layout.addLayout(beside(theme, foot, unfold))
        layout.addWidget(self._technical)

    def show_error(self, error: SozialclientError) -> Shown:
        """Fill in; returns all words, for screen readers and the clipboard."""
        words = error_words(error.reference, error.parameters)
        spoken = []
        for part, label in self._parts.items():
            label.setText(plain_words(getattr(words, part)))
            spoken.append(plain_words(say(f"error.{part}"), ": ", getattr(words, part)))
            label.setAccessibleName(plain_words(spoken[-1]))
        self._reference.setText(say("error.number", reference=error.reference))
        self._technical.show_text(technical_words(error))
        said = plain_joined("\n", spoken)
        self._whole = f"{said}\n{technical_words(error)}"
        return said


class ErrorDialog(QDialog):
    """One error; the title says what failed."""

    def __init__(self, theme: Theme, clipboard: Clipboard, error: SozialclientError, title: str,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _log.warning("error.shown %s", error)
        self._theme, self.reference = theme, error.reference
        self.setWindowTitle(say("program"))
        self.setModal(True)
        sections = ErrorSections(theme, clipboard)
        said = sections.show_error(error)
        self.setAccessibleName(plain(title))
        self.setAccessibleDescription(plain_block(said))
        heading = plain_label(title, wrap=True)
        heading.setFont(theme.font("title"))
        body = QHBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(16))
        danger = error.reference.startswith("VERIFY")
        icon = "danger" if danger else _ICONS.get(error.reference.split("-")[0], "warning")
        body.addWidget(IconLabel(theme, icon, "dangerLine" if danger else "warningLine", 24), 0,
                       Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(12))
        words.addWidget(heading)
        words.addWidget(sections)
        words.addStretch(1)
        body.addLayout(words, 1)
        close = push_button(theme, say("action.close_dialog"), look="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        self.help = push_button(theme, say("help.error"), icon="help", look="flat")
        self.help.clicked.connect(self._on_help)
        frame_dialog(self, surface(body), dialog_footer(theme, [close], [self.help]))
        close.setFocus()

    def _on_help(self) -> None:
        # Only whoever asks for help waits until its texts are read.
        from sozialclient.gui.help.page import HelpPanel
        from sozialclient.gui.help.topics import topic_of_error

        panel = HelpPanel(self._theme, self)
        panel.show_topic(topic_of_error(self.reference))
        panel.finished.connect(lambda _result: panel.deleteLater())
        panel.show()
        panel.words.setFocus()
