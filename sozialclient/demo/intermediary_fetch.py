"""Orders of a mailbox owner: fetch a delivery, fetch process cards (PROTOCOL 4.5 to 4.7)."""

from __future__ import annotations

from sozialclient.demo.intermediary_dialogs import ServerDialog
from sozialclient.demo.intermediary_turn import OrderServices, Turn
from sozialclient.demo.mailbox_state import CardFilter
from sozialclient.demo.mailbox_state_records import StoredContent, StoredDelivery
from sozialclient.osci.compose import OutgoingAttachment, OutgoingMessage
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.osci.requests import FetchDelivery, FetchProcessCard
from sozialclient.osci.response_envelopes import (
    ForwardedDelivery,
    echo_xml,
    response_to_fetch_delivery,
    response_to_fetch_process_card,
)
from sozialclient.osci.responses import order_element
from sozialclient.osci.selection import SelectionRule
from sozialclient.wire.elements import StructureError


def fetch_delivery(services: OrderServices, turn: Turn, request: FetchDelivery) -> OutgoingMessage:
    """Hand out one delivery; the next request of the dialog will acknowledge it."""
    dialog = explicit(turn)
    echo = echo_xml(order_element(request.message))
    found = select(services, turn, request.selection)
    if found is None:
        nothing = turn.feedback(FeedbackCode.NO_DELIVERY.value)
        return response_to_fetch_delivery(turn.control, services.supplier, nothing, echo, None)
    forwarded = services.state.forwarded(found.number, turn.now)
    dialog.outstanding = found.number
    return response_to_fetch_delivery(
        turn.control,
        services.supplier,
        turn.feedback(*success_codes(services, turn, found)),
        echo,
        forwarded_delivery(forwarded, services.state.content(found.number)),
    )


def explicit(turn: Turn) -> ServerDialog:
    """The dialog of an order that needs one."""
    assert turn.dialog is not None  # implicit ones were refused with 9802
    return turn.dialog


def select(services: OrderServices, turn: Turn, rule: SelectionRule) -> StoredDelivery | None:
    """The delivery that `rule` means; a foreign one is as good as none (PROTOCOL 4.6).

    Raises StructureError for rules that only process cards know.
    """
    if len(rule.message_ids) > 1 or rule.modified_since is not None:
        raise StructureError(element="SelectionRule")
    if rule.message_ids:
        return services.state.by_message_id(rule.message_ids[0], turn.owner)
    return services.state.oldest_waiting(turn.owner, rule.received_since)


def success_codes(services: OrderServices, turn: Turn, found: StoredDelivery) -> tuple[str, ...]:
    """Success, and whether more is waiting."""
    more = services.state.waiting(turn.owner, besides=found.number) > 0
    return (turn.done, FeedbackCode.MORE_DELIVERIES.value) if more else (turn.done,)


def forwarded_delivery(delivery: StoredDelivery, content: StoredContent) -> ForwardedDelivery:
    """The delivery as it goes out."""
    attachments = tuple(
        OutgoingAttachment(part.content_id, part.chunks, part.sha256, part.media_type, part.base64, part.headers)
        for part in content.parts
    )
    return ForwardedDelivery(
        delivery.bundle(), content.certificates, content.package, content.custom, attachments, content.id_suffix
    )


def fetch_process_card(services: OrderServices, turn: Turn, request: FetchProcessCard) -> OutgoingMessage:
    """Hand out the process cards that match."""
    explicit(turn)
    rule = request.selection
    wanted = CardFilter(
        owner=turn.owner,
        message_ids=rule.message_ids,
        created_since=rule.received_since,
        modified_since=rule.modified_since,
        role=rule.role,
        unreceived_only=rule.no_reception,
    )
    found, more = services.state.cards(wanted, rule.quantity)
    codes = [turn.done] if found else [FeedbackCode.NO_PROCESS_CARD.value]
    if found and more:
        codes.append(FeedbackCode.MORE_PROCESS_CARDS.value)
    return response_to_fetch_process_card(
        turn.control,
        services.supplier,
        turn.feedback(*codes),
        echo_xml(order_element(request.message)),
        [delivery.bundle() for delivery in found],
    )
