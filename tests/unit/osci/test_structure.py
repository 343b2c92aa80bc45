"""Envelopes are taken apart by exact place; what a type does not allow is refused (PROTOCOL 7.4)."""

from __future__ import annotations

import pytest
from lxml import etree

from sozialclient.osci.names import MessageType
from sozialclient.osci.structure import Parts, envelope_parts, read_fault
from sozialclient.wire.elements import StructureError
from sozialclient.wire.namespaces import FIVE_PREFIXES, OSCI, OSCI2017, q
from sozialclient.wire.xml import parse_xml

CONTROL = '<osci:ControlBlock Id="controlblock"/>'
SUPPLIER = '<osci:SupplierSignature Id="suppliersignature"/>'
CLIENT = '<osci:ClientSignature Id="clientsignature"/>'
FETCHED = '<osci:responseToFetchDelivery Id="responsetofetchdelivery"/>'
FEATURES = f'<o:FeatureDescription xmlns:o="{OSCI2017}" Id="f"/>'
CUSTOM = '<m:Meta xmlns:m="urn:m" Id="m"/>'
PACKAGE = "<osci:ContentPackage/>"
RESPONSE, REQUEST = MessageType.RESPONSE_TO_FETCH_DELIVERY, MessageType.FETCH_DELIVERY


def root(header: str, body: str = "", *, around: str = "{header}{body}") -> etree._Element:
    inner = around.format(
        header=f"<soap:Header>{header}</soap:Header>", body=f'<soap:Body Id="body">{body}</soap:Body>'
    )
    return parse_xml(f"<soap:Envelope {FIVE_PREFIXES}>{inner}</soap:Envelope>".encode())


def parts(header: str, body: str = "", kind: MessageType = RESPONSE) -> Parts:
    return envelope_parts(root(header, body), kind)


def test_everything_in_its_place() -> None:
    found = parts(f"{CONTROL} {SUPPLIER}\n{FETCHED}{FEATURES}{CUSTOM}", PACKAGE)
    assert [etree.QName(block).localname for block in found.blocks] == [
        "ControlBlock",
        "responseToFetchDelivery",
        "FeatureDescription",
        "Meta",
    ]
    assert found.signature_block is not None and found.signature_block.tag == q(OSCI, "SupplierSignature")
    assert [block.tag for block in found.custom] == ["{urn:m}Meta"]
    assert found.body.get("Id") == "body"
    assert found.block(OSCI, "ControlBlock") is found.blocks[0]
    assert found.block(OSCI2017, "ControlBlock") is None


def test_a_message_may_be_unsigned() -> None:
    assert parts(CONTROL + FETCHED).signature_block is None


@pytest.mark.parametrize(
    "around",
    [
        "{header}",
        "{body}",
        "{body}{header}",
        "{header}{body}{body}",
        "{header}{header}{body}",
        "{header}{body}<soap:More/>",
        "<m:Wrapper xmlns:m='urn:m'>{header}{body}</m:Wrapper>",
        "{header}{body}text",
        "text{header}{body}",
    ],
)
def test_one_header_and_one_body(around: str) -> None:
    assert envelope_parts(root(CONTROL + FETCHED, around="{header}{body}"), RESPONSE)
    with pytest.raises(StructureError):
        envelope_parts(root(CONTROL + FETCHED, around=around), RESPONSE)


def test_the_root_is_an_envelope() -> None:
    text = etree.tostring(root(CONTROL + FETCHED)).decode()
    for other in (text.replace("soap:Envelope", "osci:Envelope"), text.replace("soap:Envelope", "soap:Header")):
        with pytest.raises(StructureError):
            envelope_parts(parse_xml(other.encode()), RESPONSE)
    other = text.replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
    with pytest.raises(StructureError):
        envelope_parts(parse_xml(other.encode()), RESPONSE)


@pytest.mark.parametrize(
    "header",
    [
        "",
        FETCHED,
        FETCHED + CONTROL,
        SUPPLIER + CONTROL + FETCHED,
        CUSTOM + CONTROL + FETCHED,
        CONTROL,
        CONTROL + CONTROL + FETCHED,
        CONTROL + SUPPLIER + SUPPLIER + FETCHED,
        CONTROL + CLIENT + FETCHED,
        CONTROL + SUPPLIER + CLIENT + FETCHED,
        CONTROL + FETCHED + FETCHED,
        CONTROL + FETCHED + CUSTOM + CUSTOM,
        CONTROL + FETCHED + FEATURES + FEATURES,
        CONTROL + FETCHED + '<osci:DesiredLanguages Id="d"/>',
        CONTROL + FETCHED + '<osci:responseToStoreDelivery Id="s"/>',
        CONTROL + FETCHED + '<osci:fetchDelivery Id="s"/>',
        CONTROL + FETCHED + '<osci:Unknown Id="s"/>',
        CONTROL + FETCHED + '<soap:Body Id="s"/>',
        CONTROL + FETCHED + '<ds:Signature Id="s"/>',
        CONTROL + FETCHED + '<xenc:EncryptedData Id="s"/>',
        CONTROL + FETCHED + "text",
        CONTROL.replace("osci:", "soap:") + FETCHED,
        f"<m:All xmlns:m='urn:m'>{CONTROL}{FETCHED}</m:All>",
    ],
)
def test_blocks_a_response_may_not_have(header: str) -> None:
    with pytest.raises(StructureError):
        parts(header)


def test_a_signature_in_a_foreign_namespace_is_no_signature() -> None:
    found = parts(CONTROL + FETCHED + '<m:SupplierSignature xmlns:m="urn:m" Id="m"/>')
    assert found.signature_block is None
    assert [block.tag for block in found.custom] == ["{urn:m}SupplierSignature"]


def quality(service: str) -> str:
    return f'<osci:QualityOfTimestamp Id="q{service}" Service="{service}"/>'


ORDER = '<osci:fetchDelivery Id="fetchdelivery"/>'


def test_blocks_of_a_request() -> None:
    header = CONTROL + CLIENT + '<osci:DesiredLanguages Id="d"/>' + ORDER
    assert len(parts(header, kind=REQUEST).blocks) == 3
    both = header + quality("creation") + quality("reception")
    assert len(parts(both, kind=REQUEST).blocks) == 5
    for wrong in (both + quality("creation"), header + SUPPLIER, header + '<osci:IntermediaryCertificates Id="i"/>'):
        with pytest.raises(StructureError):
            parts(wrong, kind=REQUEST)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (RESPONSE, ["", PACKAGE], [PACKAGE * 2, "<osci:ContentContainer/>", "text", "<osci:responseToFetchDelivery/>"]),
        (REQUEST, [""], [PACKAGE, "<osci:fetchDelivery/>", "text"]),
        (
            MessageType.RESPONSE_TO_INIT_DIALOG,
            ["<osci:responseToInitDialog/>"],
            [
                "",
                "<osci:responseToExitDialog/>",
                PACKAGE,
                "<osci:responseToInitDialog/>" * 2,
                "<responseToInitDialog/>",
            ],
        ),
    ],
)
def test_what_a_body_may_hold(kind: MessageType, good: list[str], bad: list[str]) -> None:
    header = {RESPONSE: CONTROL + FETCHED, REQUEST: CONTROL + ORDER}.get(kind, CONTROL)
    for body in good:
        assert parts(header, body, kind).body is not None
    for body in bad:
        with pytest.raises(StructureError):
            parts(header, body, kind)


def fault(
    code: str = "<detail><osci:Code>9400</osci:Code></detail>", text: str = "<faultstring>Nein</faultstring>"
) -> str:
    return f"<soap:Body><soap:Fault><faultcode>soap:Client</faultcode>{text}{code}</soap:Fault></soap:Body>"


def read(body: str) -> tuple[str, str]:
    return read_fault(parse_xml(f"<soap:Envelope {FIVE_PREFIXES}>{body}</soap:Envelope>".encode()))


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        (fault(), "9400", "Nein"),
        (fault(code=""), "", "Nein"),
        (fault(code="<detail/>"), "", "Nein"),
        (fault(text=""), "9400", ""),
        (fault(code="<detail><osci:Code>94001234</osci:Code></detail>"), "9400", "Nein"),
        (fault(text=f"<faultstring>{'x' * 5000}</faultstring>"), "9400", "x" * 2000),
    ],
)
def test_a_fault_is_a_hint_and_nothing_more(body: str, code: str, text: str) -> None:
    assert read(body) == (code, text)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<soap:Body/>",
        fault() * 2,
        "<soap:Body><soap:Fault/><soap:Fault/></soap:Body>",
        fault().replace("soap:", "osci:"),
    ]
    + [fault(code="<detail><osci:Code>1</osci:Code><osci:Code>2</osci:Code></detail>")],
)
def test_what_is_no_fault_is_refused(body: str) -> None:
    with pytest.raises(StructureError):
        read(body)


@pytest.mark.parametrize("name", ["osci:Envelope", "soap:Fault"])
def test_a_fault_stands_in_an_envelope(name: str) -> None:
    with pytest.raises(StructureError):
        read_fault(parse_xml(f"<{name} {FIVE_PREFIXES}>{fault()}</{name}>".encode()))
