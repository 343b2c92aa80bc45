"""A fetch that is killed from outside, and the order in which it syncs and speaks."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.e2e.kill_rounds import NEVER, ground, new_round, run
from tests.e2e.kill_steps import NAMED
from tests.e2e.place import NAME, Hub, desk, digests, hub, three_applications
from tests.e2e.program import Program, prepare
from tests.e2e.wire_between import Between, Visit, between

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and traces the POSIX way")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path / "hub") as made:
        yield made


@pytest.fixture
def proxy(running: Hub) -> Iterator[Between]:
    with between(running.url) as made:
        yield made


class Killer:
    """Kills the process at a moment of an exchange: how much of the answer it got, and how long ago."""

    def __init__(self, fraction: float, delay: float) -> None:
        self._fraction = fraction
        self._delay = delay
        self._victim: subprocess.Popen[str] | None = None
        self._known = threading.Event()

    def aim(self, victim: subprocess.Popen[str]) -> None:
        self._victim = victim
        self._known.set()

    def __call__(self, visit: Visit) -> None:
        answer = visit.forward()
        visit.send(answer[: int(len(answer) * self._fraction)])
        time.sleep(self._delay)
        self._known.wait(10)
        assert self._victim is not None
        self._victim.kill()


def moments(random: int) -> list[tuple[int, float, float]]:
    """Exchange, share of the answer, seconds until the kill; the last ones at random but the same each time."""
    chance = Random(7)
    chosen = [(2, 0.0, 0.0), (2, 0.5, 0.01)]
    return chosen + [(chance.randint(1, 3), 1.0, chance.uniform(0.0, 0.03)) for _ in range(random)]


@pytest.mark.parametrize("random", [8, pytest.param(60, marks=pytest.mark.slow)])
def test_killed_again_and_again_nothing_is_lost_or_doubled(
    tmp_path: Path, running: Hub, proxy: Between, random: int
) -> None:
    applications = three_applications() * (random + 1)
    expected = dict(zip(running.put(applications), map(digests, applications), strict=True))
    sent = [delivery.message_id for delivery in running.deliveries()]
    data = tmp_path / "data"
    prepare(data, proxy.url)
    program = Program(tmp_path / "place")
    for exchange, fraction, delay in moments(random):
        proxy.requests.clear()
        killer = Killer(fraction, delay)
        proxy.harmed, proxy.harm = exchange, killer
        process = program.start("--data", str(data), "fetch", NAME, "--json")
        killer.aim(process)
        told = process.communicate(timeout=60)
        assert process.returncode == -9, (exchange, fraction, told)
        with desk(data, proxy.url) as office:
            stored = office.stored_ids()
            # Received is what is stored, but for the one that was stored last.
            assert set(running.received()) <= set(stored)
            assert stored == sent[: len(stored)]
    proxy.harmed = None
    code, out, err = program.run("--data", str(data), "fetch", NAME, "--json")
    assert code in (0, 4) and json.loads(out)["duplicates"] <= 1, err
    assert running.received() == sent
    with desk(data, running.url) as office:
        assert office.stored_ids() == sent
        assert office.stored_digests() == expected
        assert office.workplace.store.journal_broken_at() is None
        assert office.fetch().new == 0
    assert list(data.glob("spool/*")) == []
    assert program.left_behind() == []


@pytest.mark.timeout(0)
@pytest.mark.parametrize("kills", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_kills_at_every_step_and_at_random_lose_nothing(kills: int) -> None:
    started = time.monotonic()
    outcome = run(kills)
    found = outcome.summary(time.monotonic() - started)
    print(found)
    assert outcome.complaints == [], found
    assert outcome.kills == kills
    assert {step.name for step in NAMED} <= outcome.reached.keys(), "not every step was met"


def test_the_harness_finds_a_store_that_gives_its_token_too_early() -> None:
    """Else it would prove nothing."""
    (told,) = (step for step in NAMED if step.name == "next answer")
    with ground() as made, new_round(made) as current:
        current.next_hub()
        assert current.fetch(told).signal == 9
        current.fetch(NEVER)
        assert current.complaints() == []
        current.next_hub()
        assert current.fetch(told, hasty=True).signal == 9
        assert [each.partition(":")[0] for each in current.complaints()] == ["lost"]


def test_every_delivery_is_synced_before_the_next_request(tmp_path: Path, running: Hub, proxy: Between) -> None:
    """As the system sees it: between two connections to the intermediary both databases are synced."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed here")
    running.put(three_applications())
    data = tmp_path / "data"
    prepare(data, proxy.url)
    trace = tmp_path / "trace"
    watching = [strace, "-f", "-y", "-o", str(trace), "-e", "trace=fsync,fdatasync,connect"]
    process = Program(tmp_path / "place").start("--data", str(data), "fetch", NAME, "--json", before=watching)
    _, err = process.communicate(timeout=120)
    if "ptrace" in err:
        pytest.skip("the system does not let us trace")
    assert process.returncode in (0, 4), err
    port = proxy.listener.getsockname()[1]
    between_connections = re.split(rf"connect\(.*htons\({port}\).*\n", trace.read_text(encoding="utf-8"))[1:]
    assert len(between_connections) == 6
    for number, lines in enumerate(between_connections):
        synced = {Path(path).name for path in re.findall(r"f(?:data)?sync\(\d+<([^>]*)>\) *= 0", lines)}
        if number in (1, 2, 3):
            assert {"store.db-wal", "contents.db-wal"} <= synced
