"""Setting up a mailbox: everything that can be wrong with what a user chose is named before a connection is made."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.demo.certificates import Identity
from sozialclient.errors import SozialclientError
from sozialclient.store import KeyVault, Store
from sozialclient.usecases.add_mailbox import MailboxForm, add_mailbox, read_mailbox_form
from sozialclient.usecases.unlock_keys import inspect_key_file, unlock_keys, unlock_mailbox
from tests.mailbox_rig import training_pki
from tests.unit.crypto.key_files import key_file, merged

PIN = "geheim-Ü"


def p12(identity: Identity, pin: str = PIN) -> bytes:
    return key_file(identity.private_key, identity.der, pin)


def form() -> MailboxForm:
    pki = training_pki()
    return MailboxForm(
        name="Sozialamt", url="https://osci.example.invalid/", intermediary_cipher=pki.intermediary_cipher.der,
        intermediary_signature=pki.intermediary_signature.der, key_file=p12(pki.office), pin=PIN,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", KeyVault(tmp_path / "data", self_contained=True))
    yield opened
    opened.close()


def refused(changed: MailboxForm) -> str:
    with pytest.raises(SozialclientError) as failure:
        read_mailbox_form(changed)
    return failure.value.reference


def test_a_sound_form_becomes_a_mailbox(store: Store) -> None:
    chosen = replace(form(), name="  Sozialamt  ", training=True)
    mailbox = add_mailbox(store, chosen)
    assert store.mailbox("Sozialamt") == mailbox
    assert (mailbox.transport, mailbox.training, mailbox.sealed_pin) == ("osci12", True, None)
    assert (mailbox.key_file, mailbox.url) == (chosen.key_file, chosen.url)
    assert mailbox.intermediary_cipher_certificate == training_pki().intermediary_cipher.der


@pytest.mark.parametrize("name", ["", "   ", "a/b", "a\\b", "a:b", "x" * 81, "a\nb", "a\x00b", 'a"b', "a|b", "<a>"])
def test_bad_names(name: str) -> None:
    assert refused(replace(form(), name=name)) == "MAILBOX-NAME"


@pytest.mark.parametrize("url", [
    "", "osci.example", "ftp://osci.example/", "http://", "file:///etc/passwd", "https://user:pw@osci.example/",
    "http://osci.example:99999/", "javascript:alert(1)", "http://osci example/",
])
def test_bad_addresses(url: str) -> None:
    assert refused(replace(form(), url=url)) == "NET-ADDRESS"


def test_the_same_name_twice(store: Store) -> None:
    add_mailbox(store, form())
    with pytest.raises(SozialclientError, match="MAILBOX-EXISTS"):
        add_mailbox(store, replace(form(), url="http://127.0.0.1:1/"))
    assert store.mailbox("Sozialamt").url == form().url


def test_keys(store: Store) -> None:
    pki = training_pki()
    whole = form().key_file
    assert refused(replace(form(), pin="falsch")) == "KEY-PIN"
    assert refused(replace(form(), pin="")) == "KEY-PIN"
    assert refused(replace(form(), key_file=whole[: len(whole) // 2])) in ("KEY-DAMAGED", "KEY-NOT-A-KEY-FILE")
    assert refused(replace(form(), key_file=b"")) == "KEY-NOT-A-KEY-FILE"
    assert refused(replace(form(), key_file=pki.office.der)) == "KEY-NOT-A-KEY-FILE"
    assert refused(replace(form(), key_file=p12(pki.office_signature))) == "KEY-NO-CIPHER"
    assert refused(replace(form(), signature_key_file=b"x")) == "KEY-NOT-A-KEY-FILE"
    assert refused(replace(form(), signature_key_file=p12(pki.office_signature, "andere"))) == "KEY-PIN"
    assert store.mailboxes() == []


def test_certificates_of_the_intermediary() -> None:
    pki = training_pki()
    swapped = replace(form(), intermediary_cipher=pki.intermediary_signature.der,
                      intermediary_signature=pki.intermediary_cipher.der)
    assert refused(swapped) == "MAILBOX-CIPHER-CERTIFICATE"
    assert refused(replace(form(), intermediary_signature=pki.intermediary_cipher.der)) == (
        "MAILBOX-SIGNATURE-CERTIFICATE")
    for damaged in (b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n", pki.intermediary_cipher.der[:-9], form().key_file):
        assert refused(replace(form(), intermediary_cipher=damaged)) == "CERT-DAMAGED"
        assert refused(replace(form(), intermediary_signature=damaged)) == "CERT-DAMAGED"
    assert read_mailbox_form(replace(form(), intermediary_signature=None)).intermediary_signature_certificate is None


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_certificates_as_pem(line_end: bytes) -> None:
    der = training_pki().intermediary_cipher.der
    text = base64.encodebytes(der).replace(b"\n", line_end)
    pem = line_end.join([b"-----BEGIN CERTIFICATE-----", text + b"-----END CERTIFICATE-----", b""])
    assert read_mailbox_form(replace(form(), intermediary_cipher=pem)).intermediary_cipher_certificate == der


def test_one_file_with_two_keys() -> None:
    """The one that may encipher names the mailbox, the other one signs."""
    pki = training_pki()
    both = merged([p12(pki.office_signature), p12(pki.office_cipher)], PIN)
    keys = unlock_keys(both, PIN)
    assert keys.cipher_certificate == pki.office_cipher.der
    assert keys.signing is not None and keys.signing.certificate_der == pki.office_signature.der
    assert pki.office_cipher.der in {key.certificate_der for key in keys.decryption}
    assert inspect_key_file(both, PIN).certificate.der == pki.office_cipher.der


def test_a_second_file_signs(store: Store) -> None:
    pki = training_pki()
    second = p12(pki.office_signature, "zweite")
    keys = unlock_keys(p12(pki.office), PIN, second, "zweite")
    assert keys.cipher_certificate == pki.office.der
    assert keys.signing is not None and keys.signing.certificate_der == pki.office_signature.der
    # Without a PIN of its own it has that of the first.
    same = replace(form(), key_file=p12(pki.office_cipher), signature_key_file=p12(pki.office_signature))
    mailbox = add_mailbox(store, same)
    unlocked = unlock_mailbox(store.mailbox(mailbox.name), PIN)
    assert unlocked.signing is not None and unlocked.signing.certificate_der == pki.office_signature.der


def test_a_cipher_key_alone_leaves_requests_unsigned() -> None:
    assert unlock_keys(p12(training_pki().office_cipher), PIN).signing is None
