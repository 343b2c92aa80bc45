"""Everything that can happen to one answer on its way, as functions of a visit."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from functools import partial

from sozialclient.crypto.ciphers import decrypt_stream
from sozialclient.crypto.xmlenc import read_encrypted_data
from sozialclient.demo.certificates import Identity
from sozialclient.osci.compose import TransportEncryption, encrypt_message, write_fault
from sozialclient.wire.elements import only_child
from sozialclient.wire.limits import DEFAULT_LIMITS
from sozialclient.wire.mime import MimeReader
from sozialclient.wire.namespaces import SOAP, XENC
from sozialclient.wire.xml import parse_xml
from tests.e2e.wire_between import Harm, Visit
from tests.mailbox_rig import decryption, training_pki

_HTML = b"<!DOCTYPE html><html><body><p>Wartungsarbeiten</p></body></html>"
_SIGNATURE = re.compile(rb"<osci:SupplierSignature.*?</osci:SupplierSignature>", re.DOTALL)


def plain_message(answer: bytes) -> bytes:
    """The message inside an encrypted HTTP answer for the office."""
    parts = MimeReader([answer.partition(b"\r\n\r\n")[2]], DEFAULT_LIMITS).parts()
    root = parse_xml(b"".join(next(parts).body()))
    data = read_encrypted_data(only_child(only_child(root, SOAP, "Body"), XENC, "EncryptedData"), DEFAULT_LIMITS)
    session_key = data.keys[0].unwrap(decryption(training_pki().office), data.cipher)
    return b"".join(decrypt_stream(next(parts).body(), data.cipher, session_key, data.iv_length))


def encrypted_for(identity: Identity, plain: bytes) -> bytes:
    """`plain` as an encrypted message."""
    return b"".join(encrypt_message([plain], TransportEncryption(identity.der)))


def flipped(data: bytes, position: int) -> bytes:
    """One bit changed."""
    changed = bytearray(data)
    changed[position] ^= 0x04
    return bytes(changed)


def _request_lost(visit: Visit) -> None:
    """Nothing was forwarded, nothing comes back."""


def _request_cut(visit: Visit) -> None:
    visit.forward_cut(0.5)


def _answer_lost(visit: Visit) -> None:
    visit.forward()


def _answer_reset(visit: Visit) -> None:
    answer = visit.forward()
    visit.send(answer[: len(answer) // 2])
    visit.reset()


def _answer_cut(visit: Visit, *, missing: int | None = None) -> None:
    answer = visit.forward()
    visit.send(answer[: len(answer) // 2] if missing is None else answer[:-missing])


def _cipher_text_flipped(visit: Visit) -> None:
    answer = visit.forward()
    # The closing boundary is about 40 bytes long; before it stand the tag and the end of the cipher text.
    visit.send(flipped(answer, len(answer) - 100))


def _cipher_text_flipped_early(visit: Visit) -> None:
    answer = visit.forward()
    visit.send(flipped(answer, answer.index(b"<osci_enc>") + 200))


def _session_key_flipped(visit: Visit) -> None:
    answer = visit.forward()
    visit.send(flipped(answer, answer.index(b"CipherValue>") + 40))


def _inside_changed(visit: Visit) -> None:
    """Someone who knows our certificate can encrypt for us, but not sign for the intermediary."""
    plain = plain_message(visit.forward())
    last_digit = plain.index(b"</osci:Code>") - 1
    changed = flipped(plain, last_digit)
    visit.send_body(encrypted_for(training_pki().office, changed))


def _signature_taken_off(visit: Visit) -> None:
    plain = plain_message(visit.forward())
    stripped, count = _SIGNATURE.subn(b"", plain)
    assert count == 1
    visit.send_body(encrypted_for(training_pki().office, stripped))


def _in_the_clear(visit: Visit) -> None:
    """Every byte of the message is right and signed, only the encryption is missing."""
    visit.send_body(plain_message(visit.forward()))


def _for_another_key(visit: Visit) -> None:
    visit.send_body(encrypted_for(training_pki().other_office, plain_message(visit.forward())))


def _older_answer(visit: Visit) -> None:
    """The answer to the request before this one, which was right a moment ago."""
    visit.forward()
    visit.send(visit.between.answers[visit.number - 1])


def _fault(visit: Visit, *, code: str) -> None:
    visit.send_body(b"".join(write_fault(code, "Der Text eines Fremden")))


def _fault_instead(visit: Visit, *, code: str) -> None:
    visit.forward()
    _fault(visit, code=code)


def _page(visit: Visit, *, status: str) -> None:
    visit.send_body(_HTML, status, "text/html")


def _redirect(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")


def _empty_body(visit: Visit) -> None:
    visit.forward()
    visit.send_body(b"")


def late(visit: Visit, *, seconds: float) -> None:
    """The whole answer, too late."""
    answer = visit.forward()
    time.sleep(seconds)
    visit.send(answer)


HARMS: Mapping[str, Harm] = {
    "request lost": _request_lost,
    "request cut": _request_cut,
    "answer lost": _answer_lost,
    "answer reset": _answer_reset,
    "answer cut in the middle": _answer_cut,
    "last byte missing": partial(_answer_cut, missing=1),
    "early bit of the cipher text": _cipher_text_flipped_early,
    "late bit of the cipher text": _cipher_text_flipped,
    "bit of the session key": _session_key_flipped,
    "changed inside": _inside_changed,
    "signature taken off": _signature_taken_off,
    "in the clear": _in_the_clear,
    "for another key": _for_another_key,
    "fault 9400": partial(_fault, code="9400"),
    "fault 9000": partial(_fault, code="9000"),
    "fault 9000 after work": partial(_fault_instead, code="9000"),
    "page": partial(_page, status="200 OK"),
    "page 502": partial(_page, status="502 Bad Gateway"),
    "redirect": _redirect,
    "empty body": _empty_body,
    "older answer": _older_answer,
}
