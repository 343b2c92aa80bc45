"""Symmetric encryption and decryption of byte streams of any length."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import AEADEncryptionContext, BlockCipherAlgorithm, modes
from cryptography.hazmat.primitives.ciphers import Cipher as _Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from sozialclient.crypto.algorithms import Cipher
from sozialclient.errors import SozialclientError
from sozialclient.wire.spool import Spool, SpoolFactory

_TAG = 16
_GCM_IVS = (12, 16)
_PIECE = 64 * 1024


class DecryptError(SozialclientError):
    """Decryption failed. One error without parameters for every cause, so that it tells nothing about the key."""

    reference = "CRYPTO-DECRYPT"


def new_key(cipher: Cipher) -> bytes:
    """A random key for `cipher`."""
    return os.urandom(cipher.key_size)


def decrypt_stream(chunks: Iterable[bytes], cipher: Cipher, key: bytes, iv_length: int) -> Iterator[bytes]:
    """Plaintext of `chunks`, which together are IV, ciphertext and (GCM) a 16-byte tag.

    `iv_length` counts for GCM only (12 or 16 bytes); CBC always has one block.
    Everything yielded is UNVERIFIED until the iterator is exhausted without an error: keep it
    where nobody reads it, and drop it on DecryptError, which is raised at the end when the tag
    or padding is wrong, and earlier when key, IV or length cannot fit.
    """
    iv_size = iv_length if cipher.is_gcm else cipher.block
    if len(key) != cipher.key_size or (cipher.is_gcm and iv_size not in _GCM_IVS):
        raise DecryptError()
    pieces = _regrouped(chunks)
    first = next(pieces, b"")
    if len(first) < iv_size:
        raise DecryptError()
    iv, rest = first[:iv_size], _prepended(first[iv_size:], pieces)
    return (yield from (_open_gcm(rest, key, iv) if cipher.is_gcm else _open_cbc(rest, cipher, key, iv)))


def encrypt_stream(
    chunks: Iterable[bytes], cipher: Cipher, key: bytes, iv: bytes | None = None
) -> Iterator[bytes]:
    """The IV (random unless given), then the ciphertext of `chunks`, then (GCM) the tag.

    CBC pads as PKCS#7. Raises ValueError when key or IV do not fit `cipher`.
    """
    iv = os.urandom(cipher.default_iv) if iv is None else iv
    if len(key) != cipher.key_size or len(iv) not in (_GCM_IVS if cipher.is_gcm else (cipher.block,)):
        raise ValueError("key or IV of the wrong length")
    yield iv
    mode = modes.GCM(iv) if cipher.is_gcm else modes.CBC(iv)
    encryptor = _Cipher(_block_cipher(cipher, key), mode).encryptor()
    length = 0
    for piece in _regrouped(chunks):
        length += len(piece)
        yield encryptor.update(piece)
    if isinstance(encryptor, AEADEncryptionContext):
        yield encryptor.finalize() + encryptor.tag
        return
    padding = cipher.block - length % cipher.block
    yield encryptor.update(bytes([padding]) * padding) + encryptor.finalize()


def decrypt_to_spool(
    spools: SpoolFactory, chunks: Iterable[bytes], cipher: Cipher, key: bytes, iv_length: int
) -> Spool:
    """`decrypt_stream` into a new spool that nobody else gets to see before tag or padding have been checked.

    Raises as `decrypt_stream` does, and what `chunks` and the spool raise; the spool is then given up.
    """
    spool = spools()
    try:
        for piece in decrypt_stream(chunks, cipher, key, iv_length):
            spool.write(piece)
    except BaseException:
        spool.close()
        raise
    return spool


def decrypt_bytes(data: bytes, cipher: Cipher, key: bytes, iv_length: int) -> bytes:
    """`decrypt_stream` for what has to be in memory as a whole; returns verified plaintext only."""
    # In pieces, so that a long ciphertext is not copied as a whole once more.
    pieces = (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))
    return b"".join(decrypt_stream(pieces, cipher, key, iv_length))


def encrypt_bytes(data: bytes, cipher: Cipher, key: bytes, iv: bytes | None = None) -> bytes:
    """`encrypt_stream` for something small."""
    return b"".join(encrypt_stream([data], cipher, key, iv))


def _open_gcm(chunks: Iterable[bytes], key: bytes, iv: bytes) -> Iterator[bytes]:
    decryptor = _Cipher(AES(key), modes.GCM(iv)).decryptor()
    tag = b""
    for body, tail in _held_back(chunks, _TAG):
        tag = tail
        if body:
            yield decryptor.update(body)
    if len(tag) == _TAG:
        # Not raised from within a handler: the errors of all causes shall be equal, down to what they follow on.
        with contextlib.suppress(InvalidTag):
            decryptor.finalize_with_tag(tag)
            return
    raise DecryptError()


def _open_cbc(chunks: Iterable[bytes], cipher: Cipher, key: bytes, iv: bytes) -> Iterator[bytes]:
    decryptor = _Cipher(_block_cipher(cipher, key), modes.CBC(iv)).decryptor()
    length = 0
    last = b""
    for body, tail in _held_back(chunks, cipher.block):
        last = tail
        if body:
            length += len(body)
            yield decryptor.update(body)
    length += len(last)
    if not length or length % cipher.block:
        raise DecryptError()
    plain = decryptor.update(last)
    # XML Encryption 5.2 fixes only the last byte of the padding; the others may be anything.
    padding = plain[-1]
    if not 1 <= padding <= cipher.block:
        raise DecryptError()
    yield plain[:-padding]


def _block_cipher(cipher: Cipher, key: bytes) -> BlockCipherAlgorithm:
    return TripleDES(key) if cipher is Cipher.TRIPLEDES_CBC else AES(key)


def _regrouped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """`chunks` with small ones joined until a piece has at least 64 KB."""
    waiting: list[bytes] = []
    size = 0
    for chunk in chunks:
        if not waiting and len(chunk) >= _PIECE:
            yield chunk
            continue
        waiting.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _prepended(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _held_back(chunks: Iterable[bytes], size: int) -> Iterator[tuple[memoryview, bytes]]:
    """Pairs of what can be passed on and the last `size` bytes so far, which may be the end."""
    tail = b""
    for chunk in chunks:
        joined = tail + chunk if tail else chunk
        tail = joined[-size:]
        yield memoryview(joined)[:-size], tail
