"""libxmlsec beside our verifier: whatever we let pass, it lets pass too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from sozialclient.errors import SozialclientError
from sozialclient.wire.namespaces import DS, q
from tests.mailbox_rig import training_pki
from tests.unit.osci.answers import answer, covered, parts_of, with_envelope, written
from tests.unit.osci.test_cover_wrapping import OPERATIONS, operate


@cache
def signed_without_parts() -> bytes:
    """libxmlsec cannot follow a reference to a MIME part."""
    return written(replace(answer(), attachments=(), body="<osci:ContentPackage></osci:ContentPackage>"))


def passes_libxmlsec(data: bytes) -> bool:
    xmlsec = pytest.importorskip("xmlsec", reason="xmlsec is not installed: no second opinion on signatures")
    root = etree.fromstring(b"".join(parts_of(data)[0].body).lstrip())
    (signature,) = root.iter(q(DS, "Signature"))
    for element in root.iter():
        if element.get("Id") is not None:
            xmlsec.tree.add_ids(element, ["Id"])
    context = xmlsec.SignatureContext()
    certificate = training_pki().intermediary_signature.der
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_DER)
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def test_it_passes_what_we_sign_and_sees_a_change() -> None:
    assert passes_libxmlsec(signed_without_parts())
    assert not passes_libxmlsec(signed_without_parts().replace(b"osci:1", b"osci:2").replace(b">gut<", b">gut!<"))


def surgery(operations: list[tuple[str, int, int]]) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        for operation in operations:
            operate(root, *operation)

    return change


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(OPERATIONS, min_size=0, max_size=2))
def test_we_are_never_the_weaker_one(operations: list[tuple[str, int, int]]) -> None:
    data = with_envelope(signed_without_parts(), surgery(operations))
    try:
        message = covered(data)
    except SozialclientError:
        return
    if message.transport.signature is not None:
        assert passes_libxmlsec(data)
