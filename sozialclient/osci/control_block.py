"""The ControlBlock: challenge, response, conversation id and sequence number (PROTOCOL 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lxml import etree

from sozialclient.osci.names import MessageType
from sozialclient.wire.elements import StructureError, expect_order, optional_child
from sozialclient.wire.namespaces import ACTOR_NEXT, OSCI, q
from sozialclient.wire.xml import text_of

NEXT = f'soap:actor="{ACTOR_NEXT}" soap:mustUnderstand="1"'

_CONVERSATION_ID = re.compile(r"[0-9]{1,64}")
_SEQUENCE_NUMBER = re.compile(r"[0-9]{1,9}")
_MAX_CHALLENGE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlBlock:
    """The four values as opaque strings; None where absent.

    `challenge_response` repeats the partner's last challenge.
    """

    challenge_response: str | None = None
    challenge: str | None = None
    conversation_id: str | None = None
    sequence_number: int | None = None


def read_control_block(element: etree._Element) -> ControlBlock:
    """Read and check the form of each value; raises StructureError."""
    expect_order(element, ((q(OSCI, "Response"), False), (q(OSCI, "Challenge"), False)))
    conversation_id = element.get("ConversationId")
    number = element.get("SequenceNumber")
    if conversation_id is not None and not _CONVERSATION_ID.fullmatch(conversation_id):
        raise StructureError(element="ConversationId")
    if number is not None and not _SEQUENCE_NUMBER.fullmatch(number):
        raise StructureError(element="SequenceNumber")
    return ControlBlock(
        challenge_response=_value(element, "Response"),
        challenge=_value(element, "Challenge"),
        conversation_id=conversation_id,
        sequence_number=None if number is None else int(number),
    )


def _value(element: etree._Element, name: str) -> str | None:
    child = optional_child(element, OSCI, name)
    if child is None:
        return None
    value = text_of(child)
    if not value or len(value) > _MAX_CHALLENGE:
        raise StructureError(element=name)
    return value


def control_block_xml(control: ControlBlock, id_suffix: str = "") -> str:
    """The header block; attribute and element order as the schema has them."""
    attributes = ""
    if control.conversation_id is not None:
        attributes += f' ConversationId="{control.conversation_id}"'
    attributes += f' Id="controlblock{id_suffix}"'
    if control.sequence_number is not None:
        attributes += f' SequenceNumber="{control.sequence_number}"'
    inner = ""
    if control.challenge_response is not None:
        inner += f"<osci:Response>{escape(control.challenge_response)}</osci:Response>"
    if control.challenge is not None:
        inner += f"<osci:Challenge>{escape(control.challenge)}</osci:Challenge>"
    return f"<osci:ControlBlock{attributes} {NEXT}>{inner}</osci:ControlBlock>"


_EXPLICIT_ONLY = frozenset(
    {
        MessageType.EXIT_DIALOG,
        MessageType.FETCH_DELIVERY,
        MessageType.FETCH_PROCESS_CARD,
        MessageType.PARTIAL_FETCH_DELIVERY,
    }
)


def requires_explicit_dialog(kind: MessageType) -> bool:
    """Requests that an intermediary answers only in an explicit dialog (9802 otherwise)."""
    return kind in _EXPLICIT_ONLY
