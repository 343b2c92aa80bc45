"""Applications are found by words, and the words go with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sozialclient.model.listing import Indexed, ListQuery
from sozialclient.store import KeyVault, Store
from sozialclient.store.search.word_index import LONGEST, match_of
from tests.pace import within
from tests.unit.store.samples import sample


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", KeyVault(tmp_path / "data", self_contained=True))
    for number in range(3):
        sample(number).add(opened)
    yield opened
    opened.close()


def found(store: Store, *words: str) -> list[str]:
    return [card.id for card in store.listing.each(ListQuery(words=tuple(word.casefold() for word in words)))]


def test_words_are_found_by_their_beginning_whatever_case_and_marks(store: Store) -> None:
    one, two, _ = [card.id for card in store.cards()]
    store.words.keep(one, ["Groß-Pfeffer", "Kaltmiete 512,30", "anhang_0001.heic"], Indexed.FIELDS)
    store.words.keep(two, ["Müller, Élodie"], Indexed.FIELDS)
    for words in (("gross",), ("GROß",), ("pfeffer",), ("pfeff",), ("kalt", "512"), ("512,30",), ("heic",)):
        assert found(store, *words) == [one], words
    for words in (("muller",), ("müll", "elodie")):
        assert found(store, *words) == [two], words
    assert found(store, "miete") == []
    assert found(store, "gross", "muller") == []


def test_what_was_not_indexed_yet_is_found_by_its_card(store: Store) -> None:
    cards = store.cards()
    assert found(store, cards[0].message_id) == [cards[0].id]
    store.words.keep(cards[0].id, ["anders"], Indexed.FIELDS)
    assert found(store, cards[0].message_id) == []
    assert set(found(store, cards[1].applicant.split(",")[0])) <= {card.id for card in cards[1:]}


def test_new_words_take_the_place_of_the_old_ones(store: Store) -> None:
    one = store.cards()[0].id
    store.words.keep(one, ["früher"], Indexed.FIELDS)
    store.words.keep(one, ["später"], Indexed.DOCUMENTS)
    assert (found(store, "früher"), found(store, "später")) == ([], [one])
    assert store.words.waiting(Indexed.FIELDS, 9) == store.words.waiting(Indexed.DOCUMENTS, 9) != []
    assert one not in store.words.waiting(Indexed.DOCUMENTS, 9)
    assert len(store.words.waiting(Indexed.DOCUMENTS, 1)) == 1


def test_a_note_and_a_file_number_ask_for_the_words_anew(store: Store) -> None:
    one = store.cards()[0].id
    changes: list[Callable[[], None]] = [
        lambda: store.work.write_note(one, "x"), lambda: store.work.assign(one, "x"),
        lambda: store.work.finish(one, "x"),
    ]
    for change in changes:
        store.words.keep(one, ["x"], Indexed.DOCUMENTS)
        change()
        assert one in store.words.waiting(Indexed.FIELDS, 9)


def test_nothing_of_a_deleted_application_is_left(store: Store, tmp_path: Path) -> None:
    one = store.cards()[0].id
    store.words.keep(one, ["unverwechselbar"], Indexed.FIELDS)
    store.work.finish(one, "")
    store.deletion.throw_away([one])
    store.deletion.delete([one], "person")
    assert found(store, "unverwechselbar") == []
    with store._index.reading() as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'found_%'")]
        assert {"found_data", "found_content"} <= set(names)
        for name in names:
            for row in connection.execute(f"SELECT * FROM {name}"):
                assert not any(b"unverwechsel" in (cell if isinstance(cell, bytes) else str(cell).encode())
                               for cell in row), name


def test_hostile_words_are_only_words(store: Store) -> None:
    one = store.cards()[0].id
    store.words.keep(one, ["a\ud800b", "\x00", "x" * (LONGEST + 5), '"; DROP TABLE found; --'], Indexed.FIELDS)
    for words in (('"',), ("*",), ("'",), ("-",), ("NEAR(",), ("AND",), ("found:x",), ("\x00",), ("(",), ("^",)):
        found(store, *words)
    assert match_of(["50.1-7/26", '"', "a_b"]) == '"50"* "1"* "7"* "26"* "a"* "b"*'
    store.words.keep("A-2026-999999", ["x"], Indexed.FIELDS)


@pytest.mark.parametrize("asked", ["wort " * 40_000, "ä" * 500_000, "a-" * 200_000, "wort a\ud800b", "wort \udcff"])
def test_a_whole_letter_in_the_search_is_answered_at_once(store: Store, asked: str) -> None:
    """Pasted by mistake or on purpose: more words than a query can hold, one without end, halves of characters."""
    one = store.cards()[0].id
    store.words.keep(one, [" ".join(f"wort{number}" for number in range(20_000)), "a\ufffdb"], Indexed.FIELDS)
    words = asked.split()
    within(40, lambda: found(store, *words))
    assert found(store, *["wort"] * 5_000) == [one]
