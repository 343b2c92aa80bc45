"""Attachments: opened with the key of their container, each once, damaged ones never."""

from __future__ import annotations

import pytest

from sozialclient.crypto.algorithms import Cipher
from sozialclient.crypto.ciphers import encrypt_bytes, new_key
from sozialclient.model.verdict import Verdict
from tests.mailbox_rig import training_pki
from tests.unit.osci.contents import (
    attachment_key,
    changed,
    container,
    data,
    file,
    findings,
    handed_out,
    nested,
    one,
    opened,
    reader,
    sealed,
    signed,
    verdicts,
)

END = "</osci:ContentContainer>"
PDF = b"%PDF-1.7 invented"
KEY = new_key(Cipher.AES256_GCM)
CRYPT = encrypt_bytes(PDF, Cipher.AES256_GCM, KEY)


def test_an_encrypted_attachment_is_opened_with_the_key_of_its_container() -> None:
    plain = container(file("f", "a"), attachment_key("a", KEY))
    found = opened(sealed(plain), {"a": CRYPT})
    assert handed_out(found) == {"f": PDF}
    assert verdicts(found) == [Verdict.PASSED]
    inner = container(nested("n", container(file("f", "a"), id_="i")), attachment_key("a", KEY))
    assert handed_out(opened(sealed(inner), {"a": CRYPT})) == {"f": PDF}


def test_an_author_signs_the_plain_bytes() -> None:
    xml = signed(container(file("f", "a")), files={"a": PDF})
    with_key = changed(xml, END, attachment_key("a", KEY) + END)
    assert verdicts(opened(sealed(with_key), {"a": CRYPT})) == [Verdict.PASSED]
    of_cipher_text = signed(container(file("f", "a")), files={"a": CRYPT})
    wrong = changed(of_cipher_text, END, attachment_key("a", KEY) + END)
    assert handed_out(opened(sealed(wrong), {"a": CRYPT})) == {}


@pytest.mark.parametrize("body", [CRYPT[:-1], CRYPT + b"x", CRYPT[:12] + bytes([CRYPT[12] ^ 1]) + CRYPT[13:], b"", PDF])
def test_a_damaged_attachment_is_not_handed_out_and_the_rest_is(body: bytes) -> None:
    plain = container(data("d"), file("f", "a"), attachment_key("a", KEY))
    found = opened(sealed(plain), {"a": body})
    assert handed_out(found) == {"d": b"x"}
    assert findings(one(found)) == {"CONTENT-ATTACHMENT"}
    damaged = [content for content in found.delivery.contents() if content.id == "f"]
    assert [(content.size, content.sha256, content.integrity) for content in damaged] == [(None, None, Verdict.FAILED)]


def test_a_missing_attachment_is_named() -> None:
    found = opened(container(data("d"), file("f", "gone")), transport_signed=True)
    assert handed_out(found) == {"d": b"x"}
    assert findings(one(found)) == {"CONTENT-ATTACHMENT"}
    signed_one = signed(container(file("f", "gone")), files={"gone": PDF})
    assert one(opened(signed_one)).signatures[0].reason == "SIG-ATTACHMENT"


def test_names_of_parts_may_be_percent_encoded() -> None:
    assert handed_out(opened(container(file("f", "a%20b.pdf")), {"a b.pdf": PDF})) == {"f": PDF}
    assert handed_out(opened(container(file("f", "a%20b.pdf")), {"a%20b.pdf": PDF, "a b.pdf": b"other"})) == {"f": PDF}


def test_a_part_nobody_asks_for_is_named() -> None:
    found = opened(container(data("d")), {"more": b"x"}).delivery
    assert [finding.reference for finding in found.findings if finding.reference.startswith("CONTENT")] == [
        "CONTENT-SURPLUS-PART"
    ]
    unread = opened(sealed(container(file("f", "a")), (reader(training_pki().other_office),)), {"a": b"x"}).delivery
    assert not any(finding.reference == "CONTENT-SURPLUS-PART" for finding in unread.findings)


def test_a_key_in_the_clear_is_named() -> None:
    found = one(opened(container(file("f", "a"), attachment_key("a", KEY)), {"a": CRYPT}))
    assert "CONTENT-CLEAR-KEY" in findings(found)


def test_two_keys_for_one_attachment_are_refused() -> None:
    first = container(file("f", "a"), attachment_key("a", KEY))
    second = container(file("g", "a"), attachment_key("a", new_key(Cipher.AES256_GCM)), id_="other")
    found = opened(sealed(first) + sealed(second, id_="e2"), {"a": CRYPT}).delivery
    assert [each.readable for each in found.containers] == [True, False]
    assert findings(found.containers[1]) == {"CONTENT-DAMAGED"}


def test_one_attachment_may_serve_two_containers() -> None:
    first = container(file("f", "a"), attachment_key("a", KEY))
    second = container(file("g", "a"), attachment_key("a", KEY), id_="other")
    found = opened(sealed(first) + sealed(second, id_="e2"), {"a": CRYPT})
    assert handed_out(found) == {"f": PDF, "g": PDF}
