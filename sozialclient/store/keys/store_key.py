"""The key of the store in memory, and what is sealed under it."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq

from sozialclient.store.errors import StoreDamaged
from sozialclient.store.keys.errors import StoreKeyLocked
from sozialclient.store.keys.wraps import KEY_SIZE, derived

_NONCE = 12


class StoreKey:
    """256 bits that can be forgotten again, as far as Python lets go of them."""

    def __init__(self, key: bytes) -> None:
        self._key = bytearray(key)

    @classmethod
    def random(cls) -> StoreKey:
        """A new one."""
        return cls(secrets.token_bytes(KEY_SIZE))

    @property
    def check(self) -> bytes:
        """What recognises the key without giving it away."""
        return self.subkey("check")

    def fits(self, check: bytes) -> bool:
        """Whether this is the key that `check` was made of."""
        return bytes_eq(self.check, check)

    @property
    def raw(self) -> bytearray:
        """The key itself, for wraps; never to be copied elsewhere. Raises StoreKeyLocked once erased."""
        if not self._key:
            raise StoreKeyLocked()
        return self._key

    def subkey(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose. Raises StoreKeyLocked once erased."""
        return derived(self.raw, purpose)

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

    def erase(self) -> None:
        """Overwrite the key. Copies that the interpreter or OpenSSL made of it are not reached."""
        for at in range(len(self._key)):
            self._key[at] = 0
        self._key.clear()
