"""What every way to reach a mailbox promises; a further transport adds one line to `PLACES`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.stored import StoredToken
from sozialclient.model.verdict import Verdict
from sozialclient.net.errors import NetError
from sozialclient.net.http_client import HttpClient
from sozialclient.osci.dialog import Unacknowledged
from sozialclient.transports.base import Fetched, MailboxSession, MailboxTransport, Phase, Progress, Selection
from sozialclient.transports.table import TRANSPORTS, TransportOptions, UnknownTransport, build_transport
from sozialclient.wire.spool import MemorySpool, spool_bytes
from tests.e2e.place import DIRECT, digests, hub, long_ago, mailbox_at, office_keys, three_applications
from tests.mailbox_rig import decryption, training_pki


@dataclass
class Place:
    """A mailbox with three deliveries: how to reach it, what was sent, and what it knows to be received."""

    mailbox: Mailbox
    transport: MailboxTransport
    sent: list[str]
    foreign: str
    received: Callable[[], list[str]]

    def open(self) -> MailboxSession:
        return self.transport.open(MemorySpool, lambda _: None, lambda: False)


@contextmanager
def osci12(folder: Path) -> Iterator[Place]:
    with hub(folder) as running:
        sent = running.put(three_applications())
        (foreign,) = running.put(three_applications()[:1], training_pki().other_office)
        mailbox = mailbox_at(running.url)
        transport = build_transport(mailbox, office_keys(), TransportOptions(HttpClient(DIRECT), Policy.default()))
        yield Place(mailbox, transport, sent, foreign, running.received)


PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {"osci12": osci12}


@pytest.fixture(params=sorted(TRANSPORTS))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with PLACES[request.param](tmp_path) as made:
        yield made


def stored(fetched: Fetched) -> StoredToken:
    """What a store would give back."""
    return StoredToken(fetched.delivery.message_id, hashlib.sha256(spool_bytes(fetched.original)).hexdigest(), "A-1")


def taken(session: MailboxSession, token: StoredToken | None = None, selection: Selection | None = None) -> Fetched:
    fetched = session.next(token, selection or Selection())
    assert fetched is not None
    return fetched


def test_every_transport_is_tested() -> None:
    assert set(PLACES) == set(TRANSPORTS)


def test_deliveries_come_in_order_and_whole(place: Place) -> None:
    session, token = place.open(), None
    for message_id, application in zip(place.sent, three_applications(), strict=True):
        fetched = taken(session, token)
        assert fetched.delivery.message_id == message_id
        contents = list(fetched.delivery.contents())
        assert {content.key for content in contents} == set(fetched.payloads)
        for content in contents:
            data = spool_bytes(fetched.payloads[content.key])
            assert (content.size, content.sha256) == (len(data), hashlib.sha256(data).hexdigest())
            assert content.integrity is Verdict.PASSED
        assert sorted(content.sha256 or "" for content in contents) == digests(application)
        assert fetched.original.size > 0
        token = stored(fetched)
    assert session.next(token, Selection()) is None
    session.close(None)
    assert place.received() == place.sent


ASKING: dict[str, Callable[[MailboxSession, StoredToken | None], object]] = {
    "next": lambda session, token: session.next(token, Selection()),
    "next by id": lambda session, token: session.next(token, Selection(message_id="x")),
    "process cards": lambda session, token: session.process_cards(token),
    "close": lambda session, token: session.close(token),
}


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_asking_on_needs_the_token_of_the_last_delivery(
    place: Place, ask: Callable[[MailboxSession, StoredToken | None], object]
) -> None:
    session = place.open()
    first = taken(session)
    for wrong in (None, StoredToken(place.sent[1], "", "A-1"), StoredToken("", "", "A-1")):
        with pytest.raises(Unacknowledged):
            ask(session, wrong)
        assert place.received() == []
    ask(session, stored(first))
    assert place.received() == place.sent[:1]


def test_a_token_of_an_earlier_delivery_is_not_enough(place: Place) -> None:
    session = place.open()
    first = stored(taken(session))
    taken(session, first)
    with pytest.raises(Unacknowledged):
        session.next(first, Selection())
    assert place.received() == place.sent[:1]


def test_what_is_abandoned_is_offered_again(place: Place) -> None:
    session = place.open()
    taken(session)
    session.abandon()
    assert place.received() == []
    again = taken(place.open())
    assert again.delivery.message_id == place.sent[0]


@pytest.mark.parametrize("end", ["abandon", "close"])
@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_after_its_end_a_session_says_nothing(
    place: Place, end: str, ask: Callable[[MailboxSession, StoredToken | None], object]
) -> None:
    session = place.open()
    if end == "abandon":
        first = stored(taken(session))
        session.abandon()
    else:
        first = stored(taken(session))
        session.close(first)
    before = place.received()
    with pytest.raises(SozialclientError):
        ask(session, first)
    assert place.received() == before


def test_by_id(place: Place) -> None:
    session = place.open()
    fetched = taken(session, None, Selection(message_id=place.sent[2]))
    assert fetched.delivery.message_id == place.sent[2]
    # Also one that was received already, and nothing for an id that is not ours.
    session.close(stored(fetched))
    session = place.open()
    again = taken(session, None, Selection(message_id=place.sent[2]))
    assert again.delivery.message_id == place.sent[2]
    for unknown in (place.foreign, "no-such-id"):
        assert session.next(stored(again), Selection(message_id=unknown)) is None
    session.close(None)


def test_since_a_time(place: Place) -> None:
    moments = [application.created_at for application in three_applications()]
    session = place.open()
    fetched = taken(session, None, Selection(received_since=moments[1]))
    assert fetched.delivery.message_id == place.sent[1]
    later = Selection(received_since=moments[2] + timedelta(hours=1))
    assert session.next(stored(fetched), later) is None
    session.close(None)


def test_process_cards(place: Place) -> None:
    session = place.open()
    assert [bundle.message_id for bundle in session.process_cards(None)] == place.sent
    assert len(session.process_cards(None, limit=2)) == 2
    (one,) = session.process_cards(None, message_ids=(place.sent[1],))
    assert one.message_id == place.sent[1] and one.card.creation is not None and one.card.reception is None
    assert session.process_cards(None, message_ids=(place.foreign,)) == ()
    token = stored(taken(session))
    unreceived = session.process_cards(token, only_unreceived=True)
    assert [bundle.message_id for bundle in unreceived] == place.sent[1:]
    assert len(session.process_cards(None, since=long_ago())) == 3
    session.close(None)


def test_stored_bytes_open_again(place: Place) -> None:
    """Without a dialog, with the same outcome; bytes of another delivery are refused."""
    session = place.open()
    fetched = taken(session)
    before = place.received()
    original = spool_bytes(fetched.original)
    again = place.transport.reopen([original[:1000], original[1000:]], place.sent[0], MemorySpool)
    assert again.delivery == fetched.delivery
    assert {key: spool_bytes(spool) for key, spool in again.payloads.items()} == {
        key: spool_bytes(spool) for key, spool in fetched.payloads.items()}
    for data, message_id in ((original, place.sent[1]), (original[:-3000], place.sent[0]), (b"", place.sent[0])):
        with pytest.raises(SozialclientError):
            place.transport.reopen([data], message_id, MemorySpool)
    assert place.received() == before


def test_what_opens_is_told_by_a_digest(place: Place) -> None:
    keys, pki = office_keys(), training_pki()
    options = TransportOptions(HttpClient(DIRECT), Policy.default())
    stricter = TransportOptions(HttpClient(DIRECT), Policy.default().tightened(["sha1"]))
    more = replace(keys, decryption=(*keys.decryption, decryption(pki.other_office)))
    others = (
        build_transport(place.mailbox, more, options),
        build_transport(place.mailbox, keys, stricter),
        build_transport(replace(place.mailbox, intermediary_signature_certificate=None), keys, options),
    )
    digests_of = [each.opens_with for each in (place.transport, *others)]
    assert len(set(digests_of)) == len(digests_of)
    assert build_transport(place.mailbox, keys, options).opens_with == place.transport.opens_with


def test_a_check_takes_nothing(place: Place) -> None:
    report = place.transport.check()
    assert report.waiting is True
    assert place.received() == []
    session, token = place.open(), None
    while (fetched := session.next(token, Selection())) is not None:
        token = stored(fetched)
    session.close(None)
    assert place.transport.check().waiting is False


def test_cancelled_before_it_begins(place: Place) -> None:
    with pytest.raises(Cancelled):
        place.transport.open(MemorySpool, lambda _: None, lambda: True)


def test_cancelled_between_deliveries(place: Place) -> None:
    pressed: list[bool] = []
    session = place.transport.open(MemorySpool, lambda _: None, lambda: bool(pressed))
    token = stored(taken(session))
    pressed.append(True)
    for ask in ASKING.values():
        with pytest.raises(SozialclientError):
            ask(session, token)
    assert place.received() == []


def test_progress_names_phase_number_and_bytes(place: Place) -> None:
    seen: list[Progress] = []
    session = place.transport.open(MemorySpool, seen.append, lambda: False)
    token = stored(taken(session))
    session.close(token)
    phases = list(dict.fromkeys(step.phase for step in seen))
    assert phases == [Phase.CONNECTING, Phase.RECEIVING, Phase.OPENING, Phase.CLOSING]
    assert max(step.received_bytes for step in seen if step.number == 1) > 60_000


def test_nobody_at_the_address(place: Place) -> None:
    nowhere = mailbox_at("http://127.0.0.1:9/")
    transport = build_transport(nowhere, office_keys(), TransportOptions(HttpClient(DIRECT), Policy.default()))
    with pytest.raises(NetError):
        transport.check()


def test_an_unknown_transport_is_named() -> None:
    mailbox = Mailbox(name="x", transport="brieftaube", url="http://127.0.0.1:9/", key_file=b"",
                      intermediary_cipher_certificate=b"", intermediary_signature_certificate=None)
    with pytest.raises(UnknownTransport) as failure:
        build_transport(mailbox, office_keys(), TransportOptions(HttpClient(DIRECT), Policy.default()))
    assert failure.value.parameters == {"transport": "brieftaube"}
