"""What every part of the store works on: its folder, both databases, the key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sozialclient.store.contents.contents import ContentReader
from sozialclient.store.database.database import Database
from sozialclient.store.keys.vault import KeyVault


@dataclass(frozen=True, slots=True)
class Holdings:
    """An open store as its parts (`Store.books`, `Store.backup` ...) see it.

    `index` is encrypted and decides what counts; `contents` holds the sealed chunks and is
    committed before the index (ADR 3). Writers take the lock of `index` first.
    """

    folder: Path
    index: Database
    contents: Database
    vault: KeyVault
    reader: ContentReader
