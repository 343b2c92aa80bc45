"""What makes a delivery the same as one before: every part of it, closed ones too."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from sozialclient.model.delivery import Container, Content
from sozialclient.model.verdict import Verdict
from sozialclient.store import Store
from tests.unit.store.samples import Sample, content, sample

Change = Callable[[Container], Container]


def _closed(sealed: str | None, id_: str = "inner") -> Container:
    return Container(id=id_, encryption=None, readable=False, sealed_sha256=sealed)


def _unread(sealed: str | None, name: str = "a.pdf") -> Content:
    return dataclasses.replace(
        content("gone", b"", name), size=None, sha256=None, integrity=Verdict.FAILED, sealed_sha256=sealed
    )


def _with(base: Sample, *contents: Content, inner: tuple[Container, ...] = ()) -> Sample:
    outer = dataclasses.replace(base.delivery.containers[0], contents=contents, containers=inner)
    return base.with_containers(outer)


def _stored_beside(store: Store, first: Sample, second: Sample) -> bool:
    """Whether the second delivery of a message is kept of its own, and said to differ."""
    first.add(store)
    token = second.add(store)
    return not token.duplicate and store.journal(token.application_id)[0].action == "stored_changed"


def test_two_sealed_applications_are_two(store: Store) -> None:
    first, second = (sample(1).with_containers(_closed(digest * 32)) for digest in ("aa", "bb"))
    assert _stored_beside(store, first, second)
    assert first.add(store).duplicate and second.add(store).duplicate


def test_the_same_letter_with_another_sealed_part_is_another(store: Store) -> None:
    letter = content("xml", sample(1).payloads["xml"])
    first, second = (_with(sample(1), letter, inner=(_closed(digest * 32),)) for digest in ("aa", "bb"))
    assert _stored_beside(store, first, second)
    opened = _with(sample(1), letter, inner=(dataclasses.replace(_closed(None), readable=True),))
    assert not opened.add(store).duplicate


def test_two_missing_attachments_are_two(store: Store) -> None:
    first, second = (_with(sample(1), _unread("ee" * 32, name)) for name in ("a.pdf", "b.pdf"))
    assert _stored_beside(store, first, second)
    assert first.add(store).duplicate


def test_two_damaged_attachments_of_one_name_are_two(store: Store) -> None:
    assert _stored_beside(store, *(_with(sample(1), _unread(digest * 32)) for digest in ("aa", "bb")))


@pytest.mark.parametrize("closed", [sample(1).with_containers(_closed(None)), _with(sample(1), _unread(None))])
def test_what_stayed_closed_and_is_not_known_is_never_a_repeat(store: Store, closed: Sample) -> None:
    assert not closed.add(store).duplicate
    assert not closed.add(store).duplicate
    assert len(store.cards()) == 2


def test_exchanged_contents_are_noticed(store: Store) -> None:
    base = sample(1)
    data = base.payloads["pdf"], base.payloads["xml"]
    sound = dataclasses.replace(base, payloads=dict(zip("xy", data, strict=True)))
    swapped = dataclasses.replace(base, payloads=dict(zip("xy", reversed(data), strict=True)))
    first, second = (
        _with(item, *(content(key, item.payloads[key], name) for key, name in (("x", "a.pdf"), ("y", "b.pdf"))))
        for item in (sound, swapped)
    )
    assert _stored_beside(store, first, second)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "other"},
        {"untrusted_name": "other.pdf"},
        {"untrusted_media_type": "text/html"},
        {"integrity": Verdict.FAILED},
    ],
)
def test_every_fact_of_a_content_counts(store: Store, change: dict[str, object]) -> None:
    base = sample(1).all_open()
    outer = base.delivery.containers[0]
    pdf = dataclasses.replace(outer.contents[1], **change)  # type: ignore[arg-type]  # any field
    assert _stored_beside(store, base, _with(base, outer.contents[0], pdf, outer.contents[2]))


@pytest.mark.parametrize(
    "change",
    [
        lambda outer: dataclasses.replace(outer, id="other"),
        lambda outer: dataclasses.replace(outer, contents=tuple(reversed(outer.contents))),
        lambda outer: Container(id="", encryption=None, readable=True, containers=(outer,)),
    ],
)
def test_the_place_of_a_content_counts(store: Store, change: Change) -> None:
    base = sample(1).all_open()
    assert _stored_beside(store, base, base.with_containers(change(base.delivery.containers[0])))


def test_only_what_was_read_as_a_whole_is_called_an_old_application(store: Store) -> None:
    for number in (1, 2):
        base = sample(number, content_seed=1)
        assert store.card(base.add(store).application_id).duplicate_of is None
        partly = _with(base, base.delivery.containers[0].contents[0], _unread("ee" * 32))
        assert store.card(partly.add(store).application_id).duplicate_of is None
