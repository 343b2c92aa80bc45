"""Three verdicts, never two, and the findings that explain them."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Verdict(enum.Enum):
    """Outcome of a check. UNDECIDED means "could not be checked": neither forged nor fine."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"

    @staticmethod
    def worst(verdicts: Iterable[Verdict]) -> Verdict:
        """FAILED beats UNDECIDED beats PASSED; nothing at all is UNDECIDED."""
        seen = set(verdicts)
        for verdict in (Verdict.FAILED, Verdict.UNDECIDED, Verdict.PASSED):
            if verdict in seen:
                return verdict
        return Verdict.UNDECIDED


class Severity(enum.Enum):
    """How much a finding matters to the person who reads it."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check noticed; `reference` is looked up in `resources/texts/findings.toml`.

    `parameters` are (name, value) pairs for the placeholders; ids and algorithm names only.
    """

    reference: str
    severity: Severity
    parameters: tuple[tuple[str, str], ...] = ()
