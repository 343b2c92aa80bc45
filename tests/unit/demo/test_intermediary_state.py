from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sozialclient.demo.intermediary_inspection import Inspector
from sozialclient.demo.mailbox_state import CardFilter, MailboxState, MessageIdRefused
from sozialclient.demo.mailbox_state_chunks import Downloads
from sozialclient.demo.mailbox_state_database import TrainingStateUnknown
from sozialclient.demo.mailbox_state_records import IncomingDelivery, IncomingPart
from sozialclient.demo.mailbox_state_spool import FileSpool
from sozialclient.osci.certificate_header import CertificateRole
from tests.mailbox_rig import NOON, header_of, training_pki


def incoming(message_id: str, at: datetime = NOON, part: bytes = b"part") -> IncomingDelivery:
    return IncomingDelivery(
        message_id=message_id, addressee="a", originator="o", subject=None, creation=at, certificates="<c/>",
        package="<p/>", custom=("<x/>",), inspections=(),
        parts=(IncomingPart("n", "t/x", False, (("x-y", "z"),), [part, b"!"]),
               IncomingPart("empty", "text", True, (), [])),
    )


@pytest.fixture
def state(tmp_path: Path) -> MailboxState:
    return MailboxState(tmp_path)


def test_content_comes_back_as_it_was(state: MailboxState) -> None:
    stored = state.add(incoming(state.reserve()))
    content = state.content(stored.number)
    assert (content.certificates, content.package, content.custom) == ("<c/>", "<p/>", ("<x/>",))
    assert [(p.content_id, p.media_type, p.base64, p.headers, b"".join(p.chunks())) for p in content.parts] == [
        ("n", "t/x", False, (("x-y", "z"),), b"part!"), ("empty", "text", True, (), b"")]
    assert content.parts[1].sha256.hex().startswith("e3b0c442")


def test_an_id_serves_one_delivery_even_for_many_at_once(state: MailboxState, tmp_path: Path) -> None:
    message_id = state.reserve()

    def store(_: int) -> bool:
        try:
            state.add(incoming(message_id))
        except MessageIdRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(store, range(16))) == 1
    assert state.total() == 1 and len(list((tmp_path / "parts").iterdir())) == 1


def test_a_source_that_fails_leaves_nothing(state: MailboxState, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise OSError("gone")

    message_id = state.reserve()
    bad = IncomingPart("n", "t", False, (), broken())
    with pytest.raises(OSError, match="gone"):
        state.add(replace(incoming(message_id), parts=(bad,)))
    assert state.is_reserved(message_id) and list((tmp_path / "parts").iterdir()) == []


def test_what_a_crash_left_is_removed(tmp_path: Path) -> None:
    first = MailboxState(tmp_path)
    first.add(incoming(first.reserve()))
    (tmp_path / "parts" / "orphan.parts").write_bytes(b"x")
    first.close()
    again = MailboxState(tmp_path)
    assert len(list((tmp_path / "parts").iterdir())) == 1 and again.total() == 1


def test_a_state_of_another_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "intermediary.sqlite") as other:
        other.execute("PRAGMA user_version = 99")
    with pytest.raises(TrainingStateUnknown) as refused:
        MailboxState(tmp_path)
    assert refused.value.parameters == {"version": "99"}


def test_times_are_compared_as_times(state: MailboxState) -> None:
    """Whatever zone a time comes in."""
    state.add(incoming(state.reserve(), NOON))
    elsewhere = timezone(timedelta(hours=5))
    before, after = NOON.astimezone(elsewhere), (NOON + timedelta(microseconds=1)).astimezone(elsewhere)
    assert state.oldest_waiting("a", before) is not None
    assert state.oldest_waiting("a", after) is None
    assert state.cards(CardFilter(owner="o", created_since=before), None)[0]
    assert not state.cards(CardFilter(owner="o", created_since=after), None)[0]


def test_the_card_of_a_received_delivery_is_final(state: MailboxState) -> None:
    number = state.add(incoming(state.reserve())).number
    later = [NOON + timedelta(minutes=minute) for minute in range(1, 4)]
    state.forwarded(number, later[0])
    state.received(number, later[1])
    state.forwarded(number, later[2])
    state.received(number, later[2])
    card = state.by_number(number)
    assert (card.forwarding, card.reception, card.modification) == (later[0], later[1], later[1])


def test_a_download_is_written_once(state: MailboxState) -> None:
    downloads = Downloads(state)
    assert downloads.find(1) is None
    path = downloads.keep(1, [b"first"])
    assert downloads.keep(1, [b"second"]) == path == downloads.find(1)
    assert path.read_bytes() == b"first"


def test_a_spool_can_be_read_while_it_is_read(tmp_path: Path) -> None:
    spool = FileSpool(tmp_path)
    for _ in range(3):
        spool.write(b"x" * 300_000)
    pairs = zip(spool.chunks(), spool.chunks(), strict=True)
    assert sum(len(one) for one, other in pairs if one == other) == spool.size == 900_000
    spool.close()
    spool.close()


def test_an_unknown_issuer_is_neither_right_nor_wrong() -> None:
    pki = training_pki()
    header = header_of((CertificateRole.CIPHER_ORIGINATOR, pki.office.der))
    (inspection,) = Inspector(()).inspect(header, NOON).inspections
    assert (inspection.math_result, inspection.offline_result) == ("indeterminate", "valid")
    assert inspection.certificate_type == "unknown"
    known = Inspector((pki.root.der, pki.ca.der))
    assert known.inspect(header, datetime(2020, 1, 1, tzinfo=UTC)).codes == ("3500",)
    unreadable = header_of((CertificateRole.CIPHER_OTHER_READER, b"no certificate"))
    assert known.inspect(unreadable, NOON).codes == ("3707",)
