"""The dialog about the books: verdict, table, what does not add up, full check, end-of-day sheet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHeaderView, QProgressBar, QVBoxLayout, QWidget

from sozialclient.gui.books.table_model import BooksTableModel
from sozialclient.gui.plain import plain_joined, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import beside, push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.widgets.tables import make_table
from sozialclient.gui.wording import say
from sozialclient.model.books import AuditReport
from sozialclient.reports.audit_words import (
    balance_words,
    fault_words,
    journal_words,
    short_balance_words,
    verdict_words,
)


class BooksDialog(QDialog):
    """Shows one report at a time; the full check runs while the dialog stays open and can be stopped."""

    full_requested = Signal()
    cancel_requested = Signal()
    sheet_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.running = theme, False
        self.setWindowTitle(say("books.title"))
        self.setModal(True)
        self.model = BooksTableModel()
        self.banner = Banner(theme, "info", "", "")
        self.table = make_table(theme, say("books.table"))
        self.table.setModel(self.model)
        self.table.verticalHeader().setVisible(True)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.horizontalHeader().setDefaultSectionSize(theme.px(170))
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if theme.large:
            self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.setMinimumHeight(theme.px(150))
        self.journal = plain_label(wrap=True, keys=True)
        self.faults = LiteralText(say("books.faults"))
        self.faults.setMinimumHeight(theme.px(96))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(8))
        self.bar.setAccessibleName(say("books.bar"))
        self.progress = plain_label(wrap=True)
        self.full = push_button(theme, say("books.full"), icon="shield-check")
        self.full.clicked.connect(self.full_requested)
        self.sheet = push_button(theme, say("books.sheet"), icon="print")
        self.sheet.clicked.connect(self.sheet_requested)
        self.close_button = close_button(theme, self)
        self.close_button.setDefault(True)
        self._build()
        fit_screen(self, QSize(theme.px(520), theme.px(360)), QSize(theme.px(760), theme.px(640)))
        self.close_button.setFocus()

    def _build(self) -> None:
        theme = self._theme
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(12))
        for widget, stretch in ((self.banner, 0), (self.faults, 1), (self.table, 3), (self.journal, 0),
                                (self.progress, 0), (self.bar, 0)):
            body.addWidget(widget, stretch)
        for widget in (self.faults, self.bar, self.progress):
            widget.hide()
        body.addLayout(beside(theme, self.full, self.sheet))
        frame_dialog(self, scrolled(surface(body)), dialog_footer(theme, [self.close_button]))

    def show_report(self, report: AuditReport) -> None:
        """Fill in."""
        self._stop()
        self.model.show_report(report)
        title = short_balance_words(report) if report.total.balanced and not report.balanced else balance_words(
            report.total)
        self.banner.show_text("ok" if report.balanced else "danger", title, verdict_words(report))
        self.journal.setText(plain_words(journal_words(report.journal, full=report.full)))
        self.faults.show_text(plain_joined("\n", map(fault_words, report.discrepancies)))
        self.faults.setVisible(bool(report.discrepancies))

    def show_progress(self, done: int, total: int) -> None:
        """The full check is under way."""
        self.running = True
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.progress.setText(say("books.progress", done=done, total=total))
        for widget in (self.bar, self.progress):
            widget.show()
        for button in (self.full, self.sheet):
            button.setEnabled(False)
        set_caption(self.close_button, say("books.stop"))

    def show_stopped(self, words: str) -> None:
        """The full check ended early, `words` say how."""
        self._stop()
        self.progress.setText(plain_words(words))
        self.progress.show()

    def _stop(self) -> None:
        self.running = False
        for widget in (self.bar, self.progress):
            widget.hide()
        for button in (self.full, self.sheet):
            button.setEnabled(True)
        set_caption(self.close_button, say("action.close_dialog"))

    def reject(self) -> None:
        """Escape and the button: stop the check first, close when nothing runs."""
        if self.running:
            self.cancel_requested.emit()
            return
        super().reject()
