"""What became of each guard, and the figures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

REASONS = Path(__file__).with_name("equivalents.toml")


@dataclass
class Verdicts:
    """Guards by what became of them; `named` are those in functions that a row of tests/hostile names."""

    named: set[str]
    missed: set[str] = field(default_factory=set)
    survived: set[str] = field(default_factory=set)
    excused: set[str] = field(default_factory=set)

    def figures(self) -> str:
        """Counts for people."""
        judged = self.missed | self.survived
        named = self.named & judged
        return (
            f"guards: {len(named & self.missed)} of {len(named)} named ones and {len(self.missed)} of {len(judged)} "
            f"in all are missed by a test, {_share(len(self.missed), len(judged))}; "
            f"{len(self.excused)} are excused with a reason"
        )


def reasons() -> dict[str, str]:
    """Why a guard may be taken out without a test that fails, by its key."""
    return {str(key): str(reason) for key, reason in tomllib.loads(REASONS.read_text(encoding="utf-8")).items()}


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"
