"""A process that has imported everything and forks: each child fetches for real and dies at a moment.

Reads orders as JSON lines, answers each with the signal the child died of (0: it came through), the
number of calls it made and the operations on its disk.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import CodeType, FrameType

import msgspec

from sozialclient.crypto.policy import Policy
from sozialclient.model.application import ApplicationFacts
from sozialclient.model.delivery import Delivery
from sozialclient.model.stored import StoredToken
from sozialclient.net import exchange
from sozialclient.net.http_client import HttpClient
from sozialclient.store import KeyVault, Store
from sozialclient.transports.base import MailboxKeys, Progress
from sozialclient.usecases.fetch_mailbox import fetch_mailbox
from sozialclient.usecases.unlock_keys import unlock_keys
from sozialclient.usecases.workplace import Workplace
from sozialclient.wire.spool import MemorySpool, Spool
from tests.e2e.kill_steps import Step
from tests.e2e.place import DIRECT, NAME
from tests.unit.store.faulty_disk import FaultyDisk

_SMALL_PIECE = 32 * 1024
_OURS = "/sozialclient/"


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """One fetch with the data folder, from the intermediary at `url`, that ends at `step`; `hasty`: wrongly."""

    data: str
    url: str
    step: Step
    hasty: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What became of the child; `calls` and `disk` only of one that came through."""

    signal: int
    exit_code: int
    calls: int = 0
    disk: list[str] = dataclasses.field(default_factory=list)
    seconds: float = 0.0


class HastyStore(Store):
    """Gives the token before anything is written: what the proof must find."""

    _late: Callable[[], object] | None = None

    def add(
        self, delivery: Delivery, facts: ApplicationFacts, *, mailbox: str, training: bool,
        payloads: Mapping[str, Spool], original: Spool, fetched: datetime,
    ) -> StoredToken:
        self._write_late()
        kept, copy = {key: _copied(spool) for key, spool in payloads.items()}, _copied(original)
        self._late = lambda: Store.add(
            self, delivery, facts, mailbox=mailbox, training=training, payloads=kept, original=copy, fetched=fetched
        )
        return StoredToken(delivery.message_id, "0" * 64, "A-0")

    def record_fetch(self, mailbox: str, at: datetime, outcome: str) -> None:
        self._write_late()
        super().record_fetch(mailbox, at, outcome)

    def _write_late(self) -> None:
        if self._late is not None:
            self._late()
            self._late = None


def _copied(spool: Spool) -> MemorySpool:
    copy = MemorySpool()
    for piece in spool.chunks():
        copy.write(piece)
    return copy


class Executioner:
    """Recognises the step and kills this process at it."""

    def __init__(self, step: Step, disk: FaultyDisk) -> None:
        self._step = step
        self._left = step.times
        self._ahead = step.after_times if step.after else 0
        self.calls = 0
        self.disk: list[str] = []
        self._names: dict[CodeType, str] = {}
        disk.before = self._on_disk
        if step.way in ("call", "return", "calls", "none"):
            sys.setprofile(self._on_call)

    def on_progress(self, progress: Progress) -> None:
        """Listens to the fetch."""
        if self._step.way == "progress" and progress.phase.value == self._step.where and progress.number == 1:
            total = progress.total_bytes or 0
            if progress.received_bytes >= self._step.amount * total and (total or not self._step.amount):
                self._strike()

    def _on_call(self, frame: FrameType, event: str, _argument: object) -> None:
        if event not in ("call", "return"):
            return
        code = frame.f_code
        name = self._names.get(code)
        if name is None:
            _, found, module = code.co_filename.rpartition(_OURS)
            name = self._names[code] = f"{module}:{code.co_qualname}" if found else ""
        if not name:
            return
        if self._step.way in ("calls", "none"):
            self.calls += event == "call"
            if self.calls == self._step.times and self._step.way == "calls":
                self._strike()
        elif self._ahead:
            self._ahead -= self._step.after == f"{event} {name}"
        elif event == self._step.way and name == self._step.where:
            self._count()

    def _on_disk(self, operation: str, file: str) -> None:
        if file.endswith("-shm"):
            return
        if self._step.way == "none":
            self.disk.append(f"{operation}:{file}")
        elif self._step.way == "disk" and self._step.where == f"{operation}:{file}":
            self._count()

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            self._strike()

    def _strike(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def _fetch(order: Order, keys: MailboxKeys, report_to: Path) -> None:
    """What `sozialclient fetch` does, on a disk that is watched."""
    folder = Path(order.data)
    disk = FaultyDisk("killing")
    # Small enough for a middle of the answer, large enough for a request in one piece.
    exchange._PIECE = _SMALL_PIECE
    executioner = Executioner(order.step, disk)
    vault = KeyVault(folder, self_contained=True)
    store = (HastyStore if order.hasty else Store).open(folder, vault, vfs=disk.name)
    workplace = Workplace(store, vault, HttpClient(DIRECT), Policy.default())
    mailbox = dataclasses.replace(store.mailbox(NAME), url=order.url)
    summary = fetch_mailbox(workplace.transport(mailbox, keys), store, mailbox, executioner.on_progress, lambda: False)
    store.close()
    sys.setprofile(None)
    report_to.write_bytes(msgspec.json.encode(Report(0, 0, executioner.calls, executioner.disk)))
    os._exit(0 if summary.error is None else 3)


def _run(order: Order, keys: MailboxKeys, report_to: Path) -> Report:
    report_to.unlink(missing_ok=True)
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            _fetch(order, keys, report_to)
        except Exception:  # noqa: BLE001 - a child must not go on as its parent
            traceback.print_exc()
        finally:
            os._exit(4)
    if order.step.way == "seconds":
        time.sleep(order.step.amount)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    seconds = time.monotonic() - started
    if os.WIFSIGNALED(status):
        return Report(os.WTERMSIG(status), 0, seconds=seconds)
    found = Report(0, 0)
    if report_to.exists():
        found = msgspec.json.decode(report_to.read_bytes(), type=Report)
    return dataclasses.replace(found, exit_code=os.WEXITSTATUS(status), seconds=seconds)


def main() -> int:
    keys = unlock_keys(Path(sys.argv[1]).read_bytes(), sys.argv[2])
    with tempfile.TemporaryDirectory() as place:
        for line in sys.stdin:
            report = _run(msgspec.json.decode(line, type=Order), keys, Path(place) / "report")
            print(json.dumps(dataclasses.asdict(report)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
