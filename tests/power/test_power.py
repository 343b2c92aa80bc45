"""A power cut at any moment loses nothing that was acknowledged, and nothing is seen half."""

from __future__ import annotations

import sys
import time

import pytest

from tests.power.__main__ import summary
from tests.power.campaign import run
from tests.power.scenarios import SCENARIOS
from tests.power.verdict import Verdict

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the recording disk is built on SQLite's unix VFS")

OFF, NORMAL = 0, 1


@pytest.mark.timeout(0)
@pytest.mark.parametrize("states", [50_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_no_power_cut_loses_what_was_acknowledged(states: int) -> None:
    started = time.monotonic()
    tally = run(SCENARIOS, states)
    found = summary(tally, time.monotonic() - started)
    print(found)
    assert len(tally.images) >= states, found
    assert tally.count(Verdict.KEPT) == tally.opened, found


@pytest.mark.timeout(300)
def test_the_harness_finds_what_weaker_settings_lose() -> None:
    """With NORMAL the last deliveries are gone, with OFF the databases are; else it would prove nothing."""
    working = [scenario for scenario in SCENARIOS if scenario.name == "a day"]
    normal = run(working, 1_200, setting=NORMAL)
    assert normal.share(Verdict.LOST, Verdict.CORRUPT) >= 0.3, summary(normal, 1)
    off = run(working, 1_200, setting=OFF)
    assert off.share(Verdict.CORRUPT) >= 0.1, summary(off, 1)
