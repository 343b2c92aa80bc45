"""A store with a recovery key, a folder for its backups, and what it takes to restore them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sozialclient.store import KeyVault, Store
from sozialclient.store.applications.identity import is_handed_over
from sozialclient.store.backup.place import make_ready
from sozialclient.store.backup.stage import Staged, Staging
from sozialclient.store.backup.store_backup import BackupReport, Keep, TrialNote
from sozialclient.store.backup.target import Generation, Target, name_of
from sozialclient.store.contents.contents import Kind
from tests.unit.store.samples import sample


def never() -> bool:
    """Nobody cancels."""
    return False


def quiet(_progress: object) -> None:
    """Listens to nothing."""


@dataclass
class Office:
    """A data folder at work."""

    folder: Path
    drive: Path
    store: Store
    recovery_key: str
    stored: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def opened(cls, place: Path) -> Office:
        """A new office in `place`."""
        folder, drive = place / "Daten & Söhne", place / "Stick Ä"
        drive.mkdir(parents=True)
        vault = KeyVault(folder, self_contained=True)
        store = Store.open(folder, vault)
        return cls(folder, drive, store, vault.create_recovery_key())

    @property
    def target(self) -> Target:
        return self.store.backup.target(self.drive)

    def add(self, *numbers: int, size: int = 5000) -> None:
        """Applications that arrive."""
        for number in numbers:
            sample(number, size=size).add(self.store)

    def back_up(self, keep: Keep | None = None) -> BackupReport:
        return self.store.backup.write(self.drive, keep or Keep(), quiet, never)

    def try_out(self) -> TrialNote:
        return self.store.backup.try_out(self.drive, quiet, never)

    def newest(self) -> Generation:
        return self.target.generations()[-1]

    def close(self) -> None:
        self.store.close()


def backdated(generation: Generation, days: int) -> Generation:
    """The same backup as if it had been taken earlier."""
    path = generation.path.with_name(name_of(generation.created - timedelta(days=days)))
    return Generation(generation.path.rename(path))


def everything(store: Store) -> dict[str, str]:
    """SHA-256 of every content of every application, by application and key."""
    found = {}
    for card in store.cards():
        for content in filter(is_handed_over, store.delivery(card.id).contents()):
            found[f"{card.id} {content.key}"] = _digest(store.payload(card.id, content.key))
        found[f"{card.id} original"] = _digest(store.original(card.id))
        found[f"{card.id} {Kind.FACTS.value}"] = repr(store.facts(card.id))
        found[f"{card.id} card"] = repr(card)
    return found


def _digest(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def stage(office: Office, generation: Generation, folder: Path) -> Staged:
    """Build a store in a folder inside `folder`, as on a PC that has nothing but the recovery key."""

    def unlocked(staging: Path) -> KeyVault:
        vault = KeyVault(staging, self_contained=True)
        vault.unlock_with_recovery_key(office.recovery_key)
        return vault

    folder.mkdir(parents=True, exist_ok=True)
    return Staging(office.target, generation, folder / "restore-1.new", quiet, never).build(unlocked)


def restored(
    office: Office, generation: Generation, folder: Path, *, partial: bool = False, put_aside: bool = False
) -> Store:
    """The store in `folder` after restoring."""
    staged = stage(office, generation, folder)
    make_ready(staged, folder, datetime.now(UTC), partial=partial, put_aside=put_aside)
    return Store.open(folder, KeyVault(folder, self_contained=True))
