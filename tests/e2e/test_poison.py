"""A delivery that cannot be read stands in nobody's way, is never acknowledged and never lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sozialclient.demo import intermediary_orders
from sozialclient.demo.intermediary_refusals import OrderRefused
from sozialclient.demo.mailbox_state import CardFilter
from sozialclient.demo.mailbox_state_records import StoredDelivery
from sozialclient.demo.training_application import TrainingApplication
from sozialclient.errors import SozialclientError
from sozialclient.model.application import State
from sozialclient.model.delivery import Delivery
from sozialclient.model.stored import StoredToken
from sozialclient.model.verdict import Severity
from sozialclient.net.http_client import NetSettings
from sozialclient.osci.deliveries import DeliveryOpener, OpenedDelivery
from sozialclient.osci.names import MessageType
from sozialclient.osci.responses import ResponseToFetchDelivery
from sozialclient.store.errors import StoreIncomplete
from sozialclient.store.store import Store
from sozialclient.transports import osci12_opening
from sozialclient.transports.base import Phase, Progress
from sozialclient.usecases import fetch_carefully, fetch_run, recognise_delivery
from sozialclient.usecases.fetch_mailbox import FetchOptions, FetchSummary
from tests.e2e.conftest import MakeScene, Scene
from tests.e2e.place import desk, digests, long_ago, office_keys, three_applications
from tests.e2e.poison import POISONS, assert_set_aside, numbered, spoiled, unreadable
from tests.e2e.wire_between import pass_through
from tests.mailbox_rig import decryption, training_pki

SMALL = NetSettings(proxy="direct", connect_seconds=5, grace_seconds=20, largest_response=2_000_000)
PLACES = (0, 1, 2)


@pytest.mark.parametrize(("name", "place"), [
    pytest.param(name, place, marks=[] if place == 0 or name in ("wrong signature", "too large") else pytest.mark.slow)
    for name in POISONS
    for place in PLACES
])
def test_one_poisoned_delivery(make_scene: MakeScene, name: str, place: int) -> None:
    scene = make_scene(SMALL)
    harm, references = POISONS[name]
    scene.between.always = spoiled([scene.sent[place]], harm)
    (card,) = assert_set_aside(scene, scene.desk.fetch(), [scene.sent[place]])
    assert card.failure in references
    # The next fetch leaves it alone: no request asks for it, nothing is stored again.
    before = len(scene.between.requests)
    again = scene.desk.fetch()
    assert (again.new, again.duplicates, again.unreadable, again.waiting, again.error) == (0, 0, (), 1, None)
    assert "FetchDelivery" not in scene.between.kinds()[before:]
    assert [each.id for each in unreadable(scene)] == [card.id]
    # When nothing spoils it any more and someone asks, the same row becomes the application.
    scene.between.always = pass_through
    healed = scene.desk.fetch(FetchOptions(message_ids=(scene.sent[place],)))
    assert (healed.application_ids, healed.waiting, healed.error) == ((card.id,), 0, None)
    assert scene.hub.received() == scene.sent and unreadable(scene) == []
    expected = dict(zip(scene.sent, map(digests, three_applications()), strict=True))
    assert scene.desk.stored_digests() == expected
    known = scene.desk.workplace.store.card(card.id)
    assert (known.state, known.failure, known.acknowledged) == (State.NEW, None, True)
    actions = [entry.action for entry in scene.desk.workplace.store.journal(card.id)]
    assert actions == ["unreadable", "read_after_all"]
    assert scene.desk.fetch().error is None and len(scene.desk.stored_ids()) == 3


@pytest.mark.parametrize("count", [2, 3])
def test_several_poisoned_deliveries(scene: Scene, count: int) -> None:
    """Also all of them: each is tried and set aside once, and the fetch ends."""
    poisoned = scene.sent[:count]
    scene.between.always = spoiled(poisoned, POISONS["wrong signature"][0])
    assert_set_aside(scene, scene.desk.fetch(), poisoned)
    assert scene.between.kinds().count("InitDialog") == 2 + 2 * count
    assert scene.desk.fetch().waiting == count and len(scene.desk.stored_ids()) == 3


def test_so_many_that_the_rest_has_to_wait(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_carefully, "_MOST_SET_ASIDE", 1)
    scene.between.always = spoiled(scene.sent, POISONS["wrong signature"][0])
    first = scene.desk.fetch()
    assert (first.unfinished, len(first.unreadable), first.waiting, first.error) == (True, 1, 1, None)
    rest = [scene.desk.fetch() for _ in range(2)]
    assert [each.waiting for each in rest] == [2, 3] and scene.hub.received() == []
    last = scene.desk.fetch()
    assert (last.unfinished, last.unreadable, last.waiting) == (False, (), 3)


def later(count: int, *, days: int) -> list[TrainingApplication]:
    """Applications of another day, so that no two were created in the same second."""
    return [replace(each, created_at=each.created_at + timedelta(days=days)) for each in numbered(count)]


def test_an_intermediary_that_lists_only_a_few(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where those that are left fill the first page, or the second."""
    scene.sent += scene.hub.put(later(4, days=1))
    cards = scene.hub.rig.state.cards

    def few(wanted: CardFilter, limit: int | None) -> tuple[tuple[StoredDelivery, ...], bool]:
        return cards(wanted, min(limit or 2, 2))

    poisoned = [scene.sent[index] for index in (0, 1, 4)]
    scene.between.always = spoiled(poisoned, POISONS["wrong signature"][0])
    monkeypatch.setattr(scene.hub.rig.state, "cards", few)
    summary = scene.desk.fetch()
    scene.sent += scene.hub.put(later(3, days=2))
    again = scene.desk.fetch()
    monkeypatch.undo()
    assert summary.new == 4 and again.new == 3 and again.waiting == 3
    assert_set_aside(scene, _joined(summary, again), poisoned)


def _joined(one: FetchSummary, other: FetchSummary) -> FetchSummary:
    return replace(other, application_ids=(*one.application_ids, *other.application_ids), unreadable=one.unreadable)


def test_a_new_key_opens_what_was_left(scene: Scene) -> None:
    """The next ordinary fetch tries again by itself, because the keys have changed."""
    scene.between.always = spoiled(scene.sent[:1], POISONS["for another key"][0])
    (card,) = assert_set_aside(scene, scene.desk.fetch(), scene.sent[:1])
    keys = office_keys()
    scene.desk.keys = replace(keys, decryption=(*keys.decryption, decryption(training_pki().other_office)))
    summary = scene.desk.fetch()
    assert (summary.application_ids, summary.waiting) == ((card.id,), 0)
    assert scene.hub.received() == scene.sent


def test_a_new_program_tries_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.between.always = spoiled(scene.sent[:1], POISONS["wrong signature"][0])
    (card,) = assert_set_aside(scene, scene.desk.fetch(), scene.sent[:1])
    monkeypatch.setattr(osci12_opening, "__version__", "99.0")
    again = scene.desk.fetch()
    assert (again.unreadable, again.waiting) == ((card.id,), 1)
    assert scene.desk.fetch().unreadable == ()
    scene.between.always = pass_through
    monkeypatch.setattr(osci12_opening, "__version__", "99.1")
    assert scene.desk.fetch().application_ids == (card.id,)


def test_received_by_someone_else_in_between(scene: Scene) -> None:
    scene.between.always = spoiled(scene.sent[:1], POISONS["wrong signature"][0])
    (card,) = assert_set_aside(scene, scene.desk.fetch(), scene.sent[:1])
    (number,) = (each.number for each in scene.hub.deliveries() if each.message_id == card.message_id)
    scene.hub.rig.state.received(number, scene.hub.rig.clock.now)
    assert scene.desk.fetch().waiting == 0
    (known,) = unreadable(scene)
    assert known.acknowledged and known.failure == card.failure
    # From now on fetches are ordinary ones again.
    before = len(scene.between.requests)
    scene.desk.fetch()
    assert "FetchProcessCard" not in scene.between.kinds()[before:]


class Clumsy(SozialclientError):
    reference = "TEST-CLUMSY"


@pytest.mark.parametrize("error", [Clumsy(), KeyError("Erika Mustermann"), RecursionError(), MemoryError()], ids=repr)
@pytest.mark.parametrize("place", [0, *(pytest.param(place, marks=pytest.mark.slow) for place in (1, 2))])
def test_a_mistake_in_the_program(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, error: Exception, place: int
) -> None:
    """What opening was not meant to raise: not acknowledged, not in the way, and its text is not kept."""
    opened = DeliveryOpener.open_fetched

    def fail(opener: DeliveryOpener, response: ResponseToFetchDelivery) -> OpenedDelivery:
        if response.card is not None and response.card.message_id == scene.sent[place]:
            raise error
        return opened(opener, response)

    monkeypatch.setattr(DeliveryOpener, "open_fetched", fail)
    (card,) = assert_set_aside(scene, scene.desk.fetch(), [scene.sent[place]])
    assert card.failure == (error.reference if isinstance(error, SozialclientError) else "APP-UNFORESEEN")
    findings = scene.desk.workplace.store.delivery(card.id).findings
    assert "Mustermann" not in str(findings)


@pytest.mark.parametrize("error", [StoreIncomplete(reason="digest", content=0), TypeError()], ids=repr)
def test_the_store_cannot_take_it(scene: Scene, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    add = Store.add

    def fail(store: Store, delivery: Delivery, *rest: Any, **named: Any) -> StoredToken:
        if delivery.message_id == scene.sent[1]:
            raise error
        return add(store, delivery, *rest, **named)

    monkeypatch.setattr(Store, "add", fail)
    assert_set_aside(scene, scene.desk.fetch(), [scene.sent[1]])


def test_recognising_fails(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an application is about is not worth losing it."""

    def fail(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr(recognise_delivery, "recognise", fail)
    summary = scene.desk.fetch()
    assert (summary.new, summary.with_findings, summary.error) == (3, 3, None)
    assert scene.hub.received() == scene.sent


@pytest.mark.parametrize("error", [OSError(5, "x"), KeyboardInterrupt(), RuntimeError()], ids=repr)
def test_trouble_of_ours_sets_nothing_aside(scene: Scene, error: BaseException) -> None:
    """A listener, a disk, an interruption: the fetch ends, and the delivery is not to blame."""

    raised: list[BaseException] = []

    def fail(progress: Progress) -> None:
        receiving = progress.phase is Phase.RECEIVING and progress.received_bytes > 0
        if receiving and progress.number == 2 and not raised:
            raised.append(error)
            raise error

    with pytest.raises(type(error)):
        scene.desk.fetch(progress=fail)
    assert unreadable(scene) == [] and scene.desk.stored_ids() == scene.sent[:1]
    scene.assert_nothing_lost()
    scene.assert_next_fetch_completes()


def test_the_same_id_with_other_bytes(scene: Scene) -> None:
    """Both are kept, and the second says so (D-10)."""
    scene.desk.fetch()
    database = scene.hub.rig.state.database
    numbers = [each.number for each in scene.hub.deliveries()]
    with database.transaction() as connection:
        for table in ("content", "part"):
            connection.execute(f"DELETE FROM {table} WHERE number = ?", (numbers[0],))
            connection.execute(f"UPDATE {table} SET number = ? WHERE number = ?", (numbers[0], numbers[1]))
    summary = scene.desk.fetch(FetchOptions(message_ids=(scene.sent[0],)))
    assert (summary.new, summary.duplicates, summary.with_findings) == (1, 0, 1)
    store = scene.desk.workplace.store
    first, second = sorted((each for each in store.cards() if each.message_id == scene.sent[0]), key=lambda c: c.id)
    (finding,) = (each for each in store.delivery(second.id).findings if each.reference == "DELIVERY-CHANGED")
    assert (finding.severity, dict(finding.parameters)) == (Severity.ERROR, {"application": first.id})
    assert [entry.action for entry in store.journal(second.id)] == ["stored_changed"]
    # Once more is nothing new: it is the same as the second.
    again = scene.desk.fetch(FetchOptions(message_ids=(scene.sent[0],)))
    assert (again.new, again.duplicates) == (0, 1)


def test_what_is_here_already_makes_no_second_row(scene: Scene) -> None:
    """Fetched again by its id and spoiled on the way: nothing changes but a line in the journal."""
    scene.desk.fetch()
    scene.between.always = spoiled(scene.sent[:1], POISONS["wrong signature"][0])
    summary = scene.desk.fetch(FetchOptions(message_ids=(scene.sent[0],)))
    assert (summary.new, len(summary.unreadable), summary.waiting) == (0, 1, 0)
    assert len(scene.desk.stored_ids()) == 3 and unreadable(scene) == []


def test_one_store_fetches_a_mailbox_once_at_a_time(scene: Scene) -> None:
    caught: list[SozialclientError] = []

    def fetch_too(number: int) -> None:
        if number == 2:
            try:
                scene.desk.fetch()
            except SozialclientError as error:
                caught.append(error)

    scene.between.before = fetch_too
    assert scene.desk.fetch().new == 3
    assert [error.reference for error in caught] == ["STORE-FETCH-RUNNING"]


def disk_with(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_without_room_nothing_is_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    disk_with(monkeypatch, 419_000_000)
    summary = scene.desk.fetch()
    assert summary.error is not None and summary.error.parameters == {"needed": "420", "free": "419"}
    assert summary.error.reference == "STORE-NO-ROOM" and scene.between.requests == []
    monkeypatch.undo()
    scene.assert_next_fetch_completes()


def test_room_that_was_taken_meanwhile(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else fills the disk while the first delivery comes: it is kept, and the next is not asked for."""
    scene.between.before = lambda number: disk_with(monkeypatch, 419_000_000) if number == 1 else None
    summary = scene.desk.fetch()
    assert summary.error is not None and summary.error.reference == "STORE-NO-ROOM"
    assert scene.between.kinds() == ["InitDialog", "FetchDelivery"]
    assert scene.desk.stored_ids() == scene.sent[:1] and scene.hub.received() == []
    monkeypatch.undo()
    scene.assert_next_fetch_completes()


@pytest.mark.parametrize("chunk_kib", [None, 20])
def test_an_announced_size_without_room(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, chunk_kib: int | None
) -> None:
    """Room for what is likely, but not for what the answer turns out to be."""
    monkeypatch.setattr(fetch_run, "_LIKELY_SIZE", 40_000)
    disk_with(monkeypatch, 200_100_000)
    summary = scene.desk.fetch(chunk_kib=chunk_kib)
    assert summary.error is not None and summary.error.reference == "STORE-NO-ROOM"
    assert (summary.new, summary.unreadable, scene.hub.received()) == (0, (), [])
    assert len(scene.between.requests) == 2 + (chunk_kib is not None)
    monkeypatch.undo()
    scene.assert_next_fetch_completes()


def test_received_before_and_unreadable_now(scene: Scene, tmp_path: Path) -> None:
    """Fetched by its id into another store: kept, but nothing is said to wait, because it was acknowledged once."""
    scene.desk.fetch()
    scene.between.always = spoiled(scene.sent[:1], POISONS["wrong signature"][0])
    with desk(tmp_path / "other", scene.between.url) as other:
        summary = other.fetch(FetchOptions(message_ids=(scene.sent[0], scene.sent[1])))
        assert (summary.new, len(summary.unreadable), summary.waiting, summary.error) == (1, 1, 0, None)
        (card,) = other.workplace.store.cards(state=State.UNPROCESSABLE)
        assert (card.message_id, card.acknowledged, card.failure) == (scene.sent[0], True, "OSCI-SIGNATURE")
        assert card.received is not None


def test_an_intermediary_that_forgets_what_was_received(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked by card and id it must not hand out the same for ever."""
    scene.between.always = spoiled(scene.sent[:1], POISONS["wrong signature"][0])
    monkeypatch.setattr(scene.hub.rig.state, "received", lambda number, when: None)
    summary = scene.desk.fetch()
    assert summary.error is not None and summary.error.reference == "FETCH-REPEATED"
    assert sorted(scene.desk.stored_ids()) == sorted(scene.sent)
    assert scene.between.kinds().count("FetchDelivery") <= 1 + 2 + 4


@pytest.mark.parametrize("since", [None, long_ago()], ids=["all", "by date"])
def test_an_intermediary_that_goes_on_offering_the_same(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, since: datetime | None
) -> None:
    """By date that is its right, so the fetch is over; else it is its fault, and nothing is said to be complete."""
    note = scene.hub.rig.state.received
    forgotten: list[int] = []

    def forget_the_second(number: int, when: datetime) -> None:
        if number != 2 or forgotten:
            note(number, when)
        else:
            forgotten.append(number)

    monkeypatch.setattr(scene.hub.rig.state, "received", forget_the_second)
    summary = scene.desk.fetch(FetchOptions(received_since=since))
    assert forgotten == [2] and (summary.new, summary.duplicates) == (2, 1)
    assert (summary.error and summary.error.reference) == (None if since else "FETCH-REPEATED")
    assert scene.desk.stored_ids() == scene.sent[:2]
    scene.assert_nothing_lost()
    scene.assert_next_fetch_completes()


def test_an_intermediary_without_process_cards(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is no way round: the fetch ends as refused, and nothing is acknowledged."""

    def refuse(*_: object) -> None:
        raise OrderRefused(code="9811")

    monkeypatch.setitem(intermediary_orders._ORDERS, MessageType.FETCH_PROCESS_CARD, refuse)
    scene.between.always = spoiled(scene.sent[1:2], POISONS["wrong signature"][0])
    summary = scene.desk.fetch()
    assert summary.error is not None and summary.error.reference == "OSCI-REFUSED"
    assert (summary.new, scene.hub.received(), scene.desk.stored_ids()) == (1, scene.sent[:1], scene.sent[:1])
