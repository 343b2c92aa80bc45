"""Puts a store key into wraps and takes it out again; each way needs only its public half to be renewed."""

from __future__ import annotations

import dataclasses
import hmac
import secrets
import unicodedata

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sozialclient.crypto.algorithms import Digest, KeyTransport, Mgf
from sozialclient.crypto.certificates import CertificateUnreadable, public_key, read_certificate
from sozialclient.crypto.ciphers import DecryptError
from sozialclient.crypto.key_transport import DecryptionKey, wrap_key
from sozialclient.store.database.clock import now
from sozialclient.store.errors import StoreDamaged
from sozialclient.store.keys.errors import CertificateUnfitForKey, PassphraseTooShort
from sozialclient.store.keys.key_file import NAME, Cost, KeyKind, Wrap

KEY_SIZE = 32
LEAST_PASSPHRASE = 12
LEAST_RSA_BITS = 2048
# RFC 9106 recommends 64 MiB with three passes and four lanes; every PC of today has twice that to spare.
COST = Cost(passes=3, lanes=4, memory=128 * 1024)
_MOST_TIMES = 16
_LARGEST = Cost(passes=64, lanes=64, memory=1024 * 1024)
_SALT = 16
# RFC 9180 with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def new_store_id() -> str:
    """Names a store in the key ring and binds its wraps to it."""
    return secrets.token_hex(16)


def derived(key: bytes | bytearray, purpose: str) -> bytes:
    """A 32-byte key for one purpose, with HKDF-SHA-256 (RFC 5869)."""
    return HKDF(SHA256(), KEY_SIZE, None, f"sozialclient/1/{purpose}".encode()).derive(key)


def private_from_recovery(store: str, text: str) -> X25519PrivateKey:
    """The private half that belongs to a recovery key in its written form."""
    return X25519PrivateKey.from_private_bytes(derived(text.encode(), f"recovery/{store}"))


def private_from_passphrase(passphrase: str, salt: bytes, cost: Cost | None) -> X25519PrivateKey:
    """The private half that belongs to a passphrase. Raises StoreDamaged for costs nobody would choose."""
    if cost is None or not _sensible(cost) or len(salt) < _SALT:
        raise StoreDamaged(part=NAME)
    kdf = Argon2id(salt=salt, length=KEY_SIZE, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return X25519PrivateKey.from_private_bytes(kdf.derive(unicodedata.normalize("NFC", passphrase).encode()))


def passphrase_wrap(store: str, key: bytes | bytearray, passphrase: str) -> Wrap:
    """A new wrap for a passphrase. Raises PassphraseTooShort."""
    if len(unicodedata.normalize("NFC", passphrase)) < LEAST_PASSPHRASE:
        raise PassphraseTooShort(least=LEAST_PASSPHRASE)
    salt = secrets.token_bytes(_SALT)
    private = private_from_passphrase(passphrase, salt, COST)
    empty = Wrap(KeyKind.PASSPHRASE, public=public_half(private), salt=salt, cost=COST, made=now())
    return refilled(store, key, empty)


def recovery_wrap(store: str, key: bytes | bytearray, text: str) -> Wrap:
    """A new wrap for a recovery key in its written form."""
    private = private_from_recovery(store, text)
    return refilled(store, key, Wrap(KeyKind.RECOVERY, public=public_half(private), made=now()))


def certificate_wrap(store: str, key: bytes | bytearray, der: bytes, label: str) -> Wrap:
    """A new wrap for a certificate of the office. Raises CertificateUnfitForKey, CertificateUnreadable."""
    facts = read_certificate(der)
    if facts.key_type != "RSA" or facts.key_bits < LEAST_RSA_BITS:
        raise CertificateUnfitForKey(bits=facts.key_bits)
    return refilled(store, key, Wrap(KeyKind.CERTIFICATE, public=der, label=label, made=now()))


def refilled(store: str, key: bytes | bytearray, wrap: Wrap) -> Wrap:
    """The same way, leading to `key`, sealed with it; needs nobody's secret. Raises StoreDamaged."""
    try:
        if wrap.kind is KeyKind.FILE:
            value = bytes(key)
        elif wrap.kind is KeyKind.CERTIFICATE:
            # OAEP knows no context here, because cards offer none; `KeyFile.check` recognises the right key.
            value = wrap_key(public_key(wrap.public), bytes(key))
        else:
            value = _SUITE.encrypt(bytes(key), X25519PublicKey.from_public_bytes(wrap.public), info=_info(store, wrap))
    except (ValueError, CertificateUnreadable):
        raise StoreDamaged(part=NAME) from None
    return sealed(store, key, dataclasses.replace(wrap, value=value))


def opened(store: str, wrap: Wrap, private: X25519PrivateKey) -> bytes | None:
    """The key in a wrap for an X25519 key, None when it is not for this one or was changed."""
    if public_half(private) != wrap.public:
        return None
    try:
        return _SUITE.decrypt(wrap.value, private, info=_info(store, wrap))
    except (InvalidTag, ValueError):
        return None


def opened_by_certificate(wrap: Wrap, key: DecryptionKey) -> bytes | None:
    """The key in a wrap for a certificate, None when it is for another key or was changed."""
    try:
        if _numbers(key.certificate_der) != _numbers(wrap.public):
            return None
        return key.unwrap_key(wrap.value, KeyTransport.RSA_OAEP, Digest.SHA256, Mgf.SHA256, KEY_SIZE)
    except (DecryptError, CertificateUnreadable):
        return None


def sealed(store: str, key: bytes | bytearray, wrap: Wrap) -> Wrap:
    """`wrap` with a seal that shows later that nobody without the store key made it."""
    return dataclasses.replace(wrap, seal=_seal(store, key, wrap))


def is_genuine(store: str, key: bytes | bytearray, wrap: Wrap) -> bool:
    """Whether `sealed` made it under this key; only such a wrap may be given the next key."""
    return hmac.compare_digest(_seal(store, key, wrap), wrap.seal)


def public_half(private: X25519PrivateKey) -> bytes:
    """32 bytes."""
    return private.public_key().public_bytes_raw()


def _seal(store: str, key: bytes | bytearray, wrap: Wrap) -> bytes:
    bare = msgspec.json.encode(dataclasses.replace(wrap, seal=b""))
    return hmac.digest(derived(key, "wraps"), store.encode() + b"\0" + bare, "sha256")


def _info(store: str, wrap: Wrap) -> bytes:
    return f"sozialclient/store key/{store}/{wrap.kind.value}".encode()


def _numbers(der: bytes) -> object:
    key = public_key(der)
    return key.public_numbers() if hasattr(key, "public_numbers") else None


def _sensible(cost: Cost) -> bool:
    return (
        1 <= cost.passes <= _LARGEST.passes
        and 1 <= cost.lanes <= _LARGEST.lanes
        and 8 * cost.lanes <= cost.memory <= _LARGEST.memory
        # Else a changed key file could hold the window up for minutes.
        and cost.passes * cost.memory <= _MOST_TIMES * COST.passes * COST.memory
    )
