"""Only what the intermediary's signature covers in its place can be used; nothing can be wrapped around it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import pytest
from lxml import etree

from sozialclient.crypto.algorithms import Digest, Signature
from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.model.verdict import Verdict
from sozialclient.osci.cover import (
    CoveredMessage,
    TransportSignatureInvalid,
    TransportSignerChanged,
    cover,
)
from sozialclient.osci.receive import ReceivedMessage
from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.elements import StructureError
from sozialclient.wire.mime_writer import OutgoingPart
from sozialclient.wire.namespaces import DS, OSCI, q
from sozialclient.wire.spool import spool_bytes
from sozialclient.wire.xml import canonical
from tests.mailbox_rig import signing, training_pki
from tests.unit.osci.answers import (
    CLEAR,
    CONTROL,
    covered,
    parts_of,
    read,
    receiver,
    rewritten,
    signed_answer,
    signer,
    unsigned_answer,
    with_envelope,
    with_part,
)
from tests.unit.osci.counted_spool import CountedSpool


def references(message: CoveredMessage) -> set[str]:
    return {finding.reference for finding in message.findings}


def test_a_signed_answer_passes() -> None:
    message = covered(signed_answer())
    assert message.transport.verdict is Verdict.PASSED
    assert message.control == CONTROL
    assert message.transport.signature is not None and message.transport.signature.signer is not None
    assert message.transport.signature.signer.der == signer()
    assert spool_bytes(message.parts[CLEAR].spool) == b"Deckblatt"
    assert references(message) == {"WEAK-TRANSPORT-SIGNATURE"}  # the keys of the tests are short


def test_rewriting_alone_changes_nothing() -> None:
    """What the other tests of this file build on."""
    assert covered(with_envelope(signed_answer(), lambda root: None)).transport.verdict is Verdict.PASSED
    assert covered(with_part(signed_answer(), CLEAR, lambda body: body)).transport.verdict is Verdict.PASSED


def test_nobody_to_compare_with_is_undecided() -> None:
    message = cover(read(signed_answer()), Policy.default(), expected_signer=None)
    assert message.transport.verdict is Verdict.UNDECIDED
    assert message.transport.signature is not None and message.transport.signature.verdict is Verdict.PASSED
    assert "TRANSPORT-SIGNER-UNCONFIRMED" in references(message)


def test_no_signature_is_undecided() -> None:
    message = covered(unsigned_answer())
    assert (message.transport.verdict, message.transport.signature) == (Verdict.UNDECIDED, None)
    assert "TRANSPORT-UNSIGNED" in references(message)


def test_another_signer_than_the_one_on_file_is_refused() -> None:
    for other in (training_pki().intermediary_cipher.der, training_pki().office.der, b""):
        with pytest.raises(TransportSignerChanged):
            cover(read(signed_answer()), Policy.default(), expected_signer=other)


def test_what_an_office_refuses_is_refused() -> None:
    with pytest.raises(TransportSignatureInvalid) as caught:
        covered(signed_answer(), Policy.default().tightened(["rsa-2048"]))
    assert caught.value.parameters == {"reason": "SIG-REFUSED"}


def test_nothing_stays_open_behind_a_refusal() -> None:
    CountedSpool.reset()
    forged = with_part(signed_answer(), CLEAR, lambda body: body + b"!")
    message = receiver(CountedSpool).read([forged])
    assert isinstance(message, ReceivedMessage)
    assert CountedSpool.open == 2
    with pytest.raises(TransportSignatureInvalid):
        cover(message, Policy.default(), expected_signer=signer())
    assert CountedSpool.open == 0


def invalid(data: bytes) -> str:
    with pytest.raises(TransportSignatureInvalid) as caught:
        covered(data)
    return caught.value.parameters["reason"]


@pytest.mark.parametrize("body", [b"deckblatt", b"Deckblatt\r\n", b"Deckblat", b""])
def test_every_byte_of_an_attachment_counts(body: bytes) -> None:
    assert invalid(with_part(signed_answer(), CLEAR, lambda _: body)) == "SIG-DIGEST"


def test_parts_must_be_exactly_those_signed() -> None:
    parts = parts_of(signed_answer())
    assert covered(rewritten([parts[0], *parts[:0:-1]])).transport.verdict is Verdict.PASSED
    assert invalid(rewritten(parts[:-1])) == "SIG-COVERAGE"
    assert invalid(rewritten([*parts, OutgoingPart("more", "text/plain", [b"x"])])) == "SIG-COVERAGE"
    renamed = [replace(part, content_id=part.content_id.upper()) for part in parts[1:]]
    assert invalid(rewritten([parts[0], *renamed])) == "SIG-COVERAGE"


def block(root: etree._Element) -> etree._Element:
    (found,) = root[0].iterfind(q(OSCI, "SupplierSignature"))
    return found


def all_removed(elements: list[etree._Element]) -> None:
    for element in elements:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


def signature_forms() -> dict[str, Callable[[etree._Element], None]]:
    """Changes to the signature as a whole."""
    return {
        "empty": lambda root: block(root).remove(block(root)[0]),
        "twice": lambda root: block(root).append(deepcopy(block(root)[0])),
        "something beside it": lambda root: block(root).append(etree.Element("{urn:x}Evil")),
        "text beside it": lambda root: setattr(block(root), "text", "text"),
        "block twice": lambda root: block(root).addnext(deepcopy(block(root))),
        "of a client": lambda root: setattr(block(root), "tag", q(OSCI, "ClientSignature")),
        "foreign signature": lambda root: setattr(block(root)[0], "tag", "{urn:x}Signature"),
        "no value": lambda root: block(root)[0].remove(block(root)[0][1]),
        "empty value": lambda root: setattr(block(root)[0][1], "text", ""),
        "value of zeros": lambda root: setattr(block(root)[0][1], "text", "AAAA" * 85),
        "no references": lambda root: all_removed(block(root)[0][0].findall(q(DS, "Reference"))),
        "only key info": lambda root: all_removed(list(block(root)[0])[:2]),
        "other certificate": lambda root: block(root)[0][2][0].set("URI", "#nobody"),
        "certificate of a reader": lambda root: block(root)[0][2][0].set(
            "URI", _id(root, "CipherCertificateAddressee")
        ),
        "author's certificate": lambda root: block(root)[0][2][0].set(
            "URI", _id(root, "SignatureCertificateOtherAuthor")
        ),
    }


def _id(root: etree._Element, name: str) -> str:
    (found,) = root.iter(q(OSCI, name))
    return f"#{found.get('Id')}"


@pytest.mark.parametrize("name", signature_forms())
def test_a_signature_out_of_form_is_refused(name: str) -> None:
    with pytest.raises(SozialclientError):
        covered(with_envelope(signed_answer(), signature_forms()[name]))


@pytest.mark.parametrize("renamed", [False, True])
def test_a_signature_taken_off_leaves_an_unsigned_message(renamed: bool) -> None:
    def change(root: etree._Element) -> None:
        if renamed:
            root[0][1].tag = "{urn:x}SupplierSignature"
        else:
            root[0].remove(root[0][1])

    assert covered(with_envelope(signed_answer(), change)).transport.verdict is Verdict.UNDECIDED


def test_a_digest_nobody_can_compute_here_is_undecided() -> None:
    def change(root: etree._Element) -> None:
        (method,) = (
            reference.find(q(DS, "DigestMethod"))
            for reference in root.iter(q(DS, "Reference"))
            if reference.get("URI") == f"cid:{CLEAR}"
        )
        assert method is not None
        method.set("Algorithm", Digest.RIPEMD160.value)
        info, value, _ = block(root)[0]
        key = signing(training_pki().intermediary_signature)
        value.text = encode_base64(key.sign(canonical(info), Signature.RSA_SHA256))

    message = covered(with_envelope(signed_answer(), change))
    assert message.transport.verdict is Verdict.UNDECIDED
    assert message.transport.signature is not None and message.transport.signature.reason == "SIG-ALGORITHM"


def test_no_object_stands_in_a_signature_of_a_message() -> None:
    def change(root: etree._Element) -> None:
        etree.SubElement(block(root)[0], q(DS, "Object"))

    with pytest.raises(StructureError):
        covered(with_envelope(signed_answer(), change))
