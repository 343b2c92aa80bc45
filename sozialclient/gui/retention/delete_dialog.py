"""Asks before applications are deleted for good, and says afterwards what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.usecases.delete_applications import DeletionFacts


class DeleteDialog(QDialog):
    """`delete_requested(on_request)` once the number was typed; stays until the result was read.

    Enter never deletes unless the button itself has the focus.
    """

    delete_requested = Signal(bool)
    proof_requested = Signal()

    def __init__(self, theme: Theme, facts: DeletionFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._count, self._busy = theme, facts.count, False
        self.setWindowTitle(count("deletion.title", facts.count))
        self.setModal(True)
        self.banner = Banner(theme, "danger", count("deletion.heading", facts.count), say("deletion.final"))
        self.number = QLineEdit()
        self.number.setAccessibleName(say("deletion.number", n=facts.count))
        self.number.setMaximumWidth(theme.px(120))
        self.number.textChanged.connect(self._on_typed)
        self.on_request = QCheckBox(say("deletion.on_request"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(8))
        self.bar.setRange(0, facts.count)
        self.bar.setAccessibleName(say("deletion.bar"))
        self.bar.hide()
        self.go = push_button(theme, say("deletion.go"), icon="trash")
        self.go.setEnabled(False)
        self.go.clicked.connect(self._on_go)
        self.proof = push_button(theme, say("deletion.save_proof"), look="flat")
        self.proof.clicked.connect(self.proof_requested)
        self.proof.hide()
        self.cancel = push_button(theme, say("action.cancel"))
        self.cancel.clicked.connect(self.reject)
        self._build(facts)
        self.number.setFocus()

    def _build(self, facts: DeletionFacts) -> None:
        theme = self._theme
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(12))
        body.addWidget(self.banner)
        self._before = [plain_label(sentence, wrap=True) for sentence in _sentences(facts)]
        for label in self._before:
            body.addWidget(label)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        asked = plain_label(say("deletion.number", n=facts.count))
        asked.setBuddy(self.number)
        form.addRow(asked, self.number)
        self._form = QWidget()
        self._form.setLayout(form)
        form.setContentsMargins(0, 0, 0, 0)
        for widget in (self.on_request, self._form, self.bar):
            body.addWidget(widget)
        body.addStretch(1)
        frame_dialog(self, scrolled(surface(body)), dialog_footer(theme, [self.go, self.cancel], [self.proof]))
        fit_screen(self, QSize(theme.px(420), theme.px(320)), QSize(theme.px(600), theme.px(540)))

    def show_running(self, done: int) -> None:
        """`done` applications are gone."""
        self.bar.show()
        self.bar.setValue(done)

    def show_result(self, tint: str, title: str, sentence: str, *, proof: bool) -> None:
        """How it ended; the button now closes the dialog."""
        self._busy = False
        self.bar.hide()
        for widget in (self._form, self.on_request, self.go, *self._before):
            widget.hide()
        self.proof.setVisible(proof)
        self.banner.show_text(tint, title, sentence)
        set_caption(self.cancel, say("action.close_dialog"))
        self.cancel.setEnabled(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Not while it deletes: that would leave nobody to read the result."""
        if not self._busy:
            super().reject()

    def _on_typed(self, text: str) -> None:
        self.go.setEnabled(not self._busy and text.strip() == str(self._count))

    def _on_go(self) -> None:
        if not self._busy and self.number.text().strip() == str(self._count):
            self._busy = True
            for widget in (self.go, self.cancel, self.number, self.on_request):
                widget.setEnabled(False)
            self.show_running(0)
            self.delete_requested.emit(self.on_request.isChecked())


def _sentences(facts: DeletionFacts) -> list[str]:
    sentences = []
    if facts.untransferred:
        sentences.append(count("deletion.untransferred", facts.untransferred))
    sentences.append(count("deletion.exports", facts.exports) if facts.exports else say("deletion.no_exports"))
    return [*sentences, say("deletion.copies"), say("deletion.remains")]
