"""The responses of an intermediary as frozen types, read from covered messages only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from sozialclient.model.feedback import FeedbackEntry
from sozialclient.model.process_card import ProcessCardBundle
from sozialclient.osci.cover import CoveredMessage
from sozialclient.osci.features import FeatureDescription, read_features
from sozialclient.osci.feedback import read_feedback
from sozialclient.osci.names import MessageType, Place
from sozialclient.osci.process_cards import read_message_id, read_process_card_bundle
from sozialclient.osci.selection import CHUNK_INFORMATION, ChunkInformation, read_chunk_information
from sozialclient.wire.elements import StructureError, expect_order, only_child, optional_child
from sozialclient.wire.namespaces import OSCI, OSCI2017, q


@dataclass(frozen=True, slots=True)
class Response:
    """What all responses share: feedback, and features where the message announces some."""

    message: CoveredMessage
    feedback: tuple[FeedbackEntry, ...]
    features: FeatureDescription | None


@dataclass(frozen=True, slots=True)
class ResponseToInitDialog(Response):
    """The dialog is open unless the feedback holds an error."""


@dataclass(frozen=True, slots=True)
class ResponseToExitDialog(Response):
    """The dialog is closed."""


@dataclass(frozen=True, slots=True)
class ResponseToGetMessageId(Response):
    """A reserved message id, None when refused."""

    message_id: str | None


@dataclass(frozen=True, slots=True)
class ResponseToStoreDelivery(Response):
    """Outcome of storing, with the new process card."""

    card: ProcessCardBundle | None


@dataclass(frozen=True, slots=True)
class ResponseToFetchDelivery(Response):
    """One delivery or none: `package` is the ContentPackage, None or empty when nothing matched."""

    card: ProcessCardBundle | None
    package: etree._Element | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was delivered."""
        return self.card is None and (self.package is None or len(self.package) == 0)


@dataclass(frozen=True, slots=True)
class ResponseToFetchProcessCard(Response):
    """Process cards that matched."""

    cards: tuple[ProcessCardBundle, ...]


@dataclass(frozen=True, slots=True)
class ResponseToPartialFetchDelivery(Response):
    """One chunk of a delivery; its bytes are the message part named `content_id`."""

    chunk: ChunkInformation
    message_id: str | None
    content_id: str | None


@dataclass(frozen=True, slots=True)
class ResponseToPartialStoreDelivery(Response):
    """Outcome of storing one chunk, and of the whole message once it was processed."""

    inside_feedback: tuple[FeedbackEntry, ...]
    card: ProcessCardBundle | None
    chunk: ChunkInformation


def read_response(message: CoveredMessage) -> Response:
    """The typed response in `message`; raises StructureError, also for requests."""
    reader = _READERS.get(message.type)
    if reader is None:
        raise StructureError(element=message.type.value)
    order = order_element(message)
    features = read_features(message.envelope.block(OSCI2017, "FeatureDescription"))
    feedback = read_feedback(only_child(order, OSCI, "Feedback"))
    return reader((message, feedback, features), order)


def order_element(message: CoveredMessage) -> etree._Element:
    """The order element, from where the message type keeps it; raises StructureError."""
    name = etree.QName(message.type.order.name)
    if message.type.order.place is Place.BODY:
        return only_child(message.envelope.body, name.namespace or "", name.localname)
    block = message.envelope.block(name.namespace or "", name.localname)
    if block is None:
        raise StructureError(element=name.localname)
    return block


_Shared = tuple[CoveredMessage, tuple[FeedbackEntry, ...], FeatureDescription | None]
_Reader = Callable[[_Shared, etree._Element], Response]


def _init(shared: _Shared, order: etree._Element) -> Response:
    expect_order(order, ((q(OSCI, "Feedback"), False),))
    return ResponseToInitDialog(*shared)


def _exit(shared: _Shared, order: etree._Element) -> Response:
    expect_order(order, ((q(OSCI, "Feedback"), False),))
    return ResponseToExitDialog(*shared)


def _message_id(shared: _Shared, order: etree._Element) -> Response:
    expect_order(order, ((q(OSCI, "Feedback"), False), (q(OSCI, "MessageId"), False)))
    element = optional_child(order, OSCI, "MessageId")
    return ResponseToGetMessageId(*shared, None if element is None else read_message_id(element))


def _store(shared: _Shared, order: etree._Element) -> Response:
    expect_order(order, ((q(OSCI, "Feedback"), False), (q(OSCI, "ProcessCardBundle"), False)))
    return ResponseToStoreDelivery(*shared, _card(order))


def _fetch(shared: _Shared, order: etree._Element) -> Response:
    expect_order(
        order,
        ((q(OSCI, "Feedback"), False), (q(OSCI, "fetchDelivery"), False), (q(OSCI, "ProcessCardBundle"), False)),
    )
    package = optional_child(shared[0].envelope.body, OSCI, "ContentPackage")
    return ResponseToFetchDelivery(*shared, _card(order), package)


def _process_card(shared: _Shared, order: etree._Element) -> Response:
    expect_order(
        order,
        ((q(OSCI, "Feedback"), False), (q(OSCI, "fetchProcessCard"), False), (q(OSCI, "ProcessCardBundle"), True)),
    )
    cards = tuple(read_process_card_bundle(card) for card in order.findall(q(OSCI, "ProcessCardBundle")))
    return ResponseToFetchProcessCard(*shared, cards)


def _partial_fetch(shared: _Shared, order: etree._Element) -> Response:
    chunk = read_chunk_information(only_child(order, OSCI2017, "ChunkInformation"))
    element = optional_child(order, OSCI, "MessageId")
    return ResponseToPartialFetchDelivery(
        *shared, chunk, None if element is None else read_message_id(element), chunk_content_id(shared[0])
    )


def chunk_content_id(message: CoveredMessage) -> str | None:
    """Name of the part that carries a chunk: the one content of the one container; None without any.

    Both libraries call that container `ChunkContentContainer`, but a name decides nothing here: a
    chunk that was overlooked would be acknowledged. Raises StructureError for another structure.
    """
    package = optional_child(message.envelope.body, OSCI, "ContentPackage")
    if package is None or len(package) == 0:
        return None
    content = only_child(only_child(package, OSCI, "ContentContainer"), OSCI, "Content")
    href = content.get("href", "")
    if not href.startswith("cid:") or href[4:] not in message.parts:
        raise StructureError(element="ChunkContent")
    return href[4:]


def _partial_store(shared: _Shared, order: etree._Element) -> Response:
    inside = optional_child(order, OSCI2017, "InsideFeedback")
    chunk = optional_child(order, OSCI2017, etree.QName(CHUNK_INFORMATION).localname)
    return ResponseToPartialStoreDelivery(
        *shared,
        () if inside is None else read_feedback(inside),
        _card(order),
        ChunkInformation() if chunk is None else read_chunk_information(chunk),
    )


def _card(order: etree._Element) -> ProcessCardBundle | None:
    element = optional_child(order, OSCI, "ProcessCardBundle")
    return None if element is None else read_process_card_bundle(element)


_READERS: dict[MessageType, _Reader] = {
    MessageType.RESPONSE_TO_INIT_DIALOG: _init,
    MessageType.RESPONSE_TO_EXIT_DIALOG: _exit,
    MessageType.RESPONSE_TO_GET_MESSAGE_ID: _message_id,
    MessageType.RESPONSE_TO_STORE_DELIVERY: _store,
    MessageType.RESPONSE_TO_FETCH_DELIVERY: _fetch,
    MessageType.RESPONSE_TO_FETCH_PROCESS_CARD: _process_card,
    MessageType.RESPONSE_TO_PARTIAL_FETCH_DELIVERY: _partial_fetch,
    MessageType.RESPONSE_TO_PARTIAL_STORE_DELIVERY: _partial_store,
}
