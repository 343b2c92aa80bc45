"""What the store remembers of its backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LAST, TRIAL, RESTORED = "backup.last", "backup.trial", "backup.restored"
"""Names of the memos."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupNote:
    """How the last backup went.

    `error` is a reference; `name` and `taken` are of the last good one, if any; `damaged` counts
    applications that can't be read in the store itself.
    """

    at: datetime
    name: str | None = None
    taken: datetime | None = None
    applications: int = 0
    damaged: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialNote:
    """How the last trial restore went; `passed` only when every byte of `applications` came back.

    `lost` counts applications that would be missing, `error` is the reference of what else went wrong.
    """

    at: datetime
    name: str
    passed: bool
    applications: int = 0
    lost: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreNote:
    """That the store was restored: `taken` is the state it had, `lost` counts what could not be read."""

    at: datetime
    name: str
    taken: datetime
    applications: int
    lost: int
