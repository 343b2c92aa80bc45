"""What checking a business message against its schema came to; showing the message never depends on it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class SchemaOutcome(enum.Enum):
    """The result in one word. `MISSING`: no package fits; `UNDECIDED`: the check itself came to no end."""

    VALID = "valid"
    INVALID = "invalid"
    MISSING = "missing"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class SchemaFinding:
    """One thing the schema objects to: line of the message, path there, and the validator's own words (English)."""

    line: int
    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaResult:
    """The result with what led to it.

    `package` names standard and version of the package used or nearest, empty where there is none; `missing` are the
    files that package lacks. `findings` are the first of `total`. `reason` is the reference of the error for which
    the check came to no end.
    """

    outcome: SchemaOutcome
    package: str = ""
    findings: tuple[SchemaFinding, ...] = ()
    total: int = 0
    missing: tuple[str, ...] = ()
    reason: str = ""
