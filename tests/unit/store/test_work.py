"""What the office does with an application is kept, goes with it, and names who did it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sozialclient.model.application import State
from sozialclient.model.view import Filters, SavedView
from sozialclient.store import KeyVault, Store
from sozialclient.store.books import actions
from sozialclient.store.errors import StoreNoSuchApplication
from sozialclient.store.work import ticks, work
from sozialclient.store.work.errors import NoteTooLong, ProfileUnknown, TickMissing, TickNeedsAnother
from tests.unit.store.samples import sample


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", KeyVault(tmp_path / "data", self_contained=True))
    sample(0).add(opened)
    sample(1).add(opened)
    yield opened
    opened.close()


@pytest.fixture
def one(store: Store) -> str:
    return store.cards()[0].id


def someone(monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    for module in (ticks, work):
        monkeypatch.setattr(module, "who", lambda: who)


def test_a_tick_is_there_with_time_and_person_and_can_be_taken_back(store: Store, one: str,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    someone(monkeypatch, "muster@PC1")
    store.work.begin(one, ["/a", "/b", "/c"])
    store.work.tick(one, "/a")
    store.work.tick(one, "/b", note="dort 480,00")
    [first, second] = store.work.ticks(one)
    assert (first.step, first.who, first.note) == ("/a", "muster@PC1", "")
    assert (second.step, second.note, second.second_at) == ("/b", "dort 480,00", None)
    assert first.at <= second.at
    assert (store.work.work(one).steps, store.work.work(one).ticked) == (3, 2)
    store.work.untick(one, "/a")
    store.work.untick(one, "/a")
    assert [tick.step for tick in store.work.ticks(one)] == ["/b"]
    assert store.work.ticks(store.cards()[1].id) == ()


def test_a_second_tick_keeps_the_first_time_and_person(store: Store, one: str, monkeypatch: pytest.MonkeyPatch) -> None:
    someone(monkeypatch, "erste@PC1")
    store.work.tick(one, "/a", note="x")
    before = store.work.ticks(one)
    someone(monkeypatch, "zweite@PC2")
    store.work.tick(one, "/a")
    assert store.work.ticks(one) == before
    store.work.tick(one, "/a", note="")
    assert store.work.ticks(one)[0].note == ""


def test_the_second_look_is_another_persons(store: Store, one: str, monkeypatch: pytest.MonkeyPatch) -> None:
    someone(monkeypatch, "Muster@PC1")
    with pytest.raises(TickMissing):
        store.work.second_look(one, "/a")
    store.work.tick(one, "/a")
    someone(monkeypatch, "muster@PC2")
    with pytest.raises(TickNeedsAnother):
        store.work.second_look(one, "/a")
    assert store.work.ticks(one)[0].second_at is None
    someone(monkeypatch, "andere@PC1")
    store.work.second_look(one, "/a")
    assert store.work.ticks(one)[0].second_who == "andere@PC1"


def test_beginning_takes_a_new_application_into_review_and_no_other(store: Store, one: str) -> None:
    assert store.card(one).state is State.NEW
    store.work.begin(one, ["/a"])
    assert store.card(one).state is State.IN_REVIEW
    store.set_state(one, State.QUERY, action=actions.STATE_CHANGED)
    store.work.begin(one, ["/a"])
    assert store.card(one).state is State.QUERY


def test_the_end_has_a_file_number_and_a_line_in_the_journal(store: Store, one: str) -> None:
    store.work.tick(one, "/a")
    store.work.finish(one, "50.1-7/26")
    assert store.card(one).state is State.TRANSFERRED
    assert store.work.work(one).file_number == "50.1-7/26"
    line = store.journal(one)[-1]
    assert (line.action, line.detail) == (actions.TRANSFERRED, "1")
    assert "50.1-7/26" not in repr(store.journal())


def test_notes_person_in_charge_and_day(store: Store, one: str) -> None:
    store.work.write_note(one, "Rückruf am Montag")
    store.work.write_note(one, "erledigt")
    assert [note.text for note in store.work.notes(one)] == ["Rückruf am Montag", "erledigt"]
    store.work.assign(one, "Frau Beispiel")
    store.work.set_due(one, date(2026, 12, 1))
    assert store.work.work(one).assigned == "Frau Beispiel"
    assert store.work.work(one).due == date(2026, 12, 1)
    store.work.set_due(one, None)
    assert store.work.work(one).due is None
    assert "Beispiel" not in repr(store.journal()) and "Rückruf" not in repr(store.journal())


def test_all_of_it_goes_with_the_application(store: Store, one: str) -> None:
    store.work.tick(one, "/a", note="Geheimnis")
    store.work.write_note(one, "Geheimnis")
    store.work.finish(one, "")
    store.deletion.throw_away([one])
    store.deletion.delete([one], "person")
    with store._index.reading() as connection:
        for table in ("tick", "note"):
            assert connection.execute(f"SELECT count(*) FROM {table}").get == 0


def test_it_is_all_there_after_opening_again(tmp_path: Path, store: Store, one: str) -> None:
    store.work.tick(one, "/a")
    store.work.profiles.keep("Eigene", b"{}")
    store.close()
    again = Store.open(tmp_path / "data", KeyVault(tmp_path / "data", self_contained=True))
    try:
        assert [tick.step for tick in again.work.ticks(one)] == ["/a"]
        assert again.work.profiles.all() == {"Eigene": b"{}"}
    finally:
        again.close()


def test_orders_are_replaced_and_removed_by_name(store: Store) -> None:
    store.work.profiles.keep("B", b"1")
    store.work.profiles.keep("A", b"2")
    store.work.profiles.keep("B", b"3")
    assert store.work.profiles.all() == {"A": b"2", "B": b"3"}
    store.work.profiles.remove("B")
    with pytest.raises(ProfileUnknown):
        store.work.profiles.remove("B")


def test_long_texts_and_unknown_applications_change_nothing(store: Store, one: str) -> None:
    with pytest.raises(NoteTooLong):
        store.work.write_note(one, "x" * 10_001)
    with pytest.raises(NoteTooLong):
        store.work.finish(one, "x" * 201)
    with pytest.raises(NoteTooLong):
        store.work.tick(one, "/a", note="x" * 10_001)
    assert store.work.notes(one) == ()
    assert store.card(one).state is State.NEW
    for call in (lambda: store.work.tick("A-2026-999999", "/a"), lambda: store.work.work("A-2026-999999"),
                 lambda: store.work.notes("A-2026-999999"), lambda: store.work.assign("A-2026-999999", "x")):
        with pytest.raises(StoreNoSuchApplication):
            call()


def test_halves_of_characters_are_pasted_without_harm(store: Store, one: str) -> None:
    broken, whole = "a\ud800b\udcff", "a\ufffdb\ufffd"
    store.work.write_note(one, broken)
    store.work.assign(one, broken)
    store.work.tick(one, "/a", note=broken)
    store.work.finish(one, broken)
    store.work.desk.save_view(SavedView(name=broken, filters=Filters(words=(broken,), assigned=broken)))
    done = store.work.work(one)
    assert {store.work.notes(one)[0].text, done.assigned, done.file_number} == {whole}
    assert [tick.note for tick in store.work.ticks(one)] == [whole]
    assert [view.name for view in store.work.desk.views()] == [whole]
