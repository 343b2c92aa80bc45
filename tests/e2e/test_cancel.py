"""Stopping at any moment: what was fetched stays, what was not is offered again."""

from __future__ import annotations

import threading

import pytest

from sozialclient.transports.base import Phase, Progress
from tests.e2e.conftest import Scene
from tests.e2e.test_broken_wire import KINDS
from tests.e2e.wire_between import Visit

MOMENTS = [
    (Phase.CONNECTING, 0), *[(phase, number) for number in (1, 2, 3)
                             for phase in (Phase.RECEIVING, Phase.OPENING, Phase.STORING)], (Phase.RECEIVING, 4),
]


class Stop:
    """A person who presses the button as soon as a certain step is shown."""

    def __init__(self, phase: Phase, number: int) -> None:
        self._moment = (phase, number)
        self.pressed = False

    def see(self, progress: Progress) -> None:
        self.pressed = self.pressed or (progress.phase, progress.number) == self._moment

    def is_pressed(self) -> bool:
        return self.pressed


def assert_stopped_safely(scene: Scene, error: object) -> None:
    assert getattr(error, "reference", None) == "APP-CANCELLED"
    seen = scene.between.kinds()
    assert "ExitDialog" not in seen
    scene.assert_nothing_lost()
    count = len(scene.desk.stored_ids())
    assert scene.desk.stored_ids() == scene.sent[:count]
    # Everything that was asked for but the delivery in flight is kept.
    assert count in (len(seen) - 1, len(seen) - 2, 0)


@pytest.mark.parametrize(("phase", "number"), MOMENTS, ids=[f"{p.value}-{n}" for p, n in MOMENTS])
def test_stop_at_a_step(scene: Scene, phase: Phase, number: int) -> None:
    stop = Stop(phase, number)
    summary = scene.desk.fetch(progress=stop.see, cancelled=stop.is_pressed)
    assert_stopped_safely(scene, summary.error)
    # What is being stored when the button is pressed is stored; what is being opened is given up.
    expected = number if phase is Phase.STORING else max(0, number - 1)
    assert summary.new == expected
    scene.assert_next_fetch_completes()


def test_stop_while_closing_is_no_error(scene: Scene) -> None:
    stop = Stop(Phase.CLOSING, 3)
    summary = scene.desk.fetch(progress=stop.see, cancelled=stop.is_pressed)
    assert (summary.new, summary.error, summary.closing_error) == (3, None, None)
    assert scene.between.kinds() == KINDS[:5]
    assert scene.hub.received() == scene.sent


@pytest.mark.parametrize("step", [0, 2, 4])
def test_stop_while_the_server_is_silent(scene: Scene, step: int) -> None:
    """The button works although nothing comes in."""
    stop, go_on = threading.Event(), threading.Event()

    def hold(visit: Visit) -> None:
        visit.forward()
        stop.set()
        go_on.wait(10)

    scene.between.harmed, scene.between.harm = step, hold
    summary = scene.desk.fetch(cancelled=stop.is_set)
    go_on.set()
    assert_stopped_safely(scene, summary.error)
    scene.assert_next_fetch_completes()


def test_stop_at_any_look_at_the_button(scene: Scene) -> None:
    """The button is looked at many times in a fetch; stopping at the n-th look never loses anything."""
    looks = 0

    def count() -> bool:
        nonlocal looks
        looks += 1
        return looks == limit

    limit, every = 1, 7
    while True:
        looks = 0
        summary = scene.desk.fetch(cancelled=count)
        scene.assert_nothing_lost()
        if summary.error is None:
            break
        assert summary.error.reference == "APP-CANCELLED"
        limit += every
    assert limit > 1
    scene.assert_next_fetch_completes()
