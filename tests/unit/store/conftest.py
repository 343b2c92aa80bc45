"""A store of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.store import KeyVault, Store


def open_store(folder: Path, *, vfs: str | None = None) -> Store:
    """The store in `folder` with its key beside it."""
    return Store.open(folder, KeyVault(folder, self_contained=True), vfs=vfs)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a name as people have them."""
    return tmp_path / "Ämter & Söhne ß €"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """An open, empty store."""
    opened = open_store(folder)
    yield opened
    opened.close()
