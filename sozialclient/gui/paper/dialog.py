"""Asks whether the paper file is printed or saved, shows progress, says what is only named in it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import say


class PaperDialog(QDialog):
    """Stays open while it works and until the result was read; `duplex` says whether for both sides of the paper."""

    print_requested = Signal()
    save_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._busy = theme, False
        self.setWindowTitle(say("paper.title"))
        self.setModal(True)
        size = QSize(theme.px(560), theme.px(400))
        fit_screen(self, size, size)
        self.print = push_button(theme, say("paper.print"), look="primary")
        self.save = push_button(theme, say("paper.save"))
        self.cancel = push_button(theme, say("action.cancel"))
        self.print.clicked.connect(lambda: self._ask(self.print_requested.emit))
        self.save.clicked.connect(lambda: self._ask(self.save_requested.emit))
        self.cancel.clicked.connect(self.reject)
        body = scrolled(surface(self._make_body(name)))
        frame_dialog(self, body, dialog_footer(theme, [self.print, self.save, self.cancel]))

    def _make_body(self, name: str) -> QVBoxLayout:
        theme = self._theme
        layout = QVBoxLayout()
        layout.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        layout.setSpacing(theme.px(10))
        heading = plain_label(say("paper.title"), wrap=True)
        heading.setFont(theme.font("title"))
        self.name = plain_label(plain_words(name), wrap=True)
        self.name.setFont(theme.font("bodyStrong"))
        why = plain_label(say("paper.why"), wrap=True)
        why.setProperty("tone", "second")
        self.duplex = QCheckBox(say("paper.duplex"))
        note = plain_label(say("paper.duplex_note"), wrap=True)
        note.setFont(theme.font("caption"))
        note.setProperty("tone", "second")
        self.duplex.setAccessibleDescription(say("paper.duplex_note"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(8))
        self.bar.setAccessibleName(say("paper.bar"))
        self.bar.hide()
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        for widget in (heading, self.name, why, self.duplex, note, self.bar, self.banner):
            layout.addWidget(widget)
        layout.addStretch(1)
        return layout

    def prefer(self, button: QPushButton) -> None:
        """Which of the two Enter means."""
        button.setDefault(True)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_running(self, done: int, whole: int, words: str) -> None:
        """`done` of `whole` steps are made."""
        self._busy = True
        for widget in (self.print, self.save, self.duplex):
            widget.setEnabled(False)
        self.bar.show()
        self.bar.setRange(0, whole)
        self.bar.setValue(done)
        self.banner.setVisible(True)
        self.banner.show_text("info", words, say("paper.running_note"))

    def show_result(self, tint: str, title: str, sentence: str) -> None:
        """How it ended; the button now closes the dialog."""
        self._busy = False
        self.bar.hide()
        self.banner.setVisible(True)
        self.banner.show_text(tint, title, sentence)
        self.print.hide()
        self.save.hide()
        set_caption(self.cancel, say("action.close_dialog"))
        self.cancel.setEnabled(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_ready(self) -> None:
        """Nothing was begun after all."""
        self._busy = False
        self.bar.hide()
        self.banner.hide()
        for widget in (self.print, self.save, self.duplex):
            widget.setEnabled(True)

    def reject(self) -> None:
        """Escape and cancel: stop what runs first, close when nothing does."""
        if self._busy:
            self.cancel.setEnabled(False)
            self.cancel_requested.emit()
            return
        super().reject()

    def _ask(self, wish: object) -> None:
        if not self._busy and callable(wish):
            wish()
