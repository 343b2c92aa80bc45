"""Which message it is follows from one attribute, and each type keeps its order in one place."""

from __future__ import annotations

import pytest

from sozialclient.osci.names import MessageType, Place, message_type_of, schema_location
from sozialclient.wire.elements import StructureError
from sozialclient.wire.namespaces import OSCI, OSCI2017, SOAP, q

NAMED = [kind for kind in MessageType if kind is not MessageType.FAULT]


@pytest.mark.parametrize("kind", NAMED)
def test_each_type_by_its_literal_location(kind: MessageType) -> None:
    location = schema_location(kind)
    assert location == (
        f"http://schemas.xmlsoap.org/soap/envelope/ soap{kind.value}.xsd "
        "http://www.w3.org/2000/09/xmldsig# oscisig.xsd http://www.w3.org/2001/04/xmlenc# oscienc.xsd"
    )
    assert message_type_of(location) is kind
    assert message_type_of(location.replace(" ", "\n  ")) is kind
    words = location.split()
    assert message_type_of(" ".join(words[2:] + words[:2])) is kind


def test_no_location_is_a_fault() -> None:
    assert message_type_of(None) is MessageType.FAULT


@pytest.mark.parametrize(
    "location",
    [
        "",
        SOAP,
        f"{SOAP} soapFault.xsd",
        f"{SOAP} soapMessageFault.xsd",
        f"{SOAP} soapinitDialog.xsd",
        f"{SOAP} http://192.0.2.1/soapInitDialog.xsd",
        f"{SOAP} soapInitDialog.xsd.exe",
        f"{OSCI} soapInitDialog.xsd",
        f"soapInitDialog.xsd {SOAP}",
        f"x {SOAP} soapInitDialog.xsd",
        f"{SOAP} soapForwardDelivery.xsd",
        f"{SOAP} soap.xsd",
    ],
)
def test_other_locations_are_refused(location: str) -> None:
    with pytest.raises(StructureError):
        message_type_of(location)


def test_where_each_order_stands() -> None:
    """PROTOCOL 4, the table of the asymmetry."""
    header = {kind.value for kind in MessageType if kind.order.place is Place.HEADER}
    assert header == {
        f"{response}{partial}{order}"
        for response in ("", "ResponseTo")
        for partial in ("", "Partial")
        for order in ("FetchDelivery", "StoreDelivery")
    }
    content = {kind.value for kind in MessageType if kind.order.content}
    assert content == {
        "StoreDelivery",
        "ResponseToFetchDelivery",
        "PartialStoreDelivery",
        "ResponseToPartialFetchDelivery",
    }
    assert MessageType.RESPONSE_TO_EXIT_DIALOG.order.name == q(OSCI, "responseToExitDialog")
    assert MessageType.PARTIAL_FETCH_DELIVERY.order.name == q(OSCI2017, "partialFetchDelivery")
    assert {kind for kind in MessageType if kind.order.place is Place.NOWHERE} == {
        MessageType.FAULT,
        MessageType.ENCRYPTED,
    }


def test_what_an_intermediary_sends() -> None:
    assert {kind.value for kind in MessageType if kind.is_response} == {
        kind.value for kind in MessageType if kind.value.startswith("ResponseTo")
    }
