"""Asks where revocation lists shall come from, and shows one of three results for each certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.certificates.words import holder
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorSections
from sozialclient.gui.plain import plain, plain_block, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.check_list import Check, CheckList
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import day, reason_words, say

if TYPE_CHECKING:
    from sozialclient.usecases.check_revocation import CheckedCertificate, RevocationCheck

_OUTCOMES = {"valid": "passed", "revoked": "failed", "unknown": "undecided"}
_TINTS = {"valid": "ok", "revoked": "danger", "unknown": "undecided"}


class RevocationDialog(QDialog):
    """`download` is offered only where somebody allowed addresses."""

    files_requested = Signal()
    download_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("revocation.title"))
        self.setModal(True)
        heading = plain_label(say("revocation.title"), wrap=True)
        heading.setFont(theme.font("title"))
        sentence = plain_label(say("revocation.why"), wrap=True)
        sentence.setProperty("tone", "second")
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        self.results = CheckList(theme)
        self._sections = ErrorSections(theme, Clipboard())
        self._sections.hide()
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(12))
        for widget in (heading, sentence, self.banner, self.results, self._sections):
            body.addWidget(widget)
        body.addStretch(1)
        self.files = push_button(theme, say("revocation.files"), icon="file", look="primary")
        self.files.setDefault(True)
        self.download = push_button(theme, say("revocation.download"), icon="fetch")
        self.download.hide()
        self.close_button = close_button(theme, self)
        self.files.clicked.connect(self.files_requested)
        self.download.clicked.connect(self.download_requested)
        footer = dialog_footer(theme, [self.files, self.download, self.close_button])
        frame_dialog(self, scrolled(surface(body)), footer)
        fit_screen(self, QSize(theme.px(440), theme.px(300)), QSize(theme.px(640), theme.px(460)))
        self.files.setFocus()

    def show_addresses(self, addresses: Sequence[str]) -> None:
        """Offer the download where addresses are allowed."""
        self.download.setVisible(bool(addresses))

    def show_busy(self) -> None:
        """Something is under way."""
        self._sections.hide()
        self._show("info", say("revocation.busy"), "")
        self._enable(False)

    def show_check(self, check: RevocationCheck) -> None:
        """The results, the worst of them first as a sentence."""
        standing = check.note.standing.value
        self._show(_TINTS[standing], say(f"revocation.{standing}"), say(f"revocation.{standing}_more"))
        self.results.show_checks([_line(each) for each in check.certificates])
        self._enable(True)
        self.close_button.setFocus()

    def show_error(self, error: SozialclientError) -> None:
        """It could not be checked: say why."""
        self.banner.hide()
        self.setAccessibleDescription(plain_block(self._sections.show_error(error)))
        self._sections.show()
        self._enable(True)

    def _show(self, tint: str, title: str, sentence: str) -> None:
        self.banner.show_text(tint, title, sentence)
        self.banner.show()

    def _enable(self, possible: bool) -> None:
        for button in (self.files, self.download):
            button.setEnabled(possible)


def _line(checked: CheckedCertificate) -> Check:
    result = checked.revocation
    words = [] if result.reason is None else [reason_words(result.reason)]
    if result.revoked is not None:
        words.append(say("revocation.since", day=day(result.revoked)))
    if result.list_from is not None:
        words.append(say("revocation.list", day=day(result.list_from)))
    title = say(f"revocation.one.{result.standing.value}", holder=holder(checked.trust.certificate))
    return Check(_OUTCOMES[result.standing.value], title, plain("; ".join(words)))
