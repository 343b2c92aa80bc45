"""The dialogs about certificates, by keyboard: a changed intermediary, a root, and revocation on demand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from sozialclient.demo.certificates import Identity, TrainingPki
from sozialclient.gui.certificates.confirm_dialog import ConfirmDialog
from sozialclient.gui.certificates.controller import CertificatesController
from sozialclient.gui.certificates.page import CertificatesDialog
from sozialclient.gui.certificates.revocation_dialog import RevocationDialog
from sozialclient.gui.certificates.words import fingerprint
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.check_list import CheckList
from sozialclient.usecases.open_training_mailbox import TRAINING_MAILBOX
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import press, write
from tests.gui.screen_walk import nameless
from tests.gui.test_screens import open_first
from tests.mailbox_rig import training_pki


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def opened(desktop: Desktop) -> tuple[CertificatesController, CertificatesDialog]:
    desktop.window.actions_table["certificates"].trigger()
    settle(desktop, 0.1)
    controller = desktop.keeping.certificates
    assert controller.dialog is not None
    return controller, controller.dialog


def asking(controller: CertificatesController) -> ConfirmDialog:
    assert controller.asking is not None
    return controller.asking


def test_what_is_believed_is_listed(desktop: Desktop) -> None:
    """The training authorities are marked as such, and do not pass for the roots of the administration."""
    _controller, dialog = opened(desktop)
    shown = words(dialog)
    assert "PCA-1-Uebung-26" in shown and "(nur Übung)" in shown and "Uebungs-CA 13" in shown
    assert "keine Wurzel der Verwaltungs-PKI" in dialog.banner.title.text()
    assert f"Intermediär von {TRAINING_MAILBOX}" in shown
    assert not dialog.offered.isVisible()
    assert not nameless(dialog)


def test_a_changed_intermediary_stays_in_sight_until_confirmed(desktop: Desktop, workplace: Workplace) -> None:
    """Hint in the status bar, both fingerprints, a button that waits for the whole one, a line in the journal."""
    before = workplace.store.mailbox(TRAINING_MAILBOX).intermediary_signature_certificate
    new = training_pki().intermediary_signature.der
    workplace.store.certificates.note_offered(TRAINING_MAILBOX, new)
    desktop.keeping.certificates.look()
    settle(desktop, 0.1)
    assert desktop.window.status.buttons["pins"].isVisible()
    controller, dialog = opened(desktop)
    assert TRAINING_MAILBOX in dialog.banner.title.text() and "hat sich geändert" in dialog.banner.title.text()
    press(dialog.offered, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    question = asking(controller)
    digest = x509.load_der_x509_certificate(new).fingerprint(hashes.SHA256()).hex()
    assert before is not None
    for der in (before, new):
        sha256 = x509.load_der_x509_certificate(der).fingerprint(hashes.SHA256()).hex().upper()
        assert sha256 in words(question).replace(" ", "").replace("\u200b", "")
    assert not nameless(question)
    assert not question.go.isEnabled() and question.typed.hasFocus()
    write(question.typed, "0" * 64)
    assert question.go.isEnabled()
    question.go.click()
    settle(desktop, 0.1)
    assert question.isVisible() and "CERT-UNCONFIRMED" in words(question)
    assert workplace.store.mailbox(TRAINING_MAILBOX).intermediary_signature_certificate == before
    question.typed.clear()
    write(question.typed, " ".join(digest[at : at + 4] for at in range(0, 64, 4)))
    question.go.click()
    settle(desktop, 0.2)
    assert not question.isVisible()
    assert workplace.store.mailbox(TRAINING_MAILBOX).intermediary_signature_certificate == new
    assert workplace.store.journal()[-1].action == "pin_changed"
    assert not desktop.window.status.buttons["pins"].isVisible()
    assert desktop.controller.mailbox is not None
    assert desktop.controller.mailbox.intermediary_signature_certificate == new, "the next fetch must use it"


def test_a_root_needs_its_fingerprint_and_an_authority_does_not(
    desktop: Desktop, workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pki = training_pki()
    controller, dialog = opened(desktop)
    for identity, asks in ((pki.root, True), (pki.ca, False)):
        file = tmp_path / "authority.cer"
        file.write_bytes(identity.der)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, file=file: (str(file), ""))
        dialog.add.click()
        settle(desktop, 0.1)
        question = asking(controller)
        assert question.go.isEnabled() is not asks
        if asks:
            write(question.typed, identity.certificate.fingerprint(hashes.SHA256()).hex())
        question.go.click()
        settle(desktop, 0.1)
    mine = [each for each in workplace.store.certificates.trusted() if not each.training]
    assert [(each.der, each.root) for each in mine] == [(pki.root.der, True), (pki.ca.der, False)]
    assert "Wurzel" in dialog.banner.title.text()
    menu = dialog.remove.menu()
    menu.actions()[-1].trigger()
    settle(desktop, 0.1)
    assert [each.der for each in workplace.store.certificates.trusted() if not each.training] == [pki.root.der]


def crl(issuer: Identity, revoked: x509.Certificate | None = None) -> bytes:
    now = datetime.now(UTC)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(now - timedelta(hours=1)).next_update(now + timedelta(days=1))
    if revoked is not None:
        entry = x509.RevokedCertificateBuilder().serial_number(revoked.serial_number).revocation_date(now)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.private_key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_revocation_has_three_results_and_stays_with_the_application(
    desktop: Desktop, example_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, not revoked and revoked look different, and the report keeps the last one."""
    pki = TrainingPki.create(example_folder.parent / "intermediary" / "pki")
    open_first(desktop)
    page = desktop.window.application.inspection
    desktop.window.application.show_tab("inspection")
    settle(desktop, 0.1)
    assert "Der Sperrstatus wurde nicht geprüft" in words(page).replace("\u200b", "")
    assert "ist bestätigt" in words(page).replace("\u200b", "")
    root, authority, hostile = crl(pki.root), crl(pki.ca), crl(pki.ca, pki.author.certificate)
    for lists, outcome, said in (([], "undecided", "Unbekannt"), ([root, authority], "passed", "Nicht gesperrt"),
                                 ([root, hostile], "failed", "Ein Zertifikat ist gesperrt")):
        files = []
        for number, data in enumerate(lists or [root]):
            files.append(tmp_path / f"{number}.crl")
            files[-1].write_bytes(data)
        chosen = [str(file) for file in files]
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_, chosen=chosen: (chosen, ""))
        page.revocation.setFocus()
        settle(desktop, 0.05)
        press(page.revocation, Qt.Key.Key_Return)
        settle(desktop, 0.1)
        dialog = desktop.revocation.dialog
        assert isinstance(dialog, RevocationDialog) and not nameless(dialog)
        assert not dialog.download.isVisible(), "nobody allowed an address"
        dialog.files.click()
        settle(desktop, 0.1)
        assert dialog.banner.title.text() == said
        assert dialog.banner.property("banner") is not None and _outcomes(dialog.results).count(outcome) >= 1
        dialog.close_button.click()
        settle(desktop, 0.2)
    assert "Ein Zertifikat ist gesperrt" in words(page).replace("\u200b", "")
    assert "gesperrt" in page.banner.title.text()


def _outcomes(view: CheckList) -> list[str]:
    spoken = [child.accessibleName() for child in view.findChildren(QWidget) if child.accessibleName()]
    kinds = {"nicht gesperrt": "passed", "gesperrt": "failed", "unbekannt": "undecided"}
    return [next((kind for said, kind in kinds.items() if said in each), "") for each in spoken]


def test_the_fingerprint_can_be_read_out(qapp: QApplication) -> None:
    from sozialclient.crypto.certificates import read_certificate

    facts = read_certificate(training_pki().root.der)
    assert fingerprint(facts).replace(" ", "").lower() == facts.sha256
    assert len(fingerprint(facts).split()) == 16
