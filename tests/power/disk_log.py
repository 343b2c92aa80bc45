"""What was done to a disk, in order: the vocabulary of the power-loss proof."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes given to the system for a file; durable only after a `Sync` of it."""

    file: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file was cut or grown; durable only after a `Sync` of it."""

    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """Everything before it in the file survives a power cut."""

    file: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the folder given to files or (None) taken away, all at once; durable after `SyncFolder`."""

    changes: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """Every name given so far survives a power cut."""


Operation = Write | Truncate | Sync | Names | SyncFolder


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a store says about itself; equal only if every byte of every application is.

    `applications` holds (id, digest of its card and all its bytes), `rest` a digest of the
    journal, the mailboxes and the last fetches.
    """

    applications: tuple[tuple[str, str], ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """After `position` operations `facts` were acknowledged.

    `gradual`: what led there was several commits, so that before it each application may already
    be as it is now or still as it was at the mark before.
    """

    position: int
    facts: Facts
    gradual: bool = False


@dataclass(slots=True)
class DiskLog:
    """A recorded history: what the folder held at first (name, bytes), and all that happened to it."""

    name: str
    files: dict[int, bytes] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
