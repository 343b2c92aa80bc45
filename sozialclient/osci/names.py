"""Message types of OSCI 1.2 and where each keeps its order element (PROTOCOL 1.4.1, 4)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Final

from sozialclient.wire.elements import StructureError
from sozialclient.wire.namespaces import DS, OSCI, OSCI2017, SOAP, XENC, q

_TOKEN: Final = re.compile(r"soap([A-Za-z]+)\.xsd")


class Place(enum.Enum):
    """Where the order element of a message stands."""

    HEADER = "header"
    BODY = "body"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Order:
    """The order element of a message type; `content` tells whether the Body may hold a ContentPackage."""

    name: str
    place: Place
    content: bool = False


class MessageType(enum.Enum):
    """Types by the name in `xsi:schemaLocation`."""

    INIT_DIALOG = "InitDialog"
    RESPONSE_TO_INIT_DIALOG = "ResponseToInitDialog"
    EXIT_DIALOG = "ExitDialog"
    RESPONSE_TO_EXIT_DIALOG = "ResponseToExitDialog"
    GET_MESSAGE_ID = "GetMessageId"
    RESPONSE_TO_GET_MESSAGE_ID = "ResponseToGetMessageId"
    STORE_DELIVERY = "StoreDelivery"
    RESPONSE_TO_STORE_DELIVERY = "ResponseToStoreDelivery"
    FETCH_DELIVERY = "FetchDelivery"
    RESPONSE_TO_FETCH_DELIVERY = "ResponseToFetchDelivery"
    FETCH_PROCESS_CARD = "FetchProcessCard"
    RESPONSE_TO_FETCH_PROCESS_CARD = "ResponseToFetchProcessCard"
    PARTIAL_STORE_DELIVERY = "PartialStoreDelivery"
    RESPONSE_TO_PARTIAL_STORE_DELIVERY = "ResponseToPartialStoreDelivery"
    PARTIAL_FETCH_DELIVERY = "PartialFetchDelivery"
    RESPONSE_TO_PARTIAL_FETCH_DELIVERY = "ResponseToPartialFetchDelivery"
    ENCRYPTED = "MessageEncrypted"
    FAULT = "Fault"

    @property
    def is_response(self) -> bool:
        """Whether an intermediary sends it."""
        return self.value.startswith("ResponseTo")

    @property
    def order(self) -> Order:
        """The order element that must be there."""
        return _ORDERS[self]


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _order(kind: MessageType) -> Order:
    partial = "Partial" in kind.value
    name = q(OSCI2017 if partial else OSCI, _lower(kind.value))
    in_header = partial or kind.value.endswith(("StoreDelivery", "FetchDelivery"))
    content = kind in (
        MessageType.STORE_DELIVERY,
        MessageType.RESPONSE_TO_FETCH_DELIVERY,
        MessageType.PARTIAL_STORE_DELIVERY,
        MessageType.RESPONSE_TO_PARTIAL_FETCH_DELIVERY,
    )
    return Order(name, Place.HEADER if in_header else Place.BODY, content)


_WITHOUT_ORDER: Final = (MessageType.ENCRYPTED, MessageType.FAULT)
_ORDERS: Final = {
    kind: Order("", Place.NOWHERE) if kind in _WITHOUT_ORDER else _order(kind) for kind in MessageType
}


def schema_location(kind: MessageType) -> str:
    """The literal attribute value by which the reference libraries pick their parser."""
    return f"{SOAP} soap{kind.value}.xsd {DS} oscisig.xsd {XENC} oscienc.xsd"


def message_type_of(location: str | None) -> MessageType:
    """Type named by a `schemaLocation` value; none at all means SOAP fault.

    Raises StructureError for unknown types. White space may differ from the literal form.
    """
    if location is None:
        return MessageType.FAULT
    words = location.split()
    pairs = dict(zip(words[::2], words[1::2], strict=False))
    token = _TOKEN.fullmatch(pairs.get(SOAP, ""))
    try:
        kind = MessageType(token[1]) if token else None
    except ValueError:
        kind = None
    if kind is None or kind is MessageType.FAULT:
        raise StructureError(element="schemaLocation")
    return kind
