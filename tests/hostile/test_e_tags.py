"""Encryption with a tag: not a byte of what it hides is looked at before the tag was right (group E)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sozialclient.crypto.algorithms import Cipher
from sozialclient.crypto.ciphers import DecryptError, decrypt_stream, encrypt_stream, new_key
from sozialclient.crypto.policy import Policy
from sozialclient.osci import receive
from sozialclient.osci.receive import Receiver
from sozialclient.store.keys.vault import KeyVault
from sozialclient.store.store import Store
from sozialclient.wire.limits import Limits
from sozialclient.wire.mime import MimeReader
from tests.e2e.conftest import Scene
from tests.e2e.wire_between import Visit
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.sealing import around, flipped, read, sealed, wrapped_for_office
from tests.hostile.silence import ask
from tests.mailbox_rig import decryption, training_pki
from tests.unit.osci.answers import parts_of
from tests.unit.osci.counted_spool import CountedSpool

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "tag flipped": lambda data: flipped(data, -1),
    "tag of 15 bytes": lambda data: data[:-1],
    "tag of 12 bytes": lambda data: data[:-4],
    "tag of 4 bytes": lambda data: data[:-12],
    "no tag": lambda data: data[:-16],
    "IV flipped": lambda data: flipped(data, 3),
    "cipher text flipped": lambda data: flipped(data, len(data) // 2),
    "cipher text shortened": lambda data: data[:200] + data[300:],
    "cipher text extended": lambda data: data[:-16] + b"more" + data[-16:],
    "IV and tag only": lambda data: data[:12] + data[-16:],
    "half an IV": lambda data: data[:6],
    "empty": lambda data: b"",
}


class Unread(CountedSpool):
    """A spool that nobody may read from."""

    def chunks(self) -> Iterator[bytes]:
        raise AssertionError("read before the tag was right")


@guarded_by("sozialclient.crypto.ciphers.decrypt_stream", "sozialclient.crypto.ciphers.decrypt_to_spool")
@pytest.mark.parametrize("name", DAMAGES)
def test_e_01_damaged_gcm_is_one_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tag, IV or length of a message in GCM is wrong: the one error, and no parser saw a byte of the inside."""
    seen: list[bytes] = []

    class Seen(MimeReader):
        def __init__(self, chunks: Iterator[bytes], limits: Limits, *, epilogue: bool = True) -> None:
            seen.append(b"")
            super().__init__(chunks, limits, epilogue=epilogue)

    monkeypatch.setattr(receive, "MimeReader", Seen)
    CountedSpool.reset()
    with refused(DecryptError):
        read(sealed(cut=DAMAGES[name]), spools=Unread)
    assert len(seen) == 1, "the inside was parsed"
    assert CountedSpool.open == 0
    read(sealed())
    assert len(seen) == 3, "of a message in order, outside and inside are read through what is watched here"


@guarded_by("sozialclient.crypto.ciphers.decrypt_stream", "sozialclient.osci.dialog.Dialog.fail")
@pytest.mark.parametrize("name", ["tag flipped", "no tag", "IV flipped", "empty"])
def test_e_01b_damaged_gcm_on_the_way(quiet: Scene, name: str) -> None:
    """The same on a real connection: nothing more is said in the dialog, and the next one brings everything."""

    def harm(visit: Visit) -> None:
        body = visit.forward().partition(b"\r\n\r\n")[2]
        root, payload = parts_of(body)
        head, _, _ = body.partition(b"<osci_enc>\r\n\r\n")
        damaged = DAMAGES[name](b"".join(payload.body))
        boundary = body[body.index(b"boundary=") + 9 :].partition(b";")[0].strip()
        visit.send_body(head + b"<osci_enc>\r\n\r\n" + damaged + b"\r\n--" + boundary + b"--\r\n")

    with refused(DecryptError):
        ask(quiet, harm)


MARK = b"Erika-Mustermann-19400412-"
HEAD = b"MIME-Version: 1.0\r\nContent-Type: Multipart/Related; boundary=B; type=text/xml\r\n\r\n--B\r\n"


def wrong_at_the_end(size: int) -> Iterator[bytes]:
    """A whole encrypted message of that many bytes inside, all right up to its last byte but one of the tag."""
    key = new_key(Cipher.AES256_GCM)
    start, _, rest = around(b"HERE", wrapped_for_office(key)).partition(b"HERE")
    yield start
    block = MARK * 10_000
    inside = (block for _ in range(size // len(block)))
    last = b""
    for piece in encrypt_stream(_after(HEAD, inside), Cipher.AES256_GCM, key):
        yield last
        last = piece
    yield flipped(last, -1) + rest


def _after(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


@guarded_by("sozialclient.crypto.ciphers.decrypt_to_spool", "sozialclient.store.contents.spool.SealedSpool.write")
@pytest.mark.parametrize("size", [3_000_000, pytest.param(1_100_000_000, marks=pytest.mark.slow)])
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the bytes of a file that has no name")
def test_e_02_a_wrong_tag_at_the_very_end(size: int, tmp_path: Path) -> None:
    """Everything but the last byte of a large message is right: what was decrypted so far lay sealed, and is gone."""
    store = Store.open(tmp_path / "store", KeyVault(tmp_path / "store", self_contained=True))
    looked: list[int] = []

    def watched() -> Iterator[bytes]:
        done = 0
        for piece in wrong_at_the_end(size):
            done += len(piece)
            if done > size * 0.9 and not looked:
                looked.append(_bytes_on_disk(tmp_path, MARK))
            yield piece

    limits = Limits(message_bytes=2_000_000_000)
    receiver = Receiver((decryption(training_pki().office),), store.spool, Policy.default(), limits)
    with refused(DecryptError):
        receiver.read(watched())
    assert looked and looked[0] > size // 2, "most of it has been decrypted onto the disk by then"
    assert _bytes_on_disk(tmp_path, MARK) < 1_000_000
    store.close()


def _bytes_on_disk(folder: Path, mark: bytes) -> int:
    """Bytes in all files below `folder`, also such as lost their name; none may hold `mark`."""
    total = 0
    opened = list(Path("/proc/self/fd").iterdir())
    unnamed = [each for each in opened if str(folder) in _target(each) and _target(each).endswith("(deleted)")]
    for path in [*(each for each in folder.rglob("*") if each.is_file()), *unnamed]:
        with path.open("rb") as stream:
            while piece := stream.read(8_000_000):
                assert mark not in piece
                total += len(piece)
    return total


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


@guarded_by("sozialclient.crypto.ciphers.decrypt_to_spool")
def test_e_02b_only_what_holds_it_back_gets_unchecked_plaintext() -> None:
    """What decrypts piece by piece is used in three places, all of which give out nothing before the end."""
    root = Path(receive.__file__).parents[1]
    users = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8").count("decrypt_stream(")
        for path in root.rglob("*.py")
    }
    assert {name: count for name, count in users.items() if count} == {
        "crypto/ciphers.py": 3, "osci/content_payloads.py": 1,
    }


@guarded_by("sozialclient.crypto.ciphers.decrypt_stream")
@pytest.mark.parametrize("size", [64 * 1024 + each for each in (-29, -28, -17, -16, -1, 0, 1, 16)] + [8 * 1024 * 1024])
@pytest.mark.parametrize("wrong", [False, True])
def test_e_18_however_long_it_is_decrypted_in_pieces(size: int, wrong: bool) -> None:
    """A length at the edges of a piece: every byte comes out, or one error when the last bit of the tag is wrong."""
    key, plain = new_key(Cipher.AES256_GCM), os.urandom(size)
    data = b"".join(encrypt_stream([plain], Cipher.AES256_GCM, key))
    largest = 0

    def source() -> Iterator[bytes]:
        for start in range(0, len(data), 30_000):
            yield (flipped(data, -1) if wrong and start + 30_000 >= len(data) else data)[start : start + 30_000]

    def decrypted() -> Iterator[bytes]:
        nonlocal largest
        for piece in decrypt_stream(source(), Cipher.AES256_GCM, key, 12):
            largest = max(largest, len(piece))
            yield piece

    if wrong:
        with refused(DecryptError):
            b"".join(decrypted())
    else:
        assert b"".join(decrypted()) == plain
    assert largest <= 64 * 1024 + 30_000 + 16


@guarded_by("sozialclient.crypto.ciphers.decrypt_stream")
@pytest.mark.slow
@pytest.mark.parametrize("wrong", [False, True])
def test_e_18b_more_than_two_gibibytes(wrong: bool) -> None:
    """A length that no single call of the library could take: in pieces every byte comes, or the one error."""
    size = 2 * 1024**3 + 1
    key = new_key(Cipher.AES256_GCM)
    zeros = bytes(1024 * 1024)

    def source() -> Iterator[bytes]:
        last = b""
        for piece in encrypt_stream(_sparse(zeros, size), Cipher.AES256_GCM, key):
            yield last
            last = piece
        yield flipped(last, -1) if wrong else last

    length = 0
    stream = decrypt_stream(source(), Cipher.AES256_GCM, key, 12)
    if wrong:
        with refused(DecryptError):
            for piece in stream:
                length += len(piece)
    else:
        for piece in stream:
            assert piece == bytes(len(piece))
            length += len(piece)
    assert length == size


def _sparse(zeros: bytes, size: int) -> Iterator[bytes]:
    for _ in range(size // len(zeros)):
        yield zeros
    yield zeros[: size % len(zeros)]
