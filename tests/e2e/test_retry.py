"""What could not be read is tried again: fetched anew while it waits, else opened from the stored bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.demo.plain_applications import plain_applications
from sozialclient.demo.training_application import Quirk
from sozialclient.model.application import ApplicationCard, State
from sozialclient.osci.deliveries import DeliveryOpener
from sozialclient.store.books import actions
from sozialclient.usecases.fetch_mailbox import FetchOptions
from sozialclient.usecases.retry_application import Outcome, Retried, Retry, to_retry
from sozialclient.usecases.save_original import save_original
from tests.e2e.conftest import Scene
from tests.e2e.place import Desk, digests, office_keys, three_applications
from tests.e2e.poison import POISONS, spoiled
from tests.e2e.wire_between import pass_through
from tests.mailbox_rig import decryption, training_pki

Told = tuple[str, Outcome, str | None]


def retry(desk: Desk, ids: Sequence[str] | None = None) -> list[Told]:
    """Try again as the window does it, by default everything under "Nicht verarbeitbar"; gives ids and references."""
    done = retried(desk, ids)
    return [(each.application_id, each.outcome, each.failure.reference if each.failure else None) for each in done]


def retried(desk: Desk, ids: Sequence[str] | None = None) -> list[Retried]:
    store = desk.workplace.store
    chosen = ids or [card.id for card in to_retry(store)]
    return Retry(desk.transport(), store, desk.mailbox, lambda _: None, lambda: False).run(chosen)


def with_both_keys(desk: Desk) -> None:
    keys = office_keys()
    desk.keys = replace(keys, decryption=(*keys.decryption, decryption(training_pki().other_office)))


def original_sha256(desk: Desk, card: ApplicationCard) -> str:
    return hashlib.sha256(b"".join(desk.workplace.store.original(card.id))).hexdigest()


@pytest.fixture
def closed(scene: Scene) -> ApplicationCard:
    """One whose contents are for another reader: stored and acknowledged, but closed."""
    odd = replace(list(plain_applications(1, 7))[0], quirks=frozenset({Quirk.OTHER_READER}))
    scene.sent += scene.hub.put([odd])
    assert scene.desk.fetch().new == 4
    (card,) = to_retry(scene.desk.workplace.store)
    assert card.message_id == scene.sent[3] and card.acknowledged and card.failure is None
    return card


def test_contents_that_a_new_key_opens(scene: Scene, closed: ApplicationCard) -> None:
    """In place, from the stored bytes, without a word to the intermediary; nothing else changes."""
    store, before = scene.desk.workplace.store, len(scene.between.requests)
    original = original_sha256(scene.desk, closed)
    assert retry(scene.desk) == [(closed.id, Outcome.AS_BEFORE, None)]
    assert store.card(closed.id) == closed
    with_both_keys(scene.desk)
    assert retry(scene.desk) == [(closed.id, Outcome.READ, None)]
    card = store.card(closed.id)
    assert (card.state, card.content_count > 0, card.received, card.fetched) == (
        State.NEW, True, closed.received, closed.fetched)
    sent = list(plain_applications(1, 7))[0]
    assert scene.desk.stored_digests()[closed.message_id] == digests(sent)
    assert original_sha256(scene.desk, closed) == original
    assert len(scene.between.requests) == before
    assert [entry.action for entry in store.journal(closed.id)] == [
        actions.STORED, actions.RETRIED, actions.READ_AFTER_ALL]
    assert store.books.audit().discrepancies == ()
    # It is the same message when it is fetched again.
    again = scene.desk.fetch(FetchOptions(message_ids=(closed.message_id,)))
    assert (again.new, again.duplicates) == (0, 1)


def test_read_elsewhere_in_between(scene: Scene, closed: ApplicationCard) -> None:
    """Fetched again with the new key it lies beside the closed one; then that opens too and points to it."""
    with_both_keys(scene.desk)
    summary = scene.desk.fetch(FetchOptions(message_ids=(closed.message_id,)))
    assert (summary.new, summary.with_findings) == (1, 1)
    assert retry(scene.desk) == [(closed.id, Outcome.READ, None)]
    assert scene.desk.workplace.store.card(closed.id).duplicate_of == summary.application_ids[0]


def test_where_the_user_put_it_it_stays(scene: Scene, closed: ApplicationCard) -> None:
    store = scene.desk.workplace.store
    store.set_state(closed.id, State.QUERY, action=actions.STATE_CHANGED)
    with_both_keys(scene.desk)
    retry(scene.desk, [closed.id])
    assert store.card(closed.id).state is State.QUERY


def left(scene: Scene, poison: str) -> ApplicationCard:
    scene.between.always = spoiled(scene.sent[:1], POISONS[poison][0])
    scene.desk.fetch()
    (card,) = to_retry(scene.desk.workplace.store)
    return card


def test_one_that_waits_is_fetched_again(scene: Scene) -> None:
    card = left(scene, "wrong signature")
    assert retry(scene.desk) == [(card.id, Outcome.UNREADABLE, "OSCI-SIGNATURE")]
    assert sorted(scene.hub.received()) == sorted(scene.sent[1:])
    scene.between.always = pass_through
    assert retry(scene.desk) == [(card.id, Outcome.READ, None)]
    assert scene.hub.received() == scene.sent and scene.desk.fetch().waiting == 0
    assert scene.desk.workplace.store.books.audit().discrepancies == ()


def test_one_that_the_intermediary_no_longer_has(scene: Scene) -> None:
    """Then the bytes that are here must do; which dialog they came in can't be checked any more."""
    card = left(scene, "for another key")
    database = scene.hub.rig.state.database
    with database.transaction() as connection:
        connection.execute("DELETE FROM delivery WHERE message_id = ?", (card.message_id,))
    assert retry(scene.desk) == [(card.id, Outcome.UNREADABLE, "OSCI-OTHER-KEY")]
    with_both_keys(scene.desk)
    assert retry(scene.desk) == [(card.id, Outcome.READ, None)]
    delivery = scene.desk.workplace.store.delivery(card.id)
    assert "DIALOG-UNDECIDED" in {finding.reference for finding in delivery.findings}
    assert scene.desk.stored_digests()[card.message_id] == digests(three_applications()[0])
    assert scene.desk.workplace.store.books.audit().discrepancies == ()


def test_bytes_of_another_delivery_are_not_taken_for_it(scene: Scene) -> None:
    """The stored bytes name another message than the one they are kept for."""
    scene.desk.fetch()
    store = scene.desk.workplace.store
    first, second = (card for card in store.cards() if card.message_id in scene.sent[:2])
    with store._holdings.index.writing() as connection:
        connection.execute("UPDATE application SET message_id = 'x' WHERE id = ?", (first.id,))
    assert retry(scene.desk, [first.id]) == [(first.id, Outcome.UNREADABLE, "OSCI-DIALOG")]
    assert retry(scene.desk, [second.id]) == [(second.id, Outcome.AS_BEFORE, None)]


def test_a_mistake_in_the_program(scene: Scene, closed: ApplicationCard, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AttributeError("Erika Mustermann")

    monkeypatch.setattr(DeliveryOpener, "open_fetched", fail)
    assert retry(scene.desk) == [(closed.id, Outcome.UNREADABLE, "APP-UNFORESEEN")]
    assert scene.desk.workplace.store.card(closed.id) == closed


def test_nobody_there(scene: Scene) -> None:
    """What ends a fetch ends the tries; nothing was changed and nothing noted as tried."""
    scene.between.always = spoiled(scene.sent[:2], POISONS["wrong signature"][0])
    scene.desk.fetch()
    scene.between.listener.close()
    done = retried(scene.desk)
    assert [each.outcome for each in done] == [Outcome.NOT_TRIED] * 2
    assert {each.error.reference for each in done if each.error} == {"NET-REFUSED"}


def test_the_raw_message_can_be_saved(scene: Scene, tmp_path: Path) -> None:
    card = left(scene, "wrong signature")
    save_original(scene.desk.workplace.store, card.id, tmp_path / "nachricht.osci")
    data = (tmp_path / "nachricht.osci").read_bytes()
    assert data == b"".join(scene.desk.workplace.store.original(card.id)) and b"EncryptedData" in data
    assert scene.desk.workplace.store.journal(card.id)[-1].action == actions.EXPORTED
