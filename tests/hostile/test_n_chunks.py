"""A delivery in pieces, of which one is missing, doubled, swapped, of another size or too many (group N)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.osci.compose import OutgoingMessage
from sozialclient.osci.cover import TransportSignatureInvalid
from sozialclient.transports.base import Selection
from sozialclient.transports.osci12_exchange import UnexpectedAnswer
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import LimitExceeded
from sozialclient.wire.mime_errors import MimeTruncated, UnexpectedPart
from sozialclient.wire.xml import XmlError
from tests.e2e.conftest import Scene
from tests.e2e.place import digests, three_applications
from tests.e2e.wire_between import pass_through
from tests.hostile.expect import refused
from tests.hostile.faulty_intermediary import Change, chunk_bytes, faulty, in_blocks, numbered, only
from tests.hostile.rows import guarded_by
from tests.hostile.sealing import flipped
from tests.hostile.silence import ask, opened

PARTIAL = "PartialFetchDelivery"
SIZE = 20
"""KiB of a piece; the first delivery has five or more."""


def said(name: str, value: str) -> Change:
    """Another value of an attribute of ChunkInformation, or none."""
    there = f' {name}="{value}"' if value else ""
    return in_blocks(rf'(<osci2017:ChunkInformation[^>]*?) {name}="[^"]*"', rf"\g<1>{there}")


def without_content(message: OutgoingMessage) -> OutgoingMessage:
    return replace(message, body="<osci:ContentPackage></osci:ContentPackage>", attachments=())


class Kept:
    """Gives piece after piece as they are, but the third again as the second was."""

    def __init__(self) -> None:
        self.second = b""

    def __call__(self, message: OutgoingMessage) -> OutgoingMessage:
        number = numbered(message)
        if number == 2:
            (attachment,) = message.attachments
            self.second = b"".join(attachment.chunks())
        return chunk_bytes(lambda data: self.second)(message) if number == 3 else message


FORMS: dict[str, tuple[Change, type[SozialclientError]]] = {
    "the next one": (only(2, said("ChunkNumber", "3")), StructureError),
    "the one before": (only(2, said("ChunkNumber", "1")), StructureError),
    "number 0": (only(2, said("ChunkNumber", "0")), StructureError),
    "no number": (only(2, said("ChunkNumber", "")), StructureError),
    "number of letters": (only(2, said("ChunkNumber", "zwei")), StructureError),
    "negative": (only(2, said("ChunkNumber", "-2")), StructureError),
    "no total": (only(1, said("TotalChunkNumbers", "")), StructureError),
    "another total": (only(2, said("TotalChunkNumbers", "99")), StructureError),
    "a smaller total": (only(2, said("TotalChunkNumbers", "2")), StructureError),
    "a total of a million": (said("TotalChunkNumbers", "1000000"), LimitExceeded),
    "a total beyond all numbers": (said("TotalChunkNumbers", "9" * 30), StructureError),
    "another message": (only(2, in_blocks(r"(<osci:MessageId>)[^<]*", r"\g<1>b3NjaTph")), StructureError),
    "no content": (only(2, without_content), UnexpectedAnswer),
}


@guarded_by(
    "sozialclient.transports.osci12_chunks.ChunkedFetch._take",
    "sozialclient.transports.osci12_chunks.ChunkedFetch._collect",
)
@pytest.mark.parametrize("name", FORMS)
def test_n_25_pieces_that_do_not_follow(quiet: Scene, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece says another number, total or message than the first, or is none: nothing is put together."""
    change, kind = FORMS[name]
    faulty(monkeypatch, change, kind=PARTIAL)
    with refused(kind):
        ask(quiet, pass_through, chunk_kib=SIZE)


BYTES: dict[str, tuple[Change, type[SozialclientError]]] = {
    "missing bytes": (only(2, chunk_bytes(lambda data: data[:-1])), TransportSignatureInvalid),
    "overlapping": (only(2, chunk_bytes(lambda data: data + data[-100:])), TransportSignatureInvalid),
    "empty": (only(2, chunk_bytes(lambda data: b"")), XmlError),
    "changed": (only(3, chunk_bytes(lambda data: flipped(data, 99))), TransportSignatureInvalid),
    "twice the same": (Kept(), UnexpectedPart),
    "fewer than there are": (said("TotalChunkNumbers", "3"), MimeTruncated),
}


@guarded_by("sozialclient.transports.osci12_chunks.ChunkedFetch._read_whole", "sozialclient.osci.cover.cover")
@pytest.mark.parametrize("name", BYTES)
def test_n_25b_pieces_with_other_bytes(quiet: Scene, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece is signed for itself and rightly numbered, but what they make up is not what the mailbox signed."""
    change, kind = BYTES[name]
    faulty(monkeypatch, change, kind=PARTIAL)
    with refused(kind):
        ask(quiet, pass_through, chunk_kib=SIZE)


@guarded_by("sozialclient.transports.osci12_chunks.ChunkedFetch._collect")
def test_n_25c_the_size_that_is_said_means_nothing(quiet: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong TotalMessageSize is no harm, because nothing is made of it (PROTOCOL 4.8): the delivery comes whole."""
    faulty(monkeypatch, said("TotalMessageSize", "1"), kind=PARTIAL)
    fetched = opened(quiet, SIZE).next(None, Selection())
    assert fetched is not None
    assert sorted(str(each.sha256) for each in fetched.delivery.contents()) == digests(three_applications()[0])
    for spool in (*fetched.payloads.values(), fetched.original):
        spool.close()


@guarded_by("sozialclient.transports.osci12_chunks.ChunkedFetch.fetch")
def test_n_25d_after_a_broken_series_it_begins_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The series breaks at the third piece: the next fetch asks from the first on, and brings everything.

    Pieces fetched before are not kept for it; PROTOCOL 4.8 leaves that to the client.
    """
    with monkeypatch.context() as patch:
        faulty(patch, only(3, said("ChunkNumber", "4")), kind=PARTIAL)
        with refused(StructureError):
            ask(scene, pass_through, chunk_kib=SIZE)
    summary = scene.desk.fetch(chunk_kib=SIZE)
    assert (summary.error, summary.new) == (None, 3)
    assert scene.desk.stored_digests() == dict(zip(scene.sent, map(digests, three_applications()), strict=True))
