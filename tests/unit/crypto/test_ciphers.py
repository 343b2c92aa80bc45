from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialclient.crypto.algorithms import Cipher
from sozialclient.crypto.ciphers import (
    DecryptError,
    decrypt_bytes,
    decrypt_stream,
    encrypt_bytes,
    encrypt_stream,
    new_key,
)

GCM = [cipher for cipher in Cipher if cipher.is_gcm]
CBC = [cipher for cipher in Cipher if not cipher.is_gcm]
# A block of zeros under a key and IV of zeros: ciphertext and tag as every AES-256-GCM must give them.
ZERO_BLOCK = bytes.fromhex("cea7403d4d606b6e074ec5d3baf39d18" "d0d1c8a799996bf0265b98b5d48ab919")


def cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    """`data` in pieces of the given sizes, over and over."""
    position, turn = 0, 0
    while position < len(data):
        size = sizes[turn % len(sizes)]
        yield data[position : position + size]
        position, turn = position + size, turn + 1


@pytest.mark.parametrize("cipher", list(Cipher))
@pytest.mark.parametrize("size", [0, 1, 7, 8, 15, 16, 17, 65535, 65536, 65537, 200_001])
def test_what_is_encrypted_comes_back(cipher: Cipher, size: int) -> None:
    plain, key = os.urandom(size), new_key(cipher)
    encrypted = encrypt_bytes(plain, cipher, key)
    assert decrypt_bytes(encrypted, cipher, key, cipher.default_iv) == plain
    expected = size + 12 + 16 if cipher.is_gcm else cipher.block + size + cipher.block - size % cipher.block
    assert len(encrypted) == expected


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(0, 200_000),
    sizes=st.lists(st.integers(1, 90_000), min_size=1, max_size=6),
    cipher=st.sampled_from(list(Cipher)),
)
def test_how_the_bytes_are_cut_changes_nothing(size: int, sizes: list[int], cipher: Cipher) -> None:
    plain, key = os.urandom(size), new_key(cipher)
    sizes = [max(each, size // 50) for each in sizes]
    encrypted = b"".join(encrypt_stream(cut(plain, sizes), cipher, key, bytes(cipher.default_iv)))
    assert encrypted == encrypt_bytes(plain, cipher, key, bytes(cipher.default_iv))
    pieces = list(decrypt_stream(cut(encrypted, sizes), cipher, key, cipher.default_iv))
    assert b"".join(pieces) == plain
    assert all(len(piece) >= 64 * 1024 - 32 for piece in pieces[:-2])


def test_a_known_answer_of_gcm() -> None:
    key = bytes(32)
    assert encrypt_bytes(bytes(16), Cipher.AES256_GCM, key, bytes(12)) == bytes(12) + ZERO_BLOCK
    assert decrypt_bytes(bytes(12) + ZERO_BLOCK, Cipher.AES256_GCM, key, 12) == bytes(16)


@pytest.mark.parametrize("cipher", GCM)
def test_an_iv_of_sixteen_bytes(cipher: Cipher) -> None:
    key, iv = new_key(cipher), os.urandom(16)
    encrypted = encrypt_bytes(b"Antrag", cipher, key, iv)
    assert encrypted[:16] == iv
    assert decrypt_bytes(encrypted, cipher, key, 16) == b"Antrag"
    with pytest.raises(DecryptError):
        decrypt_bytes(encrypted, cipher, key, 12)


@pytest.mark.parametrize("length", [0, 8, 13, 4096, -1])
def test_other_iv_lengths_are_refused(length: int) -> None:
    encrypted = encrypt_bytes(b"Antrag", Cipher.AES256_GCM, bytes(32))
    with pytest.raises(DecryptError):
        decrypt_bytes(encrypted, Cipher.AES256_GCM, bytes(32), length)


@pytest.mark.parametrize("cipher", CBC)
def test_cbc_takes_no_notice_of_an_announced_iv_length(cipher: Cipher) -> None:
    key = new_key(cipher)
    assert decrypt_bytes(encrypt_bytes(b"Antrag", cipher, key), cipher, key, 12) == b"Antrag"


def test_every_changed_bit_of_gcm_is_noticed() -> None:
    key = new_key(Cipher.AES256_GCM)
    encrypted = encrypt_bytes(b"Hilfe zum Lebensunterhalt", Cipher.AES256_GCM, key)
    for bit in range(len(encrypted) * 8):
        changed = bytearray(encrypted)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DecryptError):
            decrypt_bytes(bytes(changed), Cipher.AES256_GCM, key, 12)


@pytest.mark.parametrize("cipher", list(Cipher))
def test_every_truncation_is_noticed(cipher: Cipher) -> None:
    """For CBC as long as the length does not fit or the new last byte is no padding; here it is neither."""
    key = new_key(cipher)
    encrypted = encrypt_bytes(b"\xff" * 40, cipher, key)
    for length in range(len(encrypted)):
        with pytest.raises(DecryptError):
            decrypt_bytes(encrypted[:length], cipher, key, cipher.default_iv)


def test_a_wrong_tag_is_noticed_only_at_the_end() -> None:
    key = new_key(Cipher.AES256_GCM)
    encrypted = encrypt_bytes(bytes(300_000), Cipher.AES256_GCM, key)
    stream = decrypt_stream(cut(encrypted[:-1] + bytes([encrypted[-1] ^ 1]), [65536]), Cipher.AES256_GCM, key, 12)
    assert len(next(stream)) > 60_000
    with pytest.raises(DecryptError):
        list(stream)


@pytest.mark.parametrize("cipher", list(Cipher))
@pytest.mark.parametrize("size", [0, 8, 16, 23, 25, 33])
def test_a_key_of_the_wrong_length_is_the_same_error(cipher: Cipher, size: int) -> None:
    encrypted = encrypt_bytes(b"Antrag", cipher, bytes(range(cipher.key_size)))
    if size == cipher.key_size:
        size += 1
    with pytest.raises(DecryptError):
        decrypt_bytes(encrypted, cipher, bytes(size), cipher.default_iv)


def padded(cipher: Cipher, key: bytes, plain: bytes) -> bytes:
    """`plain` (whole blocks) encrypted without any padding added."""
    return encrypt_bytes(plain, cipher, key)[: cipher.block + len(plain)]


@pytest.mark.parametrize("cipher", CBC)
def test_padding_counts_by_its_last_byte(cipher: Cipher) -> None:
    key = new_key(cipher)
    random_padding = b"A" + os.urandom(cipher.block - 2) + bytes([cipher.block - 1])
    assert decrypt_bytes(padded(cipher, key, random_padding), cipher, key, cipher.block) == b"A"
    whole_block = os.urandom(cipher.block - 1) + bytes([cipher.block])
    assert decrypt_bytes(padded(cipher, key, whole_block), cipher, key, cipher.block) == b""


@pytest.mark.parametrize("cipher", CBC)
@pytest.mark.parametrize("last", [0, 17, 32, 255])
def test_wrong_padding_is_an_error(cipher: Cipher, last: int) -> None:
    key = new_key(cipher)
    plain = bytes(cipher.block * 2 - 1) + bytes([last])
    with pytest.raises(DecryptError):
        decrypt_bytes(padded(cipher, key, plain), cipher, key, cipher.block)


def test_all_failures_look_the_same() -> None:
    seen = set()
    key = new_key(Cipher.AES256_CBC)
    bad_padding = padded(Cipher.AES256_CBC, key, bytes(16))
    attempts = [
        (encrypt_bytes(b"x", Cipher.AES256_GCM, bytes(32)), Cipher.AES256_GCM, b"k" * 32, 12),
        (encrypt_bytes(b"x", Cipher.AES256_GCM, bytes(32)), Cipher.AES256_GCM, b"short", 12),
        (b"", Cipher.AES256_GCM, bytes(32), 12),
        (bad_padding, Cipher.AES256_CBC, key, 16),
        (bad_padding[:-1], Cipher.AES256_CBC, key, 16),
    ]
    for data, cipher, used, length in attempts:
        with pytest.raises(DecryptError) as caught:
            decrypt_bytes(data, cipher, used, length)
        seen.add((str(caught.value), tuple(caught.value.parameters), caught.value.__cause__))
    assert len(seen) == 1


@pytest.mark.parametrize(("key", "iv"), [(bytes(31), bytes(12)), (bytes(32), bytes(13)), (bytes(32), b"")])
def test_encrypting_with_the_wrong_sizes_is_a_mistake_of_ours(key: bytes, iv: bytes) -> None:
    with pytest.raises(ValueError, match="length"):
        encrypt_bytes(b"x", Cipher.AES256_GCM, key, iv)


def test_ivs_and_keys_do_not_repeat() -> None:
    key = new_key(Cipher.AES256_GCM)
    assert len({encrypt_bytes(b"", Cipher.AES256_GCM, key)[:12] for _ in range(200)}) == 200
    assert len({new_key(Cipher.AES128_GCM) for _ in range(200)}) == 200
