"""What a citizen entered, what a file is called and what a PDF says leads to the application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.errors import Cancelled
from sozialclient.model.listing import Indexed
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.store.database.database import Access, connect
from sozialclient.store.database.opening import CONTENTS_PAGE_SIZE
from sozialclient.store.search.word_index import LONGEST
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import business_fields
from sozialclient.usecases.find_applications import find_applications
from sozialclient.usecases.index_applications import index_applications
from tests.e2e.place import Desk, desk, hub, three_applications


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("index")
    with hub(folder / "hub") as running, desk(folder / "desk", running.url) as made:
        running.put(three_applications())
        assert made.fetch().new == 3
        yield made


@pytest.fixture
def store(office: Desk) -> Store:
    return office.workplace.store


def hits(store: Store, *words: str) -> set[str]:
    return {card.id for card in find_applications(store, words)}


def only_in(store: Store, one: str) -> str:
    """A word of one application's fields that is nowhere in another, nor on a card."""
    def text(identifier: str) -> str:
        return " ".join(f"{field.value} {field.raw_value}" for field in business_fields(store, identifier).fields)

    others = " ".join(text(card.id) for card in store.cards() if card.id != one)
    cards = " ".join(f"{card.applicant} {card.subject} {card.service_name}" for card in store.cards())
    return next(word for word in sorted(text(one).split()) if word.isalpha() and len(word) > 5
                and word.casefold() not in (others + cards).casefold())


def test_fields_then_documents(store: Store, tmp_path: Path) -> None:
    one = store.cards()[0].id
    word = only_in(store, one)
    assert hits(store, word) == set()
    assert index_applications(store) == 3
    assert index_applications(store) == 0
    assert hits(store, word) == hits(store, word.upper()) == hits(store, word[:-1], word) == {one}
    name = next(content.untrusted_name for content in store.delivery(one).contents() if content.untrusted_name)
    assert one in hits(store, *name.split("."))
    assert hits(store, store.card(one).message_id) == {one}
    renderer = DocumentRenderer()
    try:
        assert index_applications(store, renderer=renderer) == 3
    finally:
        renderer.close()
    assert store.words.waiting(Indexed.DOCUMENTS, 9) == []
    assert hits(store, word) == {one}


def test_a_word_only_the_pdf_has_is_found_once_documents_were_read(store: Store) -> None:
    index_applications(store)
    one = store.cards()[0].id
    renderer = DocumentRenderer()
    try:
        document = renderer.open(store.payload(one, store.facts(one).main_pdf_key or ""), "application/pdf")
        said = {span.text.casefold() for page in range(document.page_count) for span in document.text(page)}
        document.close()
        fields = " ".join(f"{field.value} {field.raw_value}" for field in business_fields(store, one).fields)
        only = next(word for word in sorted(said) if word.isalpha() and len(word) > 7
                    and word not in fields.casefold() and not any(word in hit for hit in fields.casefold().split()))
        for identifier in (card.id for card in store.cards()):
            store.words.keep(identifier, [], Indexed.FIELDS)
        assert hits(store, only) == set()
        index_applications(store, renderer=renderer)
        assert one in hits(store, only)
    finally:
        renderer.close()


def test_it_can_be_stopped_and_goes_on_where_it_was(store: Store) -> None:
    store.work.write_note(store.cards()[0].id, "x")
    with pytest.raises(Cancelled):
        index_applications(store, cancelled=lambda: True)
    assert index_applications(store) == 1


def test_one_that_is_damaged_keeps_no_other_from_being_found(tmp_path: Path) -> None:
    with hub(tmp_path / "hub") as running, desk(tmp_path / "desk", running.url) as made:
        running.put(three_applications())
        assert made.fetch().new == 3
        store = made.workplace.store
        first = store.words.waiting(Indexed.FIELDS, 1)[0]
        contents = connect(Access(store.folder / "contents.db", CONTENTS_PAGE_SIZE))
        last = contents.execute("SELECT max(application) FROM chunk").get
        contents.execute("UPDATE chunk SET sealed = zeroblob(500) WHERE application = ?", (last,))
        contents.close()
        assert index_applications(store) == 3
        assert store.words.waiting(Indexed.FIELDS, 1) == []
        assert hits(store, store.card(first).message_id) == {first}
        for card in store.cards():
            if card.id != first:
                assert card.id in hits(store, business_fields(store, card.id).fields[0].value)


def test_of_endless_texts_only_the_beginning_is_made(store: Store) -> None:
    one, taken = store.cards()[0].id, 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while taken < 10_000:
            taken += 1
            yield f"w{taken} " * 10_000

    store.words.keep(one, endless(), Indexed.FIELDS)
    assert hits(store, "w1") >= {one}
    assert taken * 10_000 <= LONGEST


def test_it_can_be_stopped_within_one_application(store: Store) -> None:
    store.work.write_note(store.cards()[0].id, "y")
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        index_applications(store, cancelled=lambda: next(asked))
    assert index_applications(store) == 1


def test_one_that_takes_too_long_is_found_by_what_was_read_until_then(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = store.cards()[0].id
    word = only_in(store, one)
    store.work.write_note(one, "z")
    monkeypatch.setattr("sozialclient.usecases.index_applications._MOST_SECONDS", -1.0)
    assert index_applications(store) == 1
    assert store.words.waiting(Indexed.FIELDS, 1) == []
    assert hits(store, one) == {one}
    assert hits(store, word) == set()
    monkeypatch.undo()
    store.work.write_note(one, "z")
    assert index_applications(store) == 1
    assert hits(store, word) == {one}


def test_a_note_written_while_words_are_collected_is_found(store: Store) -> None:
    one = store.cards()[0].id
    index_applications(store)

    def slow() -> Iterator[str]:
        yield "Zwischenstand"
        store.work.write_note(one, "Wohnungsgeberbescheinigung")

    store.words.keep(one, slow(), Indexed.DOCUMENTS)
    assert store.words.waiting(Indexed.FIELDS, 9) == [one]
    index_applications(store)
    assert hits(store, "Wohnungsgeberbescheinigung") == {one}
