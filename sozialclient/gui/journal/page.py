"""The dialog about the journal: lines, those of one application, and the check of the whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from sozialclient.gui.journal.table_model import COLUMNS, JournalTableModel
from sozialclient.gui.plain import plain, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.tables import make_table
from sozialclient.gui.wording import count, say
from sozialclient.model.application import JournalEntry
from sozialclient.model.books import JournalCheck
from sozialclient.reports.audit_words import journal_words

_WIDTHS = {"number": 64, "at": 230, "who": 150, "what": 260, "application": 140, "detail": 180, "version": 70}


class JournalDialog(QDialog):
    """`chosen(application)`: only lines of that one, empty for all."""

    chosen = Signal(str)
    verify_requested = Signal()
    accept_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(say("journal.title"))
        self.setModal(True)
        self.model = JournalTableModel()
        self.application = QLineEdit()
        self.application.setPlaceholderText(say("journal.application_hint"))
        label = plain_label(say("journal.application"))
        label.setBuddy(self.application)
        self.application.setAccessibleName(plain(say("journal.application").replace("&", "")))
        self.show_button = push_button(theme, say("journal.show"), icon="filter")
        self.show_button.setDefault(True)
        self.show_button.clicked.connect(lambda: self.chosen.emit(self.application.text().strip()))
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        self.accept_older = push_button(theme, say("journal.accept"))
        self.accept_older.clicked.connect(self.accept_requested)
        self.accept_older.hide()
        self.shown = plain_label(wrap=True)
        self.shown.setProperty("tone", "second")
        self.table = make_table(theme, say("journal.title"))
        self.table.setModel(self.model)
        for at, column in enumerate(COLUMNS):
            self.table.setColumnWidth(at, theme.px(_WIDTHS[column]))
        self.verify = push_button(theme, say("journal.verify"), icon="shield-check")
        self.verify.clicked.connect(self.verify_requested)
        self.close_button = close_button(theme, self)
        self._build(label)
        fit_screen(self, QSize(theme.px(560), theme.px(360)), QSize(theme.px(1080), theme.px(640)))
        self.table.setFocus()

    def _build(self, label: QWidget) -> None:
        theme = self._theme
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(label)
        row.addWidget(self.application, 1)
        row.addWidget(self.show_button)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(10))
        body.addLayout(row)
        body.addWidget(self.banner)
        body.addWidget(self.table, 1)
        body.addWidget(self.shown)
        frame_dialog(self, surface(body), dialog_footer(theme, [self.close_button], [self.verify, self.accept_older]))

    def show_entries(self, entries: Sequence[JournalEntry], *, clipped: bool) -> None:
        """Fill in; `clipped` when there are older lines that are not shown."""
        self.model.show_entries(entries)
        words = count("journal.lines", len(entries))
        self.shown.setText(plain_words(words, " ", say("journal.clipped")) if clipped else plain_words(words))

    def show_check(self, check: JournalCheck) -> None:
        """How the check of the whole journal went."""
        title = say("journal.sound" if check.sound else "journal.wrong")
        self.banner.show_text("ok" if check.sound else "danger", title, journal_words(check, full=True))
        self.banner.show()
        self.accept_older.setVisible(check.older and check.broken_line is None)
