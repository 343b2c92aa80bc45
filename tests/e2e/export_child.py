"""Forks exports from a process that has everything loaded, and kills them: `python -m tests.e2e.export_child`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import msgspec

from sozialclient.exporters.base import ExportOrder
from sozialclient.exporters.profiles import profile
from sozialclient.net.http_client import NetSettings
from sozialclient.usecases.export_applications import export_applications
from sozialclient.usecases.workplace import Workplace

PASSWORD = "ein langes Kennwort"
_LONGEST_SECONDS = 120.0


class Order(msgspec.Struct):
    """Export everything in `data` to `target`; the kill comes `after` seconds, below 0: never.

    They count from the start, or from when the target holds so many `things`, drafts among them.
    """

    data: str
    target: str
    profile: str
    after: float
    things: int = 0


class Ending(msgspec.Struct):
    """How it ended: killed or through before, and the seconds it took."""

    killed: bool
    seconds: float


def export_all(workplace: Workplace, target: Path, key: str) -> int:
    """Export what is not there yet; how many were."""
    order = ExportOrder(profile=profile(key), password=PASSWORD, resume=True)
    ids = [card.id for card in workplace.store.cards()]
    result = export_applications(workplace.store, ids, order, target, lambda _step: None, lambda: False)
    assert not result.failed and not result.untried
    return sum(done.already for done in result.exported)


def main() -> None:
    """One order a line on standard input, one ending a line on standard output."""
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Order)
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            _child(order)
        killed = _killed(child, order)
        print(msgspec.json.encode(Ending(killed, time.monotonic() - started)).decode(), flush=True)


def _child(order: Order) -> None:
    code = 1
    try:
        workplace = Workplace.open(Path(order.data), self_contained=True, net=NetSettings())
        export_all(workplace, Path(order.target), order.profile)
        workplace.close()
        code = 0
    finally:
        os._exit(code)


def _killed(child: int, order: Order) -> bool:
    """Wait for the moment, kill, and say whether the child still ran."""
    began, end = (None if order.things else time.monotonic()), time.monotonic() + _LONGEST_SECONDS
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            assert status == 0, "the export failed by itself"
            return False
        if began is None and _things(Path(order.target)) >= order.things:
            began = time.monotonic()
        due = began is not None and order.after >= 0 and time.monotonic() - began >= order.after
        if due or time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            return os.WIFSIGNALED(status)
        time.sleep(0.0005)


def _things(target: Path) -> int:
    """Drafts and exports in the target."""
    with contextlib.suppress(OSError):
        return len(list(target.iterdir()))
    return 0


if __name__ == "__main__":
    main()
