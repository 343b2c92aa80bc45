"""Selection rules and chunk information: read what the libraries write, refuse what nobody means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialclient.osci.selection import (
    ChunkInformation,
    SelectionRule,
    chunk_information_xml,
    read_chunk_information,
    read_selection,
    selection_xml,
)
from sozialclient.wire.elements import StructureError
from tests.unit.osci.elements import element

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
NUMBERS = st.none() | st.integers(0, 999_999_999)


def read(inner: str) -> SelectionRule:
    return read_selection(element(f"<osci:fetchProcessCard>{inner}</osci:fetchProcessCard>"))


@pytest.mark.parametrize(
    "rule",
    [
        SelectionRule(),
        SelectionRule(quantity=5),
        SelectionRule(message_ids=("osci:1",)),
        SelectionRule(message_ids=("osci:1", "http://x/ü?a&b"), quantity=2),
        SelectionRule(received_since=NOON),
        SelectionRule(received_since=NOON, role="Addressee", no_reception=True),
        SelectionRule(modified_since=NOON, role="Originator", quantity=1),
    ],
)
def test_what_is_written_is_read(rule: SelectionRule) -> None:
    assert read(selection_xml(rule)) == rule


def test_nothing_asked_is_nothing_written() -> None:
    """Any delivery is asked for without a SelectionRule (PROTOCOL 4.5)."""
    assert selection_xml(SelectionRule()) == ""
    assert SelectionRule(quantity=3, no_reception=True).is_empty
    assert not SelectionRule(modified_since=NOON).is_empty
    assert not SelectionRule(received_since=NOON).is_empty
    assert not SelectionRule(message_ids=("1",)).is_empty


MESSAGE_ID = "<osci:MessageId>QQ==</osci:MessageId>"


def since(name: str = "ReceptionOfDelivery", attributes: str = "", text: str = "2026-05-01T12:00:00Z") -> str:
    return f"<osci:SelectionRule><osci:{name} {attributes}>{text}</osci:{name}></osci:SelectionRule>"


@pytest.mark.parametrize(("value", "read_as"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_booleans_in_both_spellings(value: str, read_as: bool) -> None:
    assert read(since(attributes=f'NoReception="{value}"')).no_reception is read_as


def test_times_with_an_offset() -> None:
    assert read(since(text="2026-05-01T14:00:00.000+02:00")).received_since == NOON
    assert read(since(text="2026-05-01T12:00:00")).received_since == NOON
    assert read(since("RecentModification", text=" 2026-05-01T12:00:00Z\n")).modified_since == NOON


@pytest.mark.parametrize(
    "inner",
    [
        "<osci:SelectionRule/>",
        f"<osci:SelectionRule>{MESSAGE_ID}<osci:Other/></osci:SelectionRule>",
        f"<osci:SelectionRule>{MESSAGE_ID}text</osci:SelectionRule>",
        f"<osci:SelectionRule>{MESSAGE_ID}{since()[len('<osci:SelectionRule>') :]}",
        since() + since(),
        since(text="gestern"),
        since(text="0000-00-00T00:00:00Z"),
        since(text="99999-01-01T00:00:00Z"),
        since(text="2026-05-01"),
        since(text="12:00:00"),
        since(text=""),
        since("Creation"),
        since(attributes='Role="Everyone"'),
        since(attributes='Role=""'),
        since(attributes='NoReception="perhaps"'),
        "<osci:SelectionRule><osci:MessageId>Q!</osci:MessageId></osci:SelectionRule>",
        "<osci:SelectionRule><osci:MessageId></osci:MessageId></osci:SelectionRule>",
        '<osci:Quantity Limit="-1"/>',
        '<osci:Quantity Limit="many"/>',
        "<osci:Quantity/>",
        '<osci:Quantity Limit="1"/><osci:Quantity Limit="2"/>',
    ],
)
def test_anything_else_is_refused(inner: str) -> None:
    with pytest.raises(StructureError):
        read(inner)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.none() | st.lists(st.integers(1, 9999), max_size=5).map(tuple))
def test_chunk_information_is_read_as_written(
    number: int | None, size: int | None, total: int | None, kib: int | None, received: tuple[int, ...] | None
) -> None:
    information = ChunkInformation(
        chunk_number=number,
        chunk_size=size,
        total_chunk_numbers=total,
        total_message_size=kib,
        received_chunks=received,
    )
    assert read_chunk_information(element(chunk_information_xml(information))) == information


def test_none_received_is_written_minus_one() -> None:
    xml = chunk_information_xml(ChunkInformation(chunk_number=1, chunk_size=16, received_chunks=()))
    assert 'ChunkNumber="1" ChunkSize="16" ReceivedChunks="-1"' in xml


@pytest.mark.parametrize(
    "attributes",
    ['ChunkNumber="-1"', 'ChunkNumber="x"', 'ChunkSize="1.5"', 'TotalChunkNumbers=""', 'TotalMessageSize="1e9"']
    + ['ReceivedChunks="1,2"', 'ReceivedChunks="1 -2"', f'ReceivedChunks="{"9" * 10}"'],
)
def test_numbers_that_are_none_are_refused(attributes: str) -> None:
    with pytest.raises(StructureError):
        read_chunk_information(element(f"<osci2017:ChunkInformation {attributes}/>"))
    with pytest.raises(StructureError):
        read_chunk_information(element("<osci2017:ChunkInformation><osci2017:X/></osci2017:ChunkInformation>"))
