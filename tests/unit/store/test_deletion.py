"""Papierkorb, Löschsperre and final deletion: what goes, what stays, what is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sozialclient.model.application import State
from sozialclient.model.retention import Due, Mode, Retention, RetentionInvalid, Rules, retention_plan
from sozialclient.store import Store
from sozialclient.store.database.clock import now
from sozialclient.store.deletion.errors import ApplicationHeld, NotInTrash, StillWaiting, UntransferredKept
from sozialclient.store.errors import StoreError, StoreNoSuchApplication
from tests.unit.store.deletions import move, stored, tallies, transferred
from tests.unit.store.samples import mailbox_of, sample

DAY = timedelta(days=1)


def due(store: Store, days: int) -> tuple[Due, ...]:
    return retention_plan(store.deletion.candidates(), store.deletion.rules(), now() + days * DAY).now


def test_rules_lead_through_the_trash_to_the_end(store: Store) -> None:
    ids = transferred(store, 3)
    other = stored(store, 4)
    assert not due(store, 29)
    assert store.deletion.carry_out(due(store, 31), now() + 31 * DAY) == (3, 0)
    assert {store.card(each).state for each in ids} == {State.TRASH}
    assert store.deletion.carry_out(due(store, 31), now() + 31 * DAY) == (0, 3)
    assert store.deletion.sweep()
    assert [card.id for card in store.cards()] == [other]
    records = store.deletion.records()
    assert [record.application_id for record in records] == sorted(ids)
    assert {record.rule for record in records} == {"default:trash:30"}
    assert all(len(record.original_sha256) == 64 for record in records)
    assert tallies(store) == {"Sozialamt": (4, 3)}
    assert store.journal_broken_at() is None
    assert [line.action for line in store.journal(ids[0])][-2:] == ["trashed_by_rule", "deleted"]


def test_what_came_back_or_is_held_meanwhile_stays(store: Store) -> None:
    first, second, third, fourth = transferred(store, 4)
    plan = due(store, 31)
    move(store, first, State.IN_REVIEW)
    store.deletion.hold([second], True)
    store.deletion.save_rules(Retention(default=Rules(transferred_days=None)))
    assert store.deletion.carry_out(plan, now() + 31 * DAY) == (0, 0)
    store.deletion.save_rules(Retention())
    assert store.deletion.carry_out(plan, now() + 31 * DAY) == (2, 0)
    assert [store.card(each).state for each in (first, second, third, fourth)] == [
        State.IN_REVIEW, State.TRANSFERRED, State.TRASH, State.TRASH,
    ]


def test_no_rule_touches_what_was_never_transferred(store: Store) -> None:
    thrown, archived = stored(store, 1), stored(store, 2)
    store.deletion.throw_away([thrown])
    move(store, archived, State.ARCHIVED)
    store.deletion.save_rules(Retention(default=Rules(transferred_days=1, archived_days=1, trash_days=1)))
    assert not due(store, 30_000)
    assert retention_plan(store.deletion.candidates(), store.deletion.rules(), now()).untransferred == 1


def test_a_person_may_delete_it_unless_the_rules_forbid(store: Store) -> None:
    thrown = stored(store, 1)
    store.deletion.throw_away([thrown])
    store.deletion.save_rules(Retention(untransferred_by_hand=False))
    with pytest.raises(UntransferredKept):
        store.deletion.delete([thrown], "person")
    store.deletion.save_rules(Retention())
    store.deletion.delete([thrown], "person")
    assert store.cards() == []
    with pytest.raises(StoreNoSuchApplication):
        store.original(thrown)


@pytest.mark.parametrize("state", [State.NEW, State.IN_REVIEW, State.QUERY, State.TRANSFERRED, State.ARCHIVED])
def test_back_from_the_trash_to_where_it_was(store: Store, state: State) -> None:
    one = stored(store, 1)
    move(store, one, state)
    move(store, one, State.TRASH)
    move(store, one, State.TRASH)
    store.deletion.restore([one])
    assert store.card(one).state is state


def test_the_journal_knows_where_a_thing_was_when_no_memo_does(store: Store) -> None:
    reviewed, untouched = stored(store, 1), stored(store, 2)
    move(store, reviewed, State.QUERY)
    store.deletion.throw_away([reviewed, untouched])
    with store._index.writing() as connection:
        connection.execute("DELETE FROM memo")
    assert not any(each.done for each in store.deletion.candidates())
    store.deletion.restore([reviewed, untouched])
    assert [store.card(each).state for each in (reviewed, untouched)] == [State.QUERY, State.NEW]


def test_a_hold_forbids_the_way_into_the_trash_and_out_of_the_world(store: Store) -> None:
    held, thrown = transferred(store, 2)
    store.deletion.throw_away([thrown])
    store.deletion.hold([held, thrown], True)
    with pytest.raises(ApplicationHeld):
        move(store, held, State.TRASH)
    with pytest.raises(ApplicationHeld):
        store.deletion.throw_away([held])
    with pytest.raises(ApplicationHeld):
        store.deletion.delete([thrown], "person")
    store.deletion.hold([held, thrown], False)
    store.deletion.delete([thrown], "person")
    store.deletion.throw_away([held])
    assert [line.action for line in store.journal(held)][-3:] == ["held", "released", "state_changed"]


def test_one_that_may_not_go_keeps_all(store: Store) -> None:
    thrown, lying, waiting = stored(store, 1), stored(store, 2), stored(store, 3)
    store.save_mailbox(mailbox_of(store.card(waiting).mailbox))
    store.deletion.throw_away([thrown, waiting])
    with store._index.writing() as connection:
        connection.execute("UPDATE application SET acknowledged = 0 WHERE id = ?", (waiting,))
    for other, error in ((lying, NotInTrash), (waiting, StillWaiting), ("A-1-1", StoreNoSuchApplication)):
        with pytest.raises(error):
            store.deletion.delete([thrown, other], "person")
        with pytest.raises(error):
            store.deletion.require_deletable([thrown, other])
    with pytest.raises(StoreError):
        store.deletion.restore([thrown, lying])
    assert store.card(thrown).state is State.TRASH and len(store.cards()) == 3


def test_the_next_copy_becomes_the_one_the_others_point_to(store: Store) -> None:
    same = [sample(number, content_seed=9).all_open().add(store).application_id for number in (1, 2, 3)]
    assert [store.card(each).duplicate_of for each in same] == [None, same[0], same[0]]
    store.deletion.throw_away(same[:1])
    store.deletion.delete(same[:1], "person")
    assert [store.card(each).duplicate_of for each in same[1:]] == [None, same[1]]


def test_a_number_is_never_used_twice_and_new_bytes_stay(store: Store) -> None:
    last = stored(store, 1)
    store.deletion.throw_away([last])
    store.deletion.delete([last], "person")
    after = sample(2)
    token = after.add(store)
    assert token.application_id > last
    assert store.deletion.sweep()
    assert b"".join(store.original(token.application_id)) == after.original


def test_an_application_comes_again_only_when_it_is_fetched_again(store: Store) -> None:
    one = stored(store, 1)
    store.deletion.throw_away([one])
    store.deletion.delete([one], "person")
    again = sample(1).add(store)
    assert not again.duplicate and again.application_id != one
    assert tallies(store) == {"Sozialamt": (2, 1)}


def test_rules_are_kept_and_bad_ones_are_not(store: Store) -> None:
    assert store.deletion.rules() == Retention()
    wanted = Retention(default=Rules(archived_days=400), mode=Mode.AUTOMATIC)
    store.deletion.save_rules(wanted)
    with pytest.raises(RetentionInvalid):
        store.deletion.save_rules(Retention(default=Rules(trash_days=0)))
    assert store.deletion.rules() == wanted


def test_exports_are_counted(store: Store) -> None:
    one, two = stored(store, 1), stored(store, 2)
    for each in (one, one, two):
        store.record("exported", each, "folder")
    assert store.deletion.export_count([one]) == 2


def test_what_the_office_is_told_about_deletions(store: Store) -> None:
    before = now()
    ids = transferred(store, 3)
    assert store.deletion.begun() <= before
    store.record("exported", ids[0], "folder")
    store.record("exported", ids[0], "folder")
    store.record("exported", ids[1], "folder")
    assert [store.deletion.export_count(wanted) for wanted in (ids, ids[:1], ids[2:], [])] == [3, 2, 0, 0]
    assert store.deletion.noted("checked") is None
    store.deletion.note("checked", before)
    assert store.deletion.noted("checked") == before
    store.deletion.throw_away(ids[:2])
    store.deletion.delete(ids[:2], "person")
    assert store.deletion.deletions_since(before) == 2
    assert store.deletion.deletions_since(now()) == 0
    assert store.listing.states_of([*ids, "A-2026-999999"]) == {State.TRANSFERRED: [ids[2]]}


def test_what_was_deleted_meanwhile_is_not_due_any_more(store: Store) -> None:
    first, second = transferred(store, 2)
    plan = due(store, 31)
    store.deletion.throw_away([first])
    store.deletion.delete([first], "person")
    assert store.deletion.carry_out(plan, now() + 31 * DAY) == (1, 0)
    assert store.card(second).state is State.TRASH


def test_what_was_deleted_twice_is_twice_a_deletion_whose_message_is_known(store: Store) -> None:
    """Else one of them would be said to be perhaps another message that is missing."""
    began = now()
    for _ in range(3):
        one = stored(store, 1)
        store.deletion.throw_away([one])
        store.deletion.delete([one], "person")
    assert len(store.deletion.records()) == 3
    assert store.deletion.untold_since("Sozialamt", began) == 0
