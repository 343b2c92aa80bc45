"""Partial fetch over real HTTP: every way a delivery can be cut, and harm between two pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.demo import intermediary_orders
from sozialclient.demo.intermediary_fetch import fetch_delivery
from sozialclient.demo.intermediary_turn import IntermediaryOptions
from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.training_application import Quirk, TrainingApplication, TrainingContent
from sozialclient.demo.training_set import training_set
from sozialclient.model.application import State
from sozialclient.model.delivery import ContentKind
from sozialclient.osci.names import MessageType
from sozialclient.usecases.fetch_mailbox import FetchOptions
from tests.e2e.conftest import Scene, Training
from tests.e2e.harms import HARMS
from tests.e2e.place import desk, digests, hub, three_applications
from tests.e2e.wire_between import Visit, between

KIB = 1024
PARTIAL = "PartialFetchDelivery"


def padded(length: int) -> TrainingApplication:
    """An application with one attachment of that many bytes, which go out as they are."""
    data = bytes(length)
    payload = LazyBytes(lambda: data)
    filling = TrainingContent("fuellung.bin", "application/octet-stream", ContentKind.ATTACHMENT, payload)
    return replace(three_applications()[0], contents=(three_applications()[0].contents[0], filling))


def whole_path(scene: Scene, message_id: str) -> Path:
    """The file that the intermediary cuts into pieces."""
    (number,) = (each.number for each in scene.hub.deliveries() if each.message_id == message_id)
    return scene.hub.rig.folder / "downloads" / str(number)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Scene]:
    """A scene without a delivery."""
    with ExitStack() as stack:
        running = stack.enter_context(hub(tmp_path / "hub"))
        proxy = stack.enter_context(between(running.url))
        yield Scene(running, proxy, stack.enter_context(desk(tmp_path / "desk", proxy.url)), [])


@pytest.mark.parametrize(("size", "pieces"), [
    (8 * 16 * KIB, 8), (8 * 16 * KIB - 1, 8), (8 * 16 * KIB + 1, 9), (7 * 16 * KIB + KIB // 2, 8)
], ids=["exact multiple", "one byte less", "one byte more", "half a KiB more"])
def test_sizes_around_the_piece(empty: Scene, size: int, pieces: int) -> None:
    """A first delivery tells how much is not attachment, so that the second has the size wanted."""
    (first,) = empty.hub.put([padded(100_000)])
    assert empty.desk.fetch(chunk_kib=1000).new == 1
    application = padded(100_000 + size - whole_path(empty, first).stat().st_size)
    (second,) = empty.hub.put([application])
    empty.between.requests.clear()
    assert empty.desk.fetch(chunk_kib=16).new == 1
    assert whole_path(empty, second).stat().st_size == size
    assert empty.between.kinds() == ["InitDialog", *[PARTIAL] * (pieces + 1), "ExitDialog"]
    assert empty.desk.stored_digests()[second] == digests(application)
    assert empty.hub.received() == [first, second]


def test_everything_in_one_piece(scene: Scene) -> None:
    assert scene.desk.fetch(chunk_kib=1000).new == 3
    assert scene.between.kinds() == ["InitDialog", *[PARTIAL] * 4, "ExitDialog"]
    expected = dict(zip(scene.sent, map(digests, three_applications()), strict=True))
    assert scene.desk.stored_digests() == expected


def test_pieces_bring_what_a_whole_brings(scene: Scene) -> None:
    summary = scene.desk.fetch(chunk_kib=20)
    assert (summary.new, summary.error) == (3, None)
    assert scene.between.kinds().count(PARTIAL) > 10
    expected = dict(zip(scene.sent, map(digests, three_applications()), strict=True))
    assert scene.desk.stored_digests() == expected
    assert sorted(scene.hub.received()) == sorted(scene.sent)
    # The other way again: nothing is new, so nothing is stored twice.
    again = scene.desk.fetch(FetchOptions(message_ids=tuple(scene.sent)))
    assert (again.new, again.duplicates) == (0, 3)


def test_three_hundred_attachments_in_pieces(training: Training) -> None:
    message_id = training.message_id(Quirk.MANY_ATTACHMENTS)
    summary = training.desk.fetch(FetchOptions(message_ids=(message_id,)), chunk_kib=100)
    assert (summary.new, summary.duplicates, summary.error) == (0, 1, None)


def test_an_intermediary_that_answers_small_ones_directly(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(intermediary_orders._ORDERS, MessageType.PARTIAL_FETCH_DELIVERY, fetch_delivery)
    assert scene.desk.fetch(chunk_kib=1000).new == 3
    assert scene.between.kinds() == ["InitDialog", *[PARTIAL] * 4, "ExitDialog"]
    assert sorted(scene.hub.received()) == sorted(scene.sent)


def test_an_empty_mailbox_in_pieces(empty: Scene) -> None:
    summary = empty.desk.fetch(chunk_kib=64)
    assert (summary.new, summary.error, summary.closing_error) == (0, None, None)
    assert empty.between.kinds() == ["InitDialog", PARTIAL, "ExitDialog"]


def test_a_piece_larger_than_allowed_is_refused(tmp_path: Path) -> None:
    options = IntermediaryOptions(max_chunk_kib=50)
    with hub(tmp_path / "hub", options) as running, desk(tmp_path / "desk", running.url) as office:
        sent = running.put(three_applications())
        summary = office.fetch(chunk_kib=51)
        assert summary.error is not None and summary.error.parameters == {"code": "9902"}
        assert running.received() == []
        assert office.fetch(chunk_kib=50).new == 3
        assert running.received() == sent


@pytest.mark.parametrize("name", ["answer cut in the middle", "older answer", "fault 9000"])
@pytest.mark.parametrize("piece", [1, 2, 5])
def test_harm_to_a_piece(scene: Scene, piece: int, name: str) -> None:
    """Nothing is stored, nothing acknowledged, nothing more said; the next fetch brings all."""
    scene.between.harmed, scene.between.harm = piece, HARMS[name]
    summary = scene.desk.fetch(chunk_kib=20)
    assert summary.error is not None and summary.new == 0
    assert scene.between.kinds() == ["InitDialog", *[PARTIAL] * piece]
    assert scene.hub.received() == scene.desk.stored_ids() == []
    scene.assert_next_fetch_completes()


@pytest.mark.parametrize("piece", [1, 2, 5])
def test_a_piece_that_cannot_be_read(scene: Scene, piece: int) -> None:
    """Nothing more is said in that dialog; in a new one the delivery is asked for by its id, and comes."""
    scene.between.harmed, scene.between.harm = piece, HARMS["changed inside"]
    summary = scene.desk.fetch(chunk_kib=20)
    assert (summary.error, summary.new, summary.waiting) == (None, 3, 0)
    assert scene.between.kinds()[: piece + 3] == ["InitDialog", *[PARTIAL] * piece, "InitDialog", "FetchProcessCard"]
    assert scene.hub.received() == scene.sent


def test_the_last_piece_is_not_acknowledged_before_it_is_stored(scene: Scene) -> None:
    pieces = -(-_size_of_first(scene) // (20 * KIB))
    scene.between.harmed, scene.between.harm = pieces + 1, HARMS["request lost"]
    summary = scene.desk.fetch(chunk_kib=20)
    assert summary.new == 1 and summary.error is not None
    assert scene.desk.stored_ids() == scene.sent[:1] and scene.hub.received() == []
    scene.assert_next_fetch_completes()


def _size_of_first(scene: Scene) -> int:
    """Bytes of the first delivery, seen by asking for it and giving up."""
    scene.between.harmed, scene.between.harm = 2, HARMS["request lost"]
    scene.desk.fetch(chunk_kib=20)
    scene.between.harmed = None
    scene.between.requests.clear()
    return whole_path(scene, scene.sent[0]).stat().st_size


def _flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize(("change", "references"), [
    (_flip, {"OSCI-SIGNATURE"}),
    (lambda data: data[:-1000], {"OSCI-SIGNATURE", "MIME-TRUNCATED"}),
    (lambda data: data[: 60 * KIB], {"MIME-TRUNCATED", "CRYPTO-DECRYPT"}),
    (lambda data: data + bytes(100 * KIB), {"WIRE-LIMIT"}),
], ids=["one bit", "end missing", "fewer pieces", "more pieces"])
def test_pieces_that_do_not_make_up_a_message(
    scene: Scene, change: Callable[[bytes], bytes], references: set[str]
) -> None:
    """The intermediary's own copy changes while it is handed out: each piece is signed, the whole is not right."""

    def damage(visit: Visit) -> None:
        path = whole_path(scene, scene.sent[0])
        path.write_bytes(change(path.read_bytes()))
        visit.send(visit.forward())

    scene.between.harmed, scene.between.harm = 2, damage
    summary = scene.desk.fetch(chunk_kib=20)
    # The others come, the damaged one is set aside with its reason.
    assert (summary.error, summary.new, summary.waiting, len(summary.unreadable)) == (None, 2, 1, 1)
    assert scene.hub.received() == scene.sent[1:]
    (card,) = scene.desk.workplace.store.cards(state=State.UNPROCESSABLE)
    assert card.message_id == scene.sent[0] and card.failure in references and not card.acknowledged
    assert scene.desk.fetch(chunk_kib=20).waiting == 1


@pytest.mark.slow
def test_a_hundred_megabytes_whole_and_in_pieces(empty: Scene) -> None:
    (application,) = (each for each in training_set(1, with_large=True) if Quirk.LARGE in each.quirks)
    (message_id,) = empty.hub.put([application])
    assert empty.desk.fetch().new == 1
    assert empty.desk.stored_digests() == {message_id: digests(application)}
    again = empty.desk.fetch(FetchOptions(message_ids=(message_id,)), chunk_kib=4000)
    assert (again.new, again.duplicates, again.error) == (0, 1, None)
    assert empty.between.kinds().count(PARTIAL) > 25
