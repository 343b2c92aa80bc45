"""Ways for decryption to fail, each different every time, and what the one error looks like from all sides."""

from __future__ import annotations

import os
import random
import traceback
from collections.abc import Callable, Mapping
from functools import cache

from sozialclient.crypto.algorithms import Cipher, KeyTransport
from sozialclient.crypto.ciphers import encrypt_bytes, new_key
from sozialclient.errors import SozialclientError
from sozialclient.wire.base64 import wrap_base64
from tests.hostile.sealing import around, cipher_text, padded_with, right_padding, unpadded, wrapped_for_office
from tests.unit.osci.answers import signed_answer

OLD = KeyTransport.RSA_1_5
CBC = Cipher.AES256_CBC


@cache
def _good(cipher: Cipher = Cipher.AES256_GCM, scheme: KeyTransport = KeyTransport.RSA_OAEP) -> tuple[bytes, int, bytes]:
    """A message in order, where its cipher text begins, and its encrypted session key."""
    key, data = cipher_text(cipher)
    wrapped = wrapped_for_office(key, scheme)
    message = around(data, wrapped, cipher, scheme=scheme)
    return message, message.index(data), wrapped


def _damaged(start: int, end: int) -> bytes:
    """One bit of the cipher text changed, somewhere between `start` and `end` (from its end where negative)."""
    message, first, _ = _good()
    length = len(cipher_text()[1])
    place = first + random.randrange(start % length, end % length or length)
    return message[:place] + bytes([message[place] ^ 1 << random.randrange(8)]) + message[place + 1 :]


def _shortened() -> bytes:
    message, first, _ = _good()
    place = first + random.randrange(12, len(cipher_text()[1]) - 1)
    return message[:place] + message[place + 1 :]


def _other_key(scheme: KeyTransport) -> bytes:
    """The encrypted session key replaced by one of the same length that holds nothing."""
    message, _, wrapped = _good(scheme=scheme)
    damaged = bytes([wrapped[0] >> 1]) + os.urandom(len(wrapped) - 1)
    return message.replace(wrap_base64(wrapped).encode(), wrap_base64(damaged).encode())


def _wrong_padding() -> bytes:
    return padded_with(random.choice([0, *range(17, 256)]))


KINDS: Mapping[str, Callable[[], bytes]] = {
    "tag": lambda: _damaged(-16, 0),
    "IV": lambda: _damaged(0, 12),
    "cipher text": _shortened,
    "RSA-OAEP": lambda: _other_key(KeyTransport.RSA_OAEP),
    "RSA-1.5": lambda: _other_key(OLD),
    "CBC padding": _wrong_padding,
}


def _key_of(length: int, scheme: KeyTransport) -> bytes:
    """A session key of another length than the cipher takes, rightly encrypted."""
    return around(cipher_text()[1], wrapped_for_office(os.urandom(length), scheme), scheme=scheme)


def _in_cbc(plain: bytes, cipher: Cipher = Cipher.AES256_CBC) -> bytes:
    key = new_key(cipher)
    return around(encrypt_bytes(plain, cipher, key), wrapped_for_office(key), cipher)


def _last_block() -> bytes:
    """The last block of CBC changed: now and then its last byte still says a padding."""
    blocks = len(signed_answer()) // 16
    return unpadded(signed_answer()[: blocks * 16 - 16] + os.urandom(15) + bytes([right_padding()]))


MORE_KINDS: Mapping[str, Callable[[], bytes]] = {
    "key of 16 bytes": lambda: _key_of(16, KeyTransport.RSA_OAEP),
    "key of 16 bytes, RSA-1.5": lambda: _key_of(16, OLD),
    "key of 33 bytes": lambda: _key_of(33, KeyTransport.RSA_OAEP),
    "no key": lambda: _key_of(0, OLD),
    "last block of CBC": _last_block,
    "CBC: no MIME": lambda: _in_cbc(os.urandom(500)),
    "CBC: cut off": lambda: _in_cbc(signed_answer()[:-30]),
    "CBC: ill-formed XML": lambda: _in_cbc(signed_answer().replace(b"</soap:Header>", b"")),
    "CBC: DOCTYPE": lambda: _in_cbc(signed_answer().replace(b"<soap:Envelope", b"<!DOCTYPE x><soap:Envelope", 1)),
    "CBC: structure": lambda: _in_cbc(signed_answer().replace(b"osci:ControlBlock", b"osci:ControlBlick")),
    "CBC: algorithm": lambda: _in_cbc(signed_answer().replace(b"xmlenc#sha256", b"xmlenc#sha257")),
    "CBC: same Id twice": lambda: _in_cbc(signed_answer().replace(b'Id="body"', b'Id="controlblock"')),
    "CBC: part twice": lambda: _in_cbc(signed_answer().replace(b"<Deckblatt.txt>", b"<Antrag.pdf>")),
    "CBC: over a limit": lambda: _in_cbc(signed_answer().replace(b"<soap:Body", b"<a>" * 100 + b"<soap:Body")),
    "CBC: encrypted twice": lambda: _in_cbc(_good()[0]),
    "CBC: epilogue": lambda: _in_cbc(signed_answer() + b"more"),
    "CBC: odd length": lambda: around(cipher_text(CBC)[1][:-5], _good(CBC)[2], CBC),
    "3DES: garbage": lambda: _in_cbc(os.urandom(500), Cipher.TRIPLEDES_CBC),
}


def looks(error: SozialclientError) -> tuple[object, ...]:
    """Everything that can be seen of an error, the lines of the program it came through included."""
    places = tuple((frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)[1:])
    chain = (error.__cause__, error.__context__, error.__suppress_context__, *getattr(error, "__notes__", ()))
    return type(error), error.reference, str(error), error.args, tuple(error.parameters.items()), chain, places
