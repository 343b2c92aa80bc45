"""The table of orders, and the refusal that each of them knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sozialclient.demo.intermediary_chunks import partial_fetch, partial_store
from sozialclient.demo.intermediary_fetch import fetch_delivery, fetch_process_card
from sozialclient.demo.intermediary_store import get_message_id, store_delivery
from sozialclient.demo.intermediary_turn import OrderServices, Turn
from sozialclient.osci.compose import OutgoingMessage
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.names import MessageType
from sozialclient.osci.requests import Request
from sozialclient.osci.response_envelopes import (
    Feedback,
    SupplierIdentity,
    response_to_exit_dialog,
    response_to_fetch_delivery,
    response_to_fetch_process_card,
    response_to_get_message_id,
    response_to_init_dialog,
    response_to_partial_store_delivery,
    response_to_store_delivery,
)
from sozialclient.osci.selection import ChunkInformation

# Each order takes the request class that `read_request` makes for its message type.
_ORDERS: dict[MessageType, Callable[[OrderServices, Turn, Any], OutgoingMessage]] = {
    MessageType.GET_MESSAGE_ID: get_message_id,
    MessageType.STORE_DELIVERY: store_delivery,
    MessageType.FETCH_DELIVERY: fetch_delivery,
    MessageType.FETCH_PROCESS_CARD: fetch_process_card,
    MessageType.PARTIAL_FETCH_DELIVERY: partial_fetch,
    MessageType.PARTIAL_STORE_DELIVERY: partial_store,
}


def execute(services: OrderServices, turn: Turn, request: Request) -> OutgoingMessage:
    """Execute any order but the opening and closing of dialogs.

    Raises OrderRefused, FaultAnswer, StructureError and what the state raises.
    """
    return _ORDERS[request.message.type](services, turn, request)


def refusal(
    kind: MessageType, control: ControlBlock, supplier: SupplierIdentity, feedback: Feedback
) -> OutgoingMessage:
    """The response to a request of type `kind` that says only why it was not executed."""
    return _REFUSALS[kind](control, supplier, feedback)


_Refusal = Callable[[ControlBlock, SupplierIdentity, Feedback], OutgoingMessage]
_REFUSALS: dict[MessageType, _Refusal] = {
    MessageType.INIT_DIALOG: response_to_init_dialog,
    MessageType.EXIT_DIALOG: response_to_exit_dialog,
    MessageType.GET_MESSAGE_ID: lambda c, s, f: response_to_get_message_id(c, s, f, None),
    MessageType.STORE_DELIVERY: lambda c, s, f: response_to_store_delivery(c, s, f, None),
    MessageType.FETCH_DELIVERY: lambda c, s, f: response_to_fetch_delivery(c, s, f, "", None),
    MessageType.PARTIAL_FETCH_DELIVERY: lambda c, s, f: response_to_fetch_delivery(c, s, f, "", None),
    MessageType.FETCH_PROCESS_CARD: lambda c, s, f: response_to_fetch_process_card(c, s, f, "", ()),
    MessageType.PARTIAL_STORE_DELIVERY: lambda c, s, f: response_to_partial_store_delivery(
        c, s, f, ChunkInformation(received_chunks=()), None
    ),
}
