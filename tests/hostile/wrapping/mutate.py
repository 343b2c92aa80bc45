"""Every variant at every target of every setting, each different mutant once, and the count of what became of them."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.hostile.wrapping import variants
from tests.hostile.wrapping.elements import NotHere, Setting, Stage
from tests.hostile.wrapping.judge import Fate, Outcome, judge, truth_of
from tests.hostile.wrapping.registry import VARIANTS, Variant

assert variants.__all__


_FEW_AT_ALL = {"S-36", "S-37"}
_FEW = _FEW_AT_ALL | {"S-31", "S-35"}
_TOUCHED = 10


@dataclass
class Tally:
    """Different mutants by row, by fate and by why; `changed` names those that must not be."""

    rows: Counter[str] = field(default_factory=Counter)
    fates: Counter[Fate] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    unused: set[str] = field(default_factory=lambda: {variant.name for variant in VARIANTS})

    @property
    def total(self) -> int:
        return sum(self.rows.values())

    def add(self, mutant: Mutant, outcome: Outcome) -> None:
        """Count one."""
        self.rows[mutant.variant.row] += 1
        self.fates[outcome.fate] += 1
        self.unused.discard(mutant.variant.name)
        if outcome.fate is Fate.REFUSED:
            self.reasons[outcome.why] += 1
        if outcome.fate is Fate.CHANGED:
            self.changed.append(mutant.name)


@dataclass(frozen=True)
class Mutant:
    """One variant applied at one place; `stage` holds it."""

    variant: Variant
    setting: Setting
    place: str
    stage: Stage

    @property
    def name(self) -> str:
        return f"{self.variant.row} {self.variant.name} | {self.setting.name} | {self.place}"


def mutants(setting: Setting, chosen: Iterable[Variant], share: int = 1) -> Iterator[Mutant]:
    """All mutants of one setting, or every n-th, that are possible and differ from it and from each other."""
    first = setting.stage()
    seen = {first.fingerprint()}
    uris = [target.uri for target in first.targets]
    for variant in chosen:
        if variant.level not in (None, setting.level):
            continue
        for number, uri in enumerate(uris) if not variant.once else [(None, "message")]:
            if _left_out(variant, f"{setting.name} {uri}", share):
                continue
            stage = setting.stage()
            try:
                variant.apply(stage, None if number is None else stage.targets[number])
            except NotHere:
                continue
            if (print_ := stage.fingerprint()) not in seen:
                seen.add(print_)
                yield Mutant(variant, setting, uri, stage)


def _left_out(variant: Variant, place: str, share: int) -> bool:
    """Rows of which a message has only few mutants are left out only where a message is merely touched."""
    few = _FEW_AT_ALL if share > _TOUCHED else _FEW
    return variant.row not in few and zlib.crc32(f"{variant.row} {variant.name} {place}".encode()) % share > 0


def run(setting: Setting, tally: Tally, chosen: Iterable[Variant] = VARIANTS, share: int = 1) -> None:
    """Judge the mutants of one setting."""
    truth = truth_of(setting)
    for mutant in mutants(setting, chosen, share):
        tally.add(mutant, judge(mutant.stage, truth))
