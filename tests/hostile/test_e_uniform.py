"""One failure of decryption cannot be told from another (group E)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import combinations

import pytest

from sozialclient.crypto.algorithms import Cipher, KeyTransport
from sozialclient.crypto.ciphers import DecryptError, encrypt_bytes, new_key
from sozialclient.errors import SozialclientError
from sozialclient.texts import error_text
from sozialclient.transports.base import Selection
from tests.e2e.conftest import Scene
from tests.e2e.harms import plain_message
from tests.e2e.wire_between import Visit
from tests.hostile.expect import says_what_to_do
from tests.hostile.failures import KINDS, MORE_KINDS, looks
from tests.hostile.rows import guarded_by
from tests.hostile.sealing import around, flipped, padded_with, read, sealed, wrapped_for_office
from tests.hostile.silence import assert_silent, failure_of, opened


def failure(message: bytes) -> SozialclientError:
    with pytest.raises(SozialclientError) as caught:
        read(message)
    return caught.value


def looks_of(make: Callable[[], bytes], tries: int) -> set[tuple[object, ...]]:
    return {looks(failure(make())) for _ in range(tries)}


@guarded_by("sozialclient.osci.receive.Receiver._read_inside")
@pytest.mark.parametrize("tries", [500, pytest.param(10_000, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_e_05_six_kinds_of_failure_are_one_error(tries: int) -> None:
    """A damaged tag, IV, cipher text, OAEP key, RSA-1.5 key or CBC padding, hundreds of each: one error object.

    Type, reference, parameters, text, cause and context are the same.
    """
    seen = {name: looks_of(make, tries) for name, make in KINDS.items()}
    assert {name: len(found) for name, found in seen.items()} == dict.fromkeys(KINDS, 1)
    (one,) = set.union(*seen.values())
    assert one[:2] == (DecryptError, "CRYPTO-DECRYPT")
    read(sealed())


@guarded_by("sozialclient.osci.receive.Receiver._read_inside", "sozialclient.osci.receive.Receiver._read_decrypted")
@pytest.mark.parametrize("name", MORE_KINDS)
def test_e_05b_so_are_all_the_others(name: str) -> None:
    """Keys of a wrong length and whatever CBC decrypts to that is no message: the same error object as a wrong tag."""
    assert looks_of(MORE_KINDS[name], 20) == looks_of(KINDS["tag"], 1)


@guarded_by("sozialclient.osci.dialog.Dialog.fail", "sozialclient.transports.osci12_exchange.exchange_delivery")
@pytest.mark.parametrize("tries", [4, pytest.param(500, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
def test_e_05c_and_nothing_is_sent_after_any_of_them(quiet: Scene, tries: int) -> None:
    """Each kind in turn as the answer to a fetch: equal text, a dead dialog, and not a byte after it.

    GCM and OAEP come as damage to what was announced when the dialog began; RSA-1.5 and CBC are refused before that,
    so they come in a dialog that began with them.
    """
    texts = set()
    for make in [each for each in KINDS.values() for _ in range(tries)]:
        message = make()

        def begin(visit: Visit, message: bytes = message) -> None:
            visit.send_body(reannounced(visit.forward(), message))

        def answer(visit: Visit, message: bytes = message) -> None:
            visit.forward()
            visit.send_body(message)

        quiet.between.harmed, quiet.between.harm = len(quiet.between.requests), begin
        session = opened(quiet)
        quiet.between.harmed, quiet.between.harm = len(quiet.between.requests), answer
        error = failure_of(session, Selection())
        assert type(error) is DecryptError
        says_what_to_do(error)
        texts.add(str(error_text(error.reference, error.parameters)))
        assert_silent(quiet, session)
    assert len(texts) == 1


def reannounced(answer: bytes, message: bytes) -> bytes:
    """The right message inside `answer`, encrypted with the algorithms of `message`."""
    plain = plain_message(answer)
    cipher = next(each for each in Cipher if each.value.encode() in message)
    scheme = KeyTransport.RSA_1_5 if KeyTransport.RSA_1_5.value.encode() in message else KeyTransport.RSA_OAEP
    return sealed(plain, cipher, scheme=scheme)


@guarded_by("sozialclient.crypto.xmlenc.EncryptedKey.unwrap")
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_e_05d_the_clock_tells_no_kind_either() -> None:
    """Medians of interleaved tries, each with a large message, so that what is skipped would show.

    The margin is wide: what it must notice is a step of the work left out, which is half of it or more.
    """
    large = {name: _large(name) for name in KINDS}
    times: dict[str, list[float]] = {name: [] for name in large}
    for _ in range(60):
        for name, message in large.items():
            begin = time.perf_counter()
            failure(message)
            times[name].append(time.perf_counter() - begin)
    medians = {name: statistics.median(each) for name, each in times.items() if name != "CBC padding"}
    for one, other in combinations(medians, 2):
        assert 0.8 < medians[one] / medians[other] < 1.25, medians


def _large(name: str) -> bytes:
    """The damage of a kind, done to a message of 4 MB."""
    key = new_key(Cipher.AES256_GCM)
    data = encrypt_bytes(bytes(4_000_000), Cipher.AES256_GCM, key)
    if name == "RSA-OAEP":
        return around(data, b"\1" * 256)
    if name == "RSA-1.5":
        return around(data, b"\1" * 256, scheme=KeyTransport.RSA_1_5)
    if name == "CBC padding":
        return padded_with(0, bytes(4_000_000))
    places = {"tag": -1, "IV": 0, "cipher text": 2_000_000}
    return around(flipped(data, places[name]), wrapped_for_office(key))
