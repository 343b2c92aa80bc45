"""Row C-21: an intermediary that signs with another certificate is blocked until somebody has compared it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.gui.certificates.desk import CertificatesDesk
from sozialclient.osci.cover import TransportSignerChanged
from sozialclient.store.errors import StoreNoSuchMailbox
from sozialclient.usecases.add_mailbox import CipherCertificateUnfit, SignatureCertificateUnfit
from sozialclient.usecases.confirm_fingerprint import FingerprintUnconfirmed
from sozialclient.usecases.fetch_mailbox import fetch_mailbox
from sozialclient.usecases.pins import (
    NothingOffered,
    PinKind,
    change_from_file,
    confirm_change,
    noting_changed_signer,
    offered_change,
)
from tests.e2e.place import NAME, Desk, Hub, desk, hub, three_applications
from tests.hostile.expect import refused, says_what_to_do
from tests.hostile.rows import guarded_by
from tests.mailbox_rig import training_pki
from tests.unit.cli.conftest import run


def digest(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Hub, Desk]]:
    """A mailbox with an application, and an office that has an older certificate of the intermediary on file."""
    with hub(tmp_path / "hub") as running, desk(tmp_path / "desk", running.url) as office:
        running.put(three_applications()[:1])
        store = office.workplace.store
        store.certificates.pin(NAME, signature=training_pki().platform_signature.der)
        yield running, office


def fetch(office: Desk) -> object:
    """The error a fetch of the mailbox as it is stored ends with."""
    mailbox = office.workplace.store.mailbox(NAME)
    transport = office.workplace.transport(mailbox, office.keys)
    return fetch_mailbox(transport, office.workplace.store, mailbox, lambda _step: None, lambda: False).error


@guarded_by("sozialclient.osci.cover._verify", "sozialclient.usecases.pins.note_changed_signer",
            "sozialclient.usecases.confirm_fingerprint.require_confirmed")
def test_c_21_a_changed_signer_is_blocked_until_confirmed(place: tuple[Hub, Desk]) -> None:
    """Every fetch ends with both fingerprints, nothing is acknowledged; only the whole right one lets it pass."""
    running, office = place
    store, pki = office.workplace.store, training_pki()
    known, offered = digest(pki.platform_signature.der), digest(pki.intermediary_signature.der)
    for _ in range(2):
        error = fetch(office)
        assert isinstance(error, TransportSignerChanged)
        assert error.parameters == {"known": known, "offered": offered}
        says_what_to_do(error)
        assert (running.received(), store.cards()) == ([], [])
    noted = [entry.detail for entry in store.journal() if entry.action == "pin_offered"]
    assert noted == [f"{NAME}: before={known}, after={offered}"]
    change = offered_change(store, NAME)
    assert (change.kind, change.before and change.before.sha256, change.after.sha256) == (
        PinKind.SIGNATURE, known, offered)
    for wrong in (None, "", offered[:63], known, "0" * 64):
        with refused(FingerprintUnconfirmed, sha256=offered):
            confirm_change(store, change, wrong)
        assert isinstance(fetch(office), TransportSignerChanged)
    confirm_change(store, change, " ".join(offered[at : at + 4].upper() for at in range(0, 64, 4)))
    assert [entry.detail for entry in store.journal() if entry.action == "pin_changed"][-1] == (
        f"{NAME}: kind=signature, before={known}, after={offered}")
    assert fetch(office) is None
    assert len(running.received()) == 1
    with refused(NothingOffered):
        offered_change(store, NAME)


@guarded_by("sozialclient.osci.cover._verify")
def test_c_21b_what_was_stored_before_stays_readable(place: tuple[Hub, Desk]) -> None:
    """After a change the bytes stored under the earlier certificate still open, and a new answer with it does not."""
    _running, office = place
    store, pki = office.workplace.store, training_pki()
    confirm_change(store, change_from_file(store, NAME, PinKind.SIGNATURE, pki.intermediary_signature.der),
                   digest(pki.intermediary_signature.der))
    assert fetch(office) is None
    (card,) = store.cards()
    mailbox = store.certificates.pin(NAME, signature=pki.author.der)
    assert pki.intermediary_signature.der in mailbox.earlier_signature_certificates
    transport = office.workplace.transport(mailbox, office.keys)
    opened = transport.reopen(store.original(card.id), card.message_id, store.spool)
    assert opened.delivery.transport.verdict.value == "passed"
    assert isinstance(fetch(office), TransportSignerChanged)


@guarded_by("sozialclient.usecases.add_mailbox.require_signature_certificate",
            "sozialclient.usecases.add_mailbox.require_cipher_certificate")
def test_c_21c_a_file_must_fit_its_place(place: tuple[Hub, Desk]) -> None:
    """A certificate for the other purpose, a swapped file or an unknown mailbox is refused before anybody is asked."""
    store, pki = place[1].workplace.store, training_pki()
    with refused(SignatureCertificateUnfit):
        change_from_file(store, NAME, PinKind.SIGNATURE, pki.intermediary_cipher.der)
    with refused(CipherCertificateUnfit):
        change_from_file(store, NAME, PinKind.CIPHER, pki.intermediary_signature.der)
    with refused(StoreNoSuchMailbox):
        change_from_file(store, "Fehlt", PinKind.CIPHER, pki.intermediary_cipher.der)
    change = change_from_file(store, NAME, PinKind.CIPHER, pki.office.der)
    assert confirm_change(store, change, change.after.sha256).intermediary_cipher_certificate == pki.office.der


@guarded_by("sozialclient.crypto.certificates.read_certificate")
def test_c_21e_what_is_no_certificate_is_not_offered(place: tuple[Hub, Desk]) -> None:
    """Bytes that anybody on the line put in the place of the certificate close neither list nor decision."""
    _, office = place
    store = office.workplace.store
    known = store.mailbox(NAME).intermediary_signature_certificate or b""
    for offered in (b"", b"\x30\x82", b"x" * 5_000_000):
        with pytest.raises(TransportSignerChanged), noting_changed_signer(store, NAME):
            raise TransportSignerChanged(known, offered)
        assert store.mailbox(NAME).offered_signature_certificate is None
    assert not [entry for entry in store.journal() if entry.action == "pin_offered"]
    with refused(NothingOffered):
        offered_change(store, NAME)
    assert [pins.offered for pins in CertificatesDesk(lambda: office.workplace).believed().pins] == [None]


@guarded_by("sozialclient.cli.certificate_commands.run_confirm")
def test_c_21d_on_the_command_line(place: tuple[Hub, Desk], tmp_path: Path) -> None:
    """Without the fingerprint the command shows both and changes nothing; with it the next fetch passes."""
    _running, office = place
    pki = training_pki()
    offered = digest(pki.intermediary_signature.der)
    assert isinstance(fetch(office), TransportSignerChanged)
    office.workplace.close()
    data = tmp_path / "desk"
    listed = run("--data", data, "certificate", "list")
    assert listed.code == 4 and offered in listed.out
    shown = run("--data", data, "certificate", "confirm", NAME)
    assert shown.code == 3 and "CERT-UNCONFIRMED" in shown.err
    assert digest(pki.platform_signature.der) in shown.out and offered in shown.out
    assert run("--data", data, "certificate", "confirm", NAME, "--sha256", offered).code == 0
    again = run("--data", data, "certificate", "list", "--json")
    assert again.code == 0
    (row,) = again.json["mailboxes"]
    assert (row["signature"]["sha256"], row["offered"]) == (offered, None)
