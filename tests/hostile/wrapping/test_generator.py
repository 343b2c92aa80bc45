"""Thousands of mutants, and not one that shows changed content as signed."""

from __future__ import annotations

from functools import cache

import pytest

from tests.hostile.rows import ROWS
from tests.hostile.wrapping.elements import Level
from tests.hostile.wrapping.figures import reasons, surgeries, surgery_line, wrapping_line
from tests.hostile.wrapping.judge import Fate
from tests.hostile.wrapping.mutate import Tally
from tests.hostile.wrapping.plan import GOLDEN, every_day, everything, tally_of
from tests.hostile.wrapping.samples import own_messages
from tests.hostile.wrapping.settings import settings_of

LEAST = 6_000
pytestmark = pytest.mark.timeout(1_800)
ELEMENTS = {
    "ControlBlock",
    "DesiredLanguages",
    "QualityOfTimestamp",
    "responseToFetchDelivery",
    "IntermediaryCertificates",
    "NonIntermediaryCertificates",
    "FeatureDescription",
    "Meta",
    "Body",
    "part",
    "data",
    "file",
    "nested",
    "encrypted",
    "attachment",
    "xades",
}


@cache
def tally() -> Tally:
    return tally_of(every_day())


def test_no_mutant_is_accepted_with_changed_content() -> None:
    print(f"\n{wrapping_line(tally())}", *reasons(tally()), sep="\n")
    assert tally().changed == []
    assert tally().total >= LEAST
    assert sum(tally().fates.values()) == tally().total


def test_every_row_and_every_variant_makes_mutants() -> None:
    assert sorted(tally().rows) == [f"S-{number:02}" for number in range(1, ROWS["S"] + 1)]
    assert min(tally().rows.values()) > 0 and tally().unused == set()


def test_nearly_all_are_refused_outright() -> None:
    """What is neither refused nor the same is shown as unsigned, and that is rare."""
    fates = tally().fates
    assert fates[Fate.REFUSED] > 0.97 * tally().total
    assert sum(tally().reasons.values()) == fates[Fate.REFUSED]


def test_the_samples_hold_every_kind_of_signed_element() -> None:
    settings = [setting for origin in own_messages() for setting in settings_of(origin)]
    kinds = {target.kind for setting in settings for target in setting.stage().targets}
    assert kinds >= ELEMENTS
    assert {setting.level for setting in settings} == set(Level)


@pytest.mark.usefixtures("shared")
def test_ten_golden_messages_are_among_them() -> None:
    assert {setting.name.partition("/")[0] for setting, _ in every_day()} >= set(GOLDEN)
    assert len(list(everything())) > len(list(every_day()))


def test_random_surgery() -> None:
    """A short form of `python -m tests.hostile.wrapping --surgeries 1000000`."""
    settings = [setting for origin in own_messages()[:1] for setting in settings_of(origin)]
    said: list[str] = []
    fates = surgeries(settings, 1_500, 7, said.append)
    print(f"\n{surgery_line(fates)}")
    assert fates[Fate.CHANGED] == 0, said
    assert sum(fates.values()) == 1_500 and fates[Fate.SAME] > 0 and fates[Fate.REFUSED] > 750


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_every_variant_everywhere() -> None:
    found = tally_of(everything())
    print(f"\n{wrapping_line(found)}")
    assert found.changed == [] and found.total > 10 * LEAST


