"""Selection rules of fetchDelivery and fetchProcessCard, and chunk information (PROTOCOL 4.5 to 4.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from lxml import etree

from sozialclient.osci.process_cards import instant_text, message_id_xml, read_instant_text, read_message_id
from sozialclient.wire.elements import StructureError, attribute, children, expect_order, optional_child
from sozialclient.wire.namespaces import OSCI, OSCI2017, q
from sozialclient.wire.xml import text_of

_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionRule:
    """What is asked for; all None or empty: anything. `role` is "Addressee", "Originator" or None.

    `received_since` and `modified_since` (aware) are lower bounds.
    """

    message_ids: tuple[str, ...] = ()
    received_since: datetime | None = None
    modified_since: datetime | None = None
    role: str | None = None
    no_reception: bool = False
    quantity: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether anything at all matches."""
        return not self.message_ids and self.received_since is None and self.modified_since is None


def read_selection(parent: etree._Element) -> SelectionRule:
    """Rule inside a fetchDelivery, partialFetchDelivery or fetchProcessCard element."""
    rule = optional_child(parent, OSCI, "SelectionRule")
    quantity = optional_child(parent, OSCI, "Quantity")
    limit = None if quantity is None else _number(attribute(quantity, "Limit"))
    if rule is None:
        return SelectionRule(quantity=limit)
    found = children(rule)
    if found and all(child.tag == q(OSCI, "MessageId") for child in found):
        return SelectionRule(message_ids=tuple(read_message_id(child) for child in found), quantity=limit)
    if len(found) != 1:
        raise StructureError(element="SelectionRule")
    (child,) = found
    since = _since(text_of(child).strip())
    received = child.tag == q(OSCI, "ReceptionOfDelivery")
    if not received and child.tag != q(OSCI, "RecentModification"):
        raise StructureError(element="SelectionRule")
    return SelectionRule(
        received_since=since if received else None,
        modified_since=None if received else since,
        role=_role(child),
        no_reception=_boolean(child.get("NoReception", "false")),
        quantity=limit,
    )


def _since(text: str) -> datetime:
    """Some clients leave the zone out, which xs:dateTime allows; it then counts as UTC."""
    found = read_instant_text(text).utc or read_instant_text(f"{text}Z").utc
    if found is None:
        raise StructureError(element="SelectionRule")
    return found


def _boolean(text: str) -> bool:
    if text not in ("true", "1", "false", "0"):
        raise StructureError(element="NoReception")
    return text in ("true", "1")


def _role(element: etree._Element) -> str | None:
    role = element.get("Role")
    if role not in (None, "Addressee", "Originator"):
        raise StructureError(element="Role")
    return role


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise StructureError(element="Number")
    return int(text)


def selection_xml(rule: SelectionRule) -> str:
    """SelectionRule and Quantity, empty for "anything"."""
    inner = "".join(message_id_xml(message_id) for message_id in rule.message_ids)
    since = rule.received_since or rule.modified_since
    if since is not None:
        name = "ReceptionOfDelivery" if rule.received_since else "RecentModification"
        attributes = ' NoReception="true"' if rule.no_reception else ""
        attributes += f' Role="{rule.role}"' if rule.role else ""
        inner = f"<osci:{name}{attributes}>{escape(instant_text(since))}</osci:{name}>"
    xml = f"<osci:SelectionRule>{inner}</osci:SelectionRule>" if inner else ""
    if rule.quantity is not None:
        xml += f'<osci:Quantity Limit="{rule.quantity}"></osci:Quantity>'
    return xml


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkInformation:
    """Where a chunk stands in its message; sizes in KiB, numbers from 1 (PROTOCOL 4.8)."""

    chunk_number: int | None = None
    chunk_size: int | None = None
    total_chunk_numbers: int | None = None
    total_message_size: int | None = None
    received_chunks: tuple[int, ...] | None = None


_ATTRIBUTES = {
    "chunk_number": "ChunkNumber",
    "chunk_size": "ChunkSize",
    "total_chunk_numbers": "TotalChunkNumbers",
    "total_message_size": "TotalMessageSize",
}


def read_chunk_information(element: etree._Element) -> ChunkInformation:
    """An `osci2017:ChunkInformation`; raises StructureError for values that are no numbers."""
    expect_order(element, ())
    numbers = {
        field: _number(value) for field, name in _ATTRIBUTES.items() if (value := element.get(name)) is not None
    }
    received = element.get("ReceivedChunks")
    chunks = None if received is None else tuple(_number(word) for word in received.split() if word != "-1")
    return ChunkInformation(received_chunks=chunks, **numbers)


def chunk_information_xml(information: ChunkInformation) -> str:
    """Attributes in alphabetical order; an empty list of received chunks is written -1."""
    values = {name: getattr(information, field) for field, name in _ATTRIBUTES.items()}
    if information.received_chunks is not None:
        values["ReceivedChunks"] = " ".join(str(number) for number in information.received_chunks) or "-1"
    attributes = "".join(f' {name}="{value}"' for name, value in sorted(values.items()) if value is not None)
    return f"<osci2017:ChunkInformation{attributes}></osci2017:ChunkInformation>"


CHUNK_INFORMATION = q(OSCI2017, "ChunkInformation")
