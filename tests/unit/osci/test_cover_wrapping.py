"""Evil elements where a reader looks, the signed ones where only a search finds them: nothing passes."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sozialclient.errors import SozialclientError
from sozialclient.model.verdict import Verdict
from sozialclient.osci.cover import (
    CoveredMessage,
)
from sozialclient.wire.namespaces import DS, OSCI, SOAP, q
from sozialclient.wire.xml import canonical
from tests.unit.osci.answers import (
    covered,
    signed_answer,
    with_envelope,
)

HEADER, BODY = q(SOAP, "Header"), q(SOAP, "Body")
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
