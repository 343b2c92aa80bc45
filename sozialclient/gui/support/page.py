"""The dialog about the support bundle: all its lines, to be read and searched before they are saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sozialclient.gui.plain import SENTENCES_LIMIT, plain, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.wording import count, say


class SupportDialog(QDialog):
    """Shows exactly the lines it was given."""

    save_requested = Signal()

    def __init__(self, theme: Theme, lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines = tuple(lines)
        self.setWindowTitle(say("support.title"))
        self.setModal(True)
        self.text = LiteralText(say("support.lines"))
        self.text.setFont(theme.font("mono"))
        self.text.setLineWrapMode(LiteralText.LineWrapMode.NoWrap)
        self.text.show_text(plain_joined("\n", lines, SENTENCES_LIMIT))
        self.search = QLineEdit()
        self.search.setPlaceholderText(say("support.search_hint"))
        self.search.setAccessibleName(plain(say("support.search").replace("&", "")))
        self.search.textChanged.connect(lambda _text: self._found())
        self.next = push_button(theme, say("support.next"), icon="search")
        self.next.setDefault(True)
        self.next.clicked.connect(self.find_next)
        self.hits = plain_label()
        self.hits.setProperty("tone", "second")
        self.save = push_button(theme, say("support.save"), icon="export", look="primary")
        self.save.clicked.connect(self.save_requested)
        self.close_button = push_button(theme, say("action.cancel"))
        self.close_button.clicked.connect(self.reject)
        self._build()
        fit_screen(self, QSize(theme.px(520), theme.px(360)), QSize(theme.px(980), theme.px(640)))
        self.text.setFocus()

    def _build(self) -> None:
        theme = self._theme
        label = plain_label(say("support.search"))
        label.setBuddy(self.search)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(label)
        row.addWidget(self.search, 1)
        row.addWidget(self.next)
        row.addWidget(self.hits)
        self.hits.hide()
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(10))
        body.addWidget(Banner(theme, "info", count("support.what", len(self.lines)), say("support.nameless")))
        body.addLayout(row)
        body.addWidget(self.text, 1)
        frame_dialog(self, surface(body), dialog_footer(theme, [self.save, self.close_button]))

    def find_next(self) -> None:
        """Mark the next place, from the start again after the last one."""
        wanted = self.search.text()
        if wanted and not self.text.find(wanted):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(wanted)

    def _found(self) -> None:
        wanted = self.search.text().lower()
        number = sum(wanted in each.lower() for each in self.lines) if wanted else 0
        self.hits.setText(count("support.hits", number) if wanted else "")
        self.hits.setVisible(bool(wanted))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.find_next()
