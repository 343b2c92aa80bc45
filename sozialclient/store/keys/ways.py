"""The ways to a store key as they may be shown, and how each of them is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.store.keys import wraps
from sozialclient.store.keys.key_file import SYSTEM, KeyFile, KeyKind, Wrap
from sozialclient.store.keys.store_key import StoreKey

Opener = Callable[[Wrap], bytes | None]
"""Gives the key in a wrap, or None when the wrap is not for this opener."""


@dataclass(frozen=True, slots=True)
class KeyWay:
    """One way to the store key as it may be shown.

    `label` names the PC or the mailbox; `certificate` (DER) is that of a key file. `genuine` is
    False for a way that was changed from outside (it is left out of the next key), None while the
    store is locked or for a way of an older version.
    """

    kind: KeyKind
    label: str
    made: datetime | None
    certificate: bytes | None
    genuine: bool | None


def way_of(file: KeyFile, wrap: Wrap, key: StoreKey | None) -> KeyWay:
    """`wrap` without anything that leads to the key; `key` judges whether it is genuine."""
    genuine = None
    if key is not None and (wrap.seal or wrap.kind not in SYSTEM):
        genuine = wraps.is_genuine(file.store, key.raw, wrap)
    certificate = wrap.public if wrap.kind is KeyKind.CERTIFICATE else None
    return KeyWay(wrap.kind, wrap.label, wrap.made, certificate, genuine)


def is_of_mailbox(wrap: Wrap, label: str) -> bool:
    """Whether it is the way of the mailbox's key file."""
    return wrap.kind is KeyKind.CERTIFICATE and wrap.label == label


def is_replaced(wrap: Wrap, genuine: Iterable[Wrap]) -> bool:
    """Whether one of `genuine` took its place: an old key file may have been used to put it back."""
    if wrap.kind in SYSTEM or wrap.made is None:
        return False
    return any(
        (each.kind, each.label) == (wrap.kind, wrap.label) and each.made is not None and each.made > wrap.made
        for each in genuine
    )


def opener_with_keys(keys: Sequence[DecryptionKey]) -> Opener:
    """Opens what is for one of these certificates."""

    def opener(wrap: Wrap) -> bytes | None:
        if wrap.kind is not KeyKind.CERTIFICATE:
            return None
        return next(filter(None, (wraps.opened_by_certificate(wrap, key) for key in keys)), None)

    return opener


def opener_with_private(store: str, kind: KeyKind, private: Callable[[Wrap], X25519PrivateKey]) -> Opener:
    """Opens wraps of `kind` with the key that `private` makes for each."""

    def opener(wrap: Wrap) -> bytes | None:
        return wraps.opened(store, wrap, private(wrap)) if wrap.kind is kind else None

    return opener


def next_key(file: KeyFile, opener: Opener) -> StoreKey | None:
    """The key a pending rotation leads to, None when there is none or `opener` does not reach it."""
    if file.next is None:
        return None
    candidates = (StoreKey(raw) for raw in map(opener, file.next.wraps) if raw is not None)
    return next((key for key in candidates if key.fits(file.next.check)), None)
