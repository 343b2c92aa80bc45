"""Shows a certificate that somebody wants to believe, and asks for the fingerprint that came by another way."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sozialclient.gui.certificates.words import certificate_card
from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.asking_dialog import AskingDialog
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.wording import say
from sozialclient.model.certificate import CertificateFacts

_DIGITS = 64


class ConfirmDialog(AskingDialog):
    """`confirmed` brings the fingerprint as typed; whether it is right is decided where the change is made.

    `before` is what counted until now. `asks` False: no fingerprint is needed, as for an authority
    that a trusted root has signed.
    """

    confirmed = Signal(str)

    def __init__(self, theme: Theme, topic: str, before: CertificateFacts | None, after: CertificateFacts, *,
                 asks: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, say(f"certificates.{topic}.title"), say(f"certificates.{topic}.why"),
                         say(f"certificates.{topic}.go"), parent, scrolls=True)
        self._asks = asks
        if before is not None:
            self._card(say("certificates.before"), before)
        self._card(say("certificates.after") if before is not None else say("certificates.this"), after)
        self.typed = QPlainTextEdit()
        self.typed.setTabChangesFocus(True)
        self.typed.setFont(theme.font("mono"))
        self.typed.setFixedHeight(theme.px(64))
        self.typed.setAccessibleName(say("certificates.typed"))
        self.typed.setAccessibleDescription(say("certificates.typed_more"))
        self.hint = plain_label(say("certificates.typed_more"), wrap=True)
        self.hint.setProperty("tone", "second")
        if asks:
            self.captioned(say("certificates.typed"), self.typed, self.typed)
            self.body.addWidget(self.hint)
        self.typed.textChanged.connect(self._look)
        self.finish()
        self.go.clicked.connect(lambda: self.confirmed.emit(self.typed.toPlainText()))
        fit_screen(self, QSize(theme.px(460), theme.px(420)), QSize(theme.px(680), theme.px(700)))
        self._look()
        if asks:
            self.typed.setFocus()

    def _card(self, caption: str, certificate: CertificateFacts) -> None:
        card = certificate_card(self.theme, certificate)
        self.captioned(caption, card, card)

    def _look(self) -> None:
        digits = sum(character in "0123456789abcdefABCDEF" for character in self.typed.toPlainText())
        self.go.setEnabled(not self._asks or digits >= _DIGITS)
