"""The requests of a client as frozen types, read from covered messages (the intermediary's side)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from sozialclient.osci.cover import CoveredMessage
from sozialclient.osci.features import FeatureDescription, read_features
from sozialclient.osci.names import MessageType
from sozialclient.osci.process_cards import read_message_id
from sozialclient.osci.responses import chunk_content_id, order_element
from sozialclient.osci.selection import ChunkInformation, SelectionRule, read_chunk_information, read_selection
from sozialclient.wire.elements import StructureError, attribute, only_child, optional_child
from sozialclient.wire.namespaces import OSCI, OSCI2017
from sozialclient.wire.xml import text_of

_PARTIAL_SUFFIX = "_Partial"


@dataclass(frozen=True, slots=True)
class Request:
    """What all requests share; `languages` as sent, unknown ones included."""

    message: CoveredMessage
    languages: tuple[str, ...]
    features: FeatureDescription | None


@dataclass(frozen=True, slots=True)
class InitDialog(Request):
    """Open an explicit dialog."""


@dataclass(frozen=True, slots=True)
class ExitDialog(Request):
    """Close the dialog."""


@dataclass(frozen=True, slots=True)
class GetMessageId(Request):
    """Reserve a message id."""


@dataclass(frozen=True, slots=True)
class FetchDelivery(Request):
    """Hand out one delivery."""

    selection: SelectionRule


@dataclass(frozen=True, slots=True)
class FetchProcessCard(Request):
    """Hand out process cards."""

    selection: SelectionRule


@dataclass(frozen=True, slots=True)
class StoreDelivery(Request):
    """Store one delivery for its addressee; `message_id` None when the client left it out."""

    message_id: str | None
    subject: str | None
    package: etree._Element | None


@dataclass(frozen=True, slots=True)
class PartialFetchDelivery(Request):
    """Hand out one chunk of a delivery."""

    selection: SelectionRule
    chunk: ChunkInformation


@dataclass(frozen=True, slots=True)
class PartialStoreDelivery(Request):
    """Store one chunk of a delivery; `chunk` None asks only for the state.

    `message_id` is the original one, without the suffix the wire form adds.
    """

    message_id: str | None
    subject: str | None
    chunk: ChunkInformation | None
    content_id: str | None


def read_request(message: CoveredMessage) -> Request:
    """The typed request in `message`; raises StructureError, also for responses."""
    reader = _READERS.get(message.type)
    if reader is None:
        raise StructureError(element=message.type.value)
    languages = message.envelope.block(OSCI, "DesiredLanguages")
    if languages is None:
        raise StructureError(element="DesiredLanguages")
    words = tuple(attribute(languages, "LanguagesList").split()[:20])
    return reader((message, words, read_features(message.envelope.block(OSCI2017, "FeatureDescription"))))


_Shared = tuple[CoveredMessage, tuple[str, ...], FeatureDescription | None]
_Reader = Callable[[_Shared], Request]


def _fetch_delivery(shared: _Shared) -> Request:
    return FetchDelivery(*shared, read_selection(order_element(shared[0])))


def _fetch_process_card(shared: _Shared) -> Request:
    return FetchProcessCard(*shared, read_selection(order_element(shared[0])))


def _store_delivery(shared: _Shared) -> Request:
    order = order_element(shared[0])
    package = optional_child(shared[0].envelope.body, OSCI, "ContentPackage")
    return StoreDelivery(*shared, _message_id(order), _subject(order), package)


def _partial_fetch(shared: _Shared) -> Request:
    order = order_element(shared[0])
    chunk = read_chunk_information(only_child(order, OSCI2017, "ChunkInformation"))
    return PartialFetchDelivery(*shared, read_selection(order), chunk)


def _partial_store(shared: _Shared) -> Request:
    order = order_element(shared[0])
    element = optional_child(order, OSCI2017, "ChunkInformation")
    message_id = _message_id(order)
    return PartialStoreDelivery(
        *shared,
        None if message_id is None else message_id.removesuffix(_PARTIAL_SUFFIX),
        _subject(order),
        None if element is None else read_chunk_information(element),
        chunk_content_id(shared[0]),
    )


def _message_id(order: etree._Element) -> str | None:
    element = optional_child(order, OSCI, "MessageId")
    return None if element is None else read_message_id(element)


def _subject(order: etree._Element) -> str | None:
    element = optional_child(order, OSCI, "Subject")
    return None if element is None else text_of(element)


_READERS: dict[MessageType, _Reader] = {
    MessageType.INIT_DIALOG: lambda shared: InitDialog(*shared),
    MessageType.EXIT_DIALOG: lambda shared: ExitDialog(*shared),
    MessageType.GET_MESSAGE_ID: lambda shared: GetMessageId(*shared),
    MessageType.FETCH_DELIVERY: _fetch_delivery,
    MessageType.FETCH_PROCESS_CARD: _fetch_process_card,
    MessageType.STORE_DELIVERY: _store_delivery,
    MessageType.PARTIAL_FETCH_DELIVERY: _partial_fetch,
    MessageType.PARTIAL_STORE_DELIVERY: _partial_store,
}
