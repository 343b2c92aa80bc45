"""The figures of this folder as lines, for the one command that prints all of them."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.hostile.wrapping.elements import Setting
from tests.hostile.wrapping.judge import Fate, judge, truth_of
from tests.hostile.wrapping.mutate import Tally
from tests.hostile.wrapping.plan import every_day, everything, tally_of
from tests.hostile.wrapping.second_opinion import Compared, compare
from tests.hostile.wrapping.variants.surgery import operate

SHARE_OF_SECOND_OPINION = 5
_MINUTE = 60.0


def wrapping_line(tally: Tally) -> str:
    """How many different mutants, and how many were taken with other content."""
    refused, unsigned, same = (tally.fates[fate] for fate in (Fate.REFUSED, Fate.UNSIGNED, Fate.SAME))
    return (
        f"wrapping mutants {tally.total}, accepted with changed content {len(tally.changed)}"
        f" (refused {refused}, shown as unsigned {unsigned}, same content {same})"
    )


def opinion_line(found: Compared) -> str:
    """How many mutants two verifiers judged, and how many only ours took."""
    return (
        f"second opinion mutants {found.mutants}, accepted by us and not by libxmlsec {len(found.weaker)}"
        f" (both refuse {found.both_refuse}, both accept {found.both_accept}, only we refuse {found.only_we_refuse})"
    )


def reasons(tally: Tally) -> Iterator[str]:
    """Refusals by error and reason, most frequent first."""
    for why, count in tally.reasons.most_common():
        yield f"  {count:>7} {why}"


def figures(*, long: bool) -> Iterator[str]:
    """Both lines; the second only where libxmlsec is installed."""
    yield wrapping_line(tally_of(everything() if long else every_day()))
    try:
        import xmlsec
    except ImportError:
        yield "second opinion: xmlsec is not installed"
        return
    settings = [setting for setting, _ in (everything() if long else every_day())]
    yield opinion_line(compare(xmlsec, settings, SHARE_OF_SECOND_OPINION if long else SHARE_OF_SECOND_OPINION * 3))


def surgeries(settings: list[Setting], count: int, seed: int, say: Callable[[str], None]) -> Counter[Fate]:
    """That many random surgeries over all settings, in turn; says where it stands once a minute."""
    truths = [truth_of(setting) for setting in settings]
    fates: Counter[Fate] = Counter()
    begun = said = time.monotonic()
    for number in range(count):
        setting = settings[number % len(settings)]
        stage = setting.stage()
        operate(stage, random.Random(f"{seed} {number}"))
        outcome = judge(stage, truths[number % len(settings)])
        fates[outcome.fate] += 1
        if outcome.fate is Fate.CHANGED:
            say(f"CHANGED: seed {seed}, number {number}, {setting.name}")
        if time.monotonic() - said > _MINUTE:
            said = time.monotonic()
            say(f"{number + 1} of {count} surgeries in {said - begun:.0f} s, changed {fates[Fate.CHANGED]}")
    return fates


def surgery_line(fates: Counter[Fate]) -> str:
    """How many surgeries, and how many were taken with other content."""
    done = sum(fates.values())
    return f"wrapping surgeries {done}, accepted with changed content {fates[Fate.CHANGED]} (same {fates[Fate.SAME]})"
