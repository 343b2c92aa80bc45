"""Keeps the key of the store: random, made once, guarded by the system where it can be."""

from __future__ import annotations

import dataclasses
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sozialclient.store import dpapi, key_ring
from sozialclient.store.disk_errors import disk_errors
from sozialclient.store.errors import StoreDamaged, StoreKeyMissing, StoreKeyWrong
from sozialclient.store.key_file import KeyFile, KeyKind, Wrap, read_key_file, write_key_file

_NONCE = 12


class KeyVault:
    """The 256-bit key of the store in `folder`.

    `self_contained` keeps the key in a file inside the folder, so that nothing outside is
    touched; otherwise the key ring of the system is asked first, then DPAPI. `kind` says what
    became of it and is to be shown to the user.
    """

    def __init__(self, folder: Path, *, self_contained: bool = False) -> None:
        self._folder = folder
        self._self_contained = self_contained
        self._key: bytes | None = None
        self._file: KeyFile | None = None

    @property
    def kind(self) -> KeyKind:
        """How the key is kept. Raises as `unlock`."""
        return self._unlocked_file().wraps[0].kind

    @property
    def in_use(self) -> bool:
        """Whether a store was made with this key; False also when there is no key yet."""
        self._file = self._file or read_key_file(self._folder)
        return self._file is not None and self._file.in_use

    def create(self) -> None:
        """Make a key if there is none. Raises StoreFull, StoreReadOnly, StoreInputOutput, StoreDamaged."""
        if read_key_file(self._folder) is not None:
            return
        key = secrets.token_bytes(32)
        store = secrets.token_hex(16)
        wrap = self._keep(store, key)
        write_key_file(self._folder, KeyFile(store=store, check=_derived(key, "check"), wraps=(wrap,)))

    def unlock(self) -> None:
        """Fetch the key. Raises StoreKeyMissing, StoreKeyWrong, StoreDamaged, StoreNewer."""
        if self._key is not None:
            return
        file = read_key_file(self._folder)
        if file is None or not file.wraps:
            raise StoreKeyMissing(kind=KeyKind.FILE.value)
        key = _fetched(file.store, file.wraps[0])
        if not bytes_eq(_derived(key, "check"), file.check):
            raise StoreKeyWrong(kind=file.wraps[0].kind.value)
        self._key, self._file = key, file

    def mark_in_use(self) -> None:
        """Note that data hangs on the key: a store that is missing from now on was lost, not never made."""
        file = self._unlocked_file()
        if not file.in_use:
            self._file = dataclasses.replace(file, in_use=True)
            write_key_file(self._folder, self._file)

    def subkey(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, derived with HKDF-SHA-256 (RFC 5869). Raises as `unlock`."""
        self.unlock()
        if self._key is None:
            raise StoreKeyMissing(kind=KeyKind.FILE.value)
        return _derived(self._key, purpose)

    def wrap(self, purpose: str, secret: bytes) -> bytes:
        """`secret` sealed (AES-256-GCM) for `unwrap` with the same purpose."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.subkey("wrap")).encrypt(nonce, secret, purpose.encode())

    def unwrap(self, purpose: str, wrapped: bytes) -> bytes:
        """The secret given to `wrap`. Raises StoreDamaged when it was changed or is for another purpose."""
        try:
            return AESGCM(self.subkey("wrap")).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], purpose.encode())
        except (InvalidTag, ValueError):
            raise StoreDamaged(part="wrapped key") from None

    def _unlocked_file(self) -> KeyFile:
        self.unlock()
        if self._file is None:
            raise StoreKeyMissing(kind=KeyKind.FILE.value)
        return self._file

    def _keep(self, store: str, key: bytes) -> Wrap:
        if not self._self_contained:
            if key_ring.keep(store, key):
                return Wrap(KeyKind.KEYRING)
            if dpapi.available():
                with disk_errors():
                    return Wrap(KeyKind.DPAPI, dpapi.protect(key, store.encode()))
        return Wrap(KeyKind.FILE, key)


def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, None, f"sozialclient/1/{purpose}".encode()).derive(key)


def _fetched(store: str, wrap: Wrap) -> bytes:
    if wrap.kind is KeyKind.FILE:
        return wrap.value
    if wrap.kind is KeyKind.DPAPI:
        try:
            return dpapi.unprotect(wrap.value, store.encode())
        except OSError as error:
            raise StoreKeyMissing(kind=wrap.kind.value) from error
    kept = key_ring.find(store)
    if kept is None:
        raise StoreKeyMissing(kind=wrap.kind.value)
    return kept
