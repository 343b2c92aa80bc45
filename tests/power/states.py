"""What a power cut may leave of a recorded history, moment by moment.

Durable is what was synced. Of the rest anything may have reached the disk: nothing, all, the first
few writes, any of them in any order, a write torn at 512 or 4096 bytes, single sectors of it, a
sector of garbage; each file on its own. Taken as given is only what SQLite takes as given too
("powersafe overwrite"): a write does not harm bytes beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.power.disk_log import DiskLog, Mark, Names, Operation, Sync, Truncate, Write

_SECTOR = 512
_PAGE = 4096
_Pending = list[Write | Truncate]


@dataclass(slots=True)
class Disk:
    """A disk at one moment of a history: what is durable and what is still under way."""

    durable: dict[int, bytes]
    names: dict[str, int]
    pending: dict[int, _Pending] = field(default_factory=dict)
    pending_names: list[Names] = field(default_factory=list)

    def follow(self, operation: Operation) -> None:
        """One operation further."""
        if isinstance(operation, (Write, Truncate)):
            self.pending.setdefault(operation.file, []).append(operation)
        elif isinstance(operation, Sync):
            whole = _applied(self.durable.get(operation.file, b""), self.pending.pop(operation.file, []))
            self.durable[operation.file] = whole
        elif isinstance(operation, Names):
            self.pending_names.append(operation)
        else:
            for names in self.pending_names:
                _rename(self.names, names)
            self.pending_names.clear()

    @property
    def sectors(self) -> int:
        """How much is under way, in sectors; 0: only one state is possible."""
        under_way = sum(
            1 + len(each.data) // _SECTOR if isinstance(each, Write) else 1
            for pending in self.pending.values()
            for each in pending
        )
        return under_way + len(self.pending_names)

    def after_power_cut(self, chance: Random, kind: int) -> dict[str, bytes]:
        """One folder that may be found, by file name. Kind 0: only what was synced, 1: everything."""
        names = dict(self.names)
        reached = {0: 0, 1: len(self.pending_names)}.get(kind, chance.randint(0, len(self.pending_names)))
        for each in self.pending_names[:reached]:
            _rename(names, each)
        return {name: self._file(file, chance, kind) for name, file in sorted(names.items())}

    def _file(self, file: int, chance: Random, kind: int) -> bytes:
        durable, pending = self.durable.get(file, b""), self.pending.get(file, [])
        if kind == 0 or not pending:
            return durable
        return _applied(durable, pending if kind == 1 else list(_survivors(pending, chance)))


def _survivors(pending: _Pending, chance: Random) -> Iterator[Write | Truncate]:
    """What of the writes under way reached the disk."""
    way = chance.randrange(8)
    if way == 0:
        return
    if way <= 2:
        last = chance.randint(0, len(pending))
        yield from pending[:last]
        if way == 2 and last < len(pending):
            yield from _torn(pending[last], chance)
        return
    # A few missing among many is as possible as a few present among none.
    share = chance.choice((0.1, 0.5, 0.9, 0.98, 1.0))
    damaged = chance.randrange(len(pending)) if way >= 5 else -1
    for number, each in enumerate(pending):
        if number == damaged and isinstance(each, Write):
            yield from (_garbage(each, chance) if way == 7 else _torn(each, chance))
        elif way == 4 and isinstance(each, Write):
            yield from (piece for piece in _pieces(each, _SECTOR) if chance.random() < share)
        elif chance.random() < share:
            yield each


def _pieces(write: Write, unit: int) -> Iterator[Write]:
    """The write in parts that lie in one sector each."""
    start = 0
    while start < len(write.data):
        end = min(len(write.data), (write.offset + start) // unit * unit + unit - write.offset)
        yield Write(write.file, write.offset + start, write.data[start:end])
        start = end


def _torn(each: Write | Truncate, chance: Random) -> Iterator[Write | Truncate]:
    if isinstance(each, Write):
        pieces = list(_pieces(each, chance.choice((_SECTOR, _PAGE))))
        cut = chance.randint(0, len(pieces))
        yield from pieces[:cut] if chance.random() < 0.5 else pieces[cut:]


def _garbage(write: Write, chance: Random) -> Iterator[Write]:
    yield write
    sector = chance.choice(list(_pieces(write, _SECTOR)))
    yield Write(write.file, sector.offset, chance.randbytes(len(sector.data)))


def _applied(durable: bytes, pending: _Pending) -> bytes:
    if not pending:
        return durable
    image = bytearray(durable)
    for each in pending:
        if isinstance(each, Truncate):
            del image[each.size :]
            image.extend(bytes(each.size - len(image)))
        else:
            image.extend(bytes(max(0, each.offset - len(image))))
            image[each.offset : each.offset + len(each.data)] = each.data
    return bytes(image)


def _rename(names: dict[str, int], change: Names) -> None:
    for name, file in change.changes:
        names.pop(name, None)
        if file is not None:
            names[name] = file


def moments(log: DiskLog) -> Iterator[tuple[int, Disk]]:
    """The disk after each operation, and before the first; one object that moves on."""
    disk = Disk(dict(log.files), dict(log.names))
    yield 0, disk
    for position, operation in enumerate(log.operations, start=1):
        disk.follow(operation)
        yield position, disk


def marks_around(log: DiskLog, position: int) -> tuple[Mark, Mark]:
    """What was acknowledged at a moment, and what the operation under way leads to."""
    before = max((number for number, mark in enumerate(log.marks) if mark.position <= position), default=0)
    return log.marks[before], log.marks[min(before + 1, len(log.marks) - 1)]


def image_digest(image: dict[str, bytes]) -> bytes:
    """Equal only for the same files with the same bytes."""
    state = hashlib.sha1(usedforsecurity=False)
    for name, data in image.items():
        state.update(f"{name} {len(data)} ".encode())
        state.update(data)
    return state.digest()
