"""The encrypted local store: keys, schema and migrations, messages, contents, journal."""

from __future__ import annotations

from sozialclient.store.keys.key_file import KeyKind
from sozialclient.store.keys.vault import KeyVault
from sozialclient.store.store import Store

__all__ = ["KeyKind", "KeyVault", "Store"]
