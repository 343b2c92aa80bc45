"""Messages encrypted for the office, with any one thing about the encryption wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from lxml import etree

from sozialclient.crypto.algorithms import Cipher, Digest, KeyTransport, Mgf
from sozialclient.crypto.certificates import public_key
from sozialclient.crypto.ciphers import encrypt_bytes, new_key
from sozialclient.crypto.key_transport import DecryptionKey, wrap_key
from sozialclient.crypto.policy import Policy
from sozialclient.osci.receive import Fault, ReceivedMessage, Receiver
from sozialclient.wire.base64 import wrap_base64
from sozialclient.wire.limits import DEFAULT_LIMITS, Limits
from sozialclient.wire.namespaces import XENC, q
from sozialclient.wire.spool import MemorySpool, SpoolFactory
from tests.mailbox_rig import decryption, training_pki
from tests.unit.osci.answers import encrypted, parts_of, signed_answer, with_envelope, with_part

Change = Callable[[etree._Element], None]
PAYLOAD = "osci_enc"


def office_public_key() -> RSAPublicKey:
    key = public_key(training_pki().office.der)
    assert isinstance(key, RSAPublicKey)
    return key


def cipher_text(cipher: Cipher = Cipher.AES256_GCM, iv_length: int | None = None) -> tuple[bytes, bytes]:
    """A key, and the signed answer encrypted with it; always the same."""
    return _cipher_text(cipher, iv_length or cipher.default_iv)


@cache
def _cipher_text(cipher: Cipher, iv_length: int) -> tuple[bytes, bytes]:
    key = new_key(cipher)
    return key, encrypt_bytes(signed_answer(), cipher, key, os.urandom(iv_length))


def around(
    data: bytes,
    wrapped: bytes,
    cipher: Cipher = Cipher.AES256_GCM,
    *,
    scheme: KeyTransport = KeyTransport.RSA_OAEP,
    change: Change = lambda root: None,
) -> bytes:
    """A message with `data` as cipher text and `wrapped` as encrypted session key; `change` gets the envelope."""

    def changed(root: etree._Element) -> None:
        (entry,) = root.iter(q(XENC, "EncryptedKey"))
        method = entry[0]
        if scheme is KeyTransport.RSA_1_5:
            method.set("Algorithm", scheme.value)
            del method[:]
        (value,) = entry.iter(q(XENC, "CipherValue"))
        value.text = wrap_base64(wrapped)
        change(root)

    return with_part(with_envelope(_template(cipher), changed), PAYLOAD, lambda _: data)


@cache
def _template(cipher: Cipher) -> bytes:
    return encrypted(b"to be replaced", cipher=cipher)


def wrapped_for_office(key: bytes, scheme: KeyTransport = KeyTransport.RSA_OAEP) -> bytes:
    return wrap_key(office_public_key(), key, scheme=scheme)


def sealed(
    plain: bytes | None = None,
    cipher: Cipher = Cipher.AES256_GCM,
    *,
    scheme: KeyTransport = KeyTransport.RSA_OAEP,
    cut: Callable[[bytes], bytes] = lambda data: data,
    change: Change = lambda root: None,
) -> bytes:
    """`plain`, or the signed answer, rightly encrypted; then `cut` gets the cipher text."""
    key, data = cipher_text(cipher) if plain is None else (new_key(cipher), b"")
    if plain is not None:
        data = encrypt_bytes(plain, cipher, key)
    return around(cut(data), wrapped_for_office(key, scheme), cipher, scheme=scheme, change=change)


def unpadded(plain: bytes, cipher: Cipher = Cipher.AES256_CBC) -> bytes:
    """`plain`, whose length is one of whole blocks, in CBC with no padding added."""
    key = new_key(cipher)
    data = encrypt_bytes(plain, cipher, key)[: cipher.block + len(plain)]
    return around(data, wrapped_for_office(key), cipher)


def padded_with(last: int, plain: bytes | None = None, cipher: Cipher = Cipher.AES256_CBC) -> bytes:
    """`plain`, or the signed answer, filled up to whole blocks with random bytes, the last of which is `last`."""
    plain = signed_answer() if plain is None else plain
    missing = cipher.block - len(plain) % cipher.block
    return unpadded(plain + os.urandom(missing - 1) + bytes([last]), cipher)


def right_padding(plain: bytes | None = None, cipher: Cipher = Cipher.AES256_CBC) -> int:
    """The value of the last byte that says truly how much was filled up."""
    return cipher.block - len(signed_answer() if plain is None else plain) % cipher.block


def flipped(data: bytes, position: int) -> bytes:
    """One bit changed; `position` may count from the end."""
    changed = bytearray(data)
    changed[position] ^= 1
    return bytes(changed)


@dataclass
class CountingKey:
    """A real key of the office that counts how often it is asked."""

    inner: DecryptionKey = field(default_factory=lambda: decryption(training_pki().office))
    asked: int = 0

    @property
    def certificate_der(self) -> bytes:
        return self.inner.certificate_der

    def unwrap_key(
        self, encrypted: bytes, scheme: KeyTransport, digest: Digest | None, mgf: Mgf | None, expected_length: int
    ) -> bytes:
        self.asked += 1
        return self.inner.unwrap_key(encrypted, scheme, digest, mgf, expected_length)


def read(
    message: bytes,
    *keys: DecryptionKey,
    spools: SpoolFactory = MemorySpool,
    policy: Policy | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ReceivedMessage:
    """Read by the office, or by whoever has `keys`."""
    holders = keys or (decryption(training_pki().office),)
    found = Receiver(holders, spools, policy or Policy.default(), limits).read(pieces(message))
    assert not isinstance(found, Fault)
    return found


def pieces(data: bytes, size: int = 100_000) -> Iterator[bytes]:
    """As bytes come from a connection."""
    return (data[start : start + size] for start in range(0, len(data), size))


def payload_of(message: bytes) -> bytes:
    """The cipher text inside a message."""
    (found,) = (b"".join(part.body) for part in parts_of(message) if part.content_id == PAYLOAD)
    return found
