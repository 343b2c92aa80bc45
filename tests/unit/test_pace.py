"""What the tests themselves measure with notices work that takes too long."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.pace import awake, within, yardstick


def _long() -> None:
    for _ in range(4):
        yardstick()


def test_work_beyond_its_measure_fails_whatever_it_ends_in() -> None:
    with pytest.raises(AssertionError, match="yardsticks"):
        within(1, _long)

    def long_and_wrong() -> None:
        _long()
        raise LookupError

    with pytest.raises(AssertionError, match="yardsticks"):
        within(1, long_and_wrong)


def test_work_within_its_measure_gives_what_it_gave() -> None:
    assert within(1, lambda: 7) == 7
    with pytest.raises(IndexError):
        within(1, lambda: [][0])


def test_waiting_is_no_work() -> None:
    within(1, lambda: time.sleep(0.5))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long a thread waited for a processor")
def test_the_clock_of_a_thread_rests_while_others_have_the_processors() -> None:
    """Three others for each processor; what the thread waits for by itself counts."""
    begun = awake()
    time.sleep(0.2)
    assert awake() - begun > 0.15
    command = [sys.executable, "-c", "print(flush=True)\nwhile True: pass"]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3 * (os.cpu_count() or 1))]
    try:
        for other in others:
            assert other.stdout is not None
            other.stdout.readline()
        begun, wall = awake(), time.perf_counter()
        while time.perf_counter() - wall < 1:
            pass
        awake_for, passed = awake() - begun, time.perf_counter() - wall
        assert awake_for < 0.9 * passed
    finally:
        for other in others:
            other.kill()
            other.communicate()
