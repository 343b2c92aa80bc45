"""Ways to the store key that this PC opens without asking: its key ring, Windows, a file."""

from __future__ import annotations

import platform

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sozialclient.store.database.clock import now
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.keys import dpapi, key_ring
from sozialclient.store.keys.key_file import SYSTEM, KeyKind, Wrap
from sozialclient.store.keys.wraps import KEY_SIZE, opened, public_half, refilled


def system_wrap(store: str, key: bytes | bytearray, *, self_contained: bool) -> Wrap:
    """The best way this PC offers; `self_contained` leaves everything outside the folder alone."""
    return refilled(store, key, _empty_wrap(store, self_contained=self_contained))


def _empty_wrap(store: str, *, self_contained: bool) -> Wrap:
    place = platform.node()
    if not self_contained:
        private = X25519PrivateKey.generate()
        public, secret = public_half(private), private.private_bytes_raw()
        if key_ring.keep(_entry(store, public), secret):
            return Wrap(KeyKind.KEYRING, public=public, label=place, made=now())
        if dpapi.available():
            with disk_errors():
                guarded = dpapi.protect(secret, store.encode())
            return Wrap(KeyKind.DPAPI, public=public, guarded=guarded, label=place, made=now())
    return Wrap(KeyKind.FILE, label=place, made=now())


def opened_here(store: str, wrap: Wrap) -> bytes | None:
    """The store key by a way of this PC, None when it is another's or the system does not give it."""
    if wrap.kind not in SYSTEM:
        return None
    if wrap.kind is KeyKind.FILE:
        return wrap.value if len(wrap.value) == KEY_SIZE else None
    if not wrap.public:
        return _opened_first_version(store, wrap)
    secret = _secret(store, wrap)
    if secret is None or len(secret) != KEY_SIZE:
        return None
    return opened(store, wrap, X25519PrivateKey.from_private_bytes(secret))


def forget(store: str, wrap: Wrap) -> None:
    """Take what belongs to a removed wrap out of the key ring of this PC."""
    if wrap.kind is KeyKind.KEYRING:
        key_ring.drop(_entry(store, wrap.public))


def _secret(store: str, wrap: Wrap) -> bytes | None:
    if wrap.kind is KeyKind.KEYRING:
        return key_ring.find(_entry(store, wrap.public))
    try:
        return dpapi.unprotect(wrap.guarded, store.encode())
    except OSError:
        return None


def _opened_first_version(store: str, wrap: Wrap) -> bytes | None:
    """Version 1 of the key file gave the system the store key itself."""
    if wrap.kind is KeyKind.KEYRING:
        return key_ring.find(store)
    try:
        return dpapi.unprotect(wrap.value, store.encode())
    except OSError:
        return None


def _entry(store: str, public: bytes) -> str:
    """Every pair has an entry of its own, so that keeping a new one never overwrites one in use."""
    return f"{store}/{public.hex()[:16]}" if public else store
