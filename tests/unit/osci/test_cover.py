"""Only what the intermediary's signature covers in its place can be used; nothing can be wrapped around it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

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
from sozialclient.wire.elements import StructureError
from sozialclient.wire.mime_writer import OutgoingPart
from sozialclient.wire.namespaces import DS, OSCI, SOAP, q
from sozialclient.wire.spool import MemorySpool, spool_bytes
from sozialclient.wire.xml import canonical
from tests.mailbox_rig import training_pki
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

HEADER, BODY = q(SOAP, "Header"), q(SOAP, "Body")


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


class CountedSpool(MemorySpool):
    """Knows how many of its kind are open."""

    open = 0

    def __init__(self) -> None:
        super().__init__()
        CountedSpool.open += 1
        self._counted = True

    def close(self) -> None:
        super().close()
        CountedSpool.open -= self._counted
        self._counted = False


def test_nothing_stays_open_behind_a_refusal() -> None:
    CountedSpool.open = 0
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


# -- wrapping: an evil element where the reader looks, the signed one where only a search finds it ----

BLOCKS = {
    "control": q(OSCI, "ControlBlock"),
    "order": q(OSCI, "responseToFetchDelivery"),
    "intermediary": q(OSCI, "IntermediaryCertificates"),
    "people": q(OSCI, "NonIntermediaryCertificates"),
    "features": "{http://xoev.de/transport/osci12/7}FeatureDescription",
    "custom": "{urn:example:meta}Meta",
    "body": BODY,
}


def evil_twin(element: etree._Element) -> etree._Element:
    """The same element saying something else, put in its place."""
    twin = deepcopy(element)
    twin.tail = None
    twin.set("evil", "yes")
    parent = element.getparent()
    assert parent is not None
    parent.replace(element, twin)
    return twin


def header_of(element: etree._Element) -> etree._Element:
    found = element.getroottree().getroot().find(HEADER)
    assert found is not None
    return found


def signature_of(element: etree._Element) -> etree._Element:
    (found,) = header_of(element).iterfind(f"{q(OSCI, 'SupplierSignature')}/{q(DS, 'Signature')}")
    return found


def reference_to(element: etree._Element) -> etree._Element:
    (found,) = (r for r in signature_of(element).iter(q(DS, "Reference")) if r.get("URI") == f"#{element.get('Id')}")
    return found


def changed(element: etree._Element) -> None:
    element.set("evil", "yes")


def removed(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def all_removed(elements: list[etree._Element]) -> None:
    for element in elements:
        removed(element)


def removed_with_reference(element: etree._Element) -> None:
    removed(reference_to(element))
    removed(element)


def twin_before(element: etree._Element) -> None:
    twin = deepcopy(element)
    twin.set("evil", "yes")
    element.addprevious(twin)


def twin_behind(element: etree._Element) -> None:
    twin = deepcopy(element)
    twin.set("evil", "yes")
    element.addnext(twin)


def original_inside_twin(element: etree._Element) -> None:
    twin = evil_twin(element)
    twin.append(element)


def original_inside_twin_without_its_id(element: etree._Element) -> None:
    twin = evil_twin(element)
    del twin.attrib["Id"]
    twin.append(element)


def original_in_a_custom_header(element: etree._Element) -> None:
    header = header_of(element)
    twin = evil_twin(element)
    twin.set("Id", "other")
    wrapper = etree.SubElement(header, "{urn:x}Wrapper", {"Id": "wrapper"})
    wrapper.append(element)


def original_in_an_object_of_the_signature(element: etree._Element) -> None:
    signature = signature_of(element)
    twin = evil_twin(element)
    twin.set("Id", "other")
    etree.SubElement(signature, q(DS, "Object")).append(element)


def original_behind_the_body(element: etree._Element) -> None:
    root = element.getroottree().getroot()
    twin = evil_twin(element)
    twin.set("Id", "other")
    root.append(element)


def reference_left_out(element: etree._Element) -> None:
    removed(reference_to(element))


def reference_twice(element: etree._Element) -> None:
    reference = reference_to(element)
    reference.addnext(deepcopy(reference))


def another_id_with_an_imitation(element: etree._Element) -> None:
    element.set("id", element.get("Id") or "")
    element.set("Id", "other")


def id_in_another_namespace(element: etree._Element) -> None:
    element.set(q(OSCI, "Id"), element.get("Id") or "")
    del element.attrib["Id"]


def reference_by(form: str) -> Callable[[etree._Element], None]:
    def change(element: etree._Element) -> None:
        id_ = element.get("Id") or ""
        reference_to(element).set("URI", form.format(id=id_, percent=f"%{ord(id_[0]):02x}{id_[1:]}"))

    change.__name__ = f"reference_by_{form}"
    return change


VARIANTS = [
    changed,
    removed,
    removed_with_reference,
    twin_before,
    twin_behind,
    original_inside_twin,
    original_inside_twin_without_its_id,
    original_in_a_custom_header,
    original_in_an_object_of_the_signature,
    original_behind_the_body,
    reference_left_out,
    reference_twice,
    another_id_with_an_imitation,
    id_in_another_namespace,
    *map(reference_by, ["", "#", "{id}", "# {id}", "#{percent}", "#xpointer(id('{id}'))", "#xpointer(/)", "cid:{id}"]),
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
@pytest.mark.parametrize("name", BLOCKS)
def test_nothing_is_wrapped_around_a_signature(name: str, variant: Callable[[etree._Element], None]) -> None:
    def change(root: etree._Element) -> None:
        (element,) = (e for e in root.iter(BLOCKS[name]) if e.getparent() in (root, root[0]))
        variant(element)

    forged = with_envelope(signed_answer(), change)
    with pytest.raises(SozialclientError):
        covered(forged)


def signature_forms() -> dict[str, Callable[[etree._Element], None]]:
    """Changes to the signature as a whole."""

    def block(root: etree._Element) -> etree._Element:
        (found,) = root[0].iterfind(q(OSCI, "SupplierSignature"))
        return found

    return {
        "empty": lambda root: block(root).remove(block(root)[0]),
        "twice": lambda root: block(root).append(deepcopy(block(root)[0])),
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


@pytest.mark.parametrize("inner", ["", "<ds:Object/>"])
def test_no_object_stands_in_a_signature_of_a_message(inner: str) -> None:
    def change(root: etree._Element) -> None:
        if inner:
            etree.SubElement(signature_of(root), q(DS, "Object"))

    forged = with_envelope(signed_answer(), change)
    if not inner:
        assert covered(forged)
        return
    with pytest.raises(StructureError):
        covered(forged)


# -- random surgery: whatever still passes says exactly what was signed ------------------------------

OPERATIONS = st.tuples(
    st.sampled_from(["remove", "twice", "move", "text", "attribute", "tag", "swap"]),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
)


def operate(root: etree._Element, kind: str, one: int, two: int) -> None:
    """One random change somewhere in the tree."""
    elements = [element for element in root.iter() if element is not root]
    if not elements:
        return
    element, other = elements[one % len(elements)], elements[two % len(elements)]
    parent = element.getparent()
    assert parent is not None
    if kind == "remove":
        parent.remove(element)
    elif kind == "twice":
        other.append(deepcopy(element))
    elif kind == "move" and element not in other.iterancestors() and element is not other:
        other.append(element)
    elif kind == "text":
        element.text = (element.text or "") + "x"
    elif kind == "attribute":
        element.set(("Id", "id", "URI", "Algorithm", "evil")[two % 5], other.get("Id") or "x")
    elif kind == "tag":
        element.tag = other.tag
    elif kind == "swap":
        element.text, other.text = other.text, element.text


def said(message: CoveredMessage) -> list[bytes]:
    return sorted(canonical(element) for element in (*message.envelope.blocks, message.envelope.body))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(OPERATIONS, min_size=1, max_size=3))
def test_whatever_passes_says_what_was_signed(operations: list[tuple[str, int, int]]) -> None:
    def change(root: etree._Element) -> None:
        for operation in operations:
            operate(root, *operation)

    try:
        message = covered(with_envelope(signed_answer(), change))
    except SozialclientError:
        return
    if message.transport.signature is not None:
        assert said(message) == said(covered(signed_answer()))
        return
    assert message.transport.verdict is Verdict.UNDECIDED
