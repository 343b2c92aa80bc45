"""The messages of a running fetch as rows: number, size, four steps."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say, size

if TYPE_CHECKING:
    from sozialclient.transports.base import Progress

Index = QModelIndex | QPersistentModelIndex
STEPS = ("received", "stored", "acknowledged", "readable")
_COLUMNS = ("message", "size", *STEPS)
_TO_THE_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class Step(enum.Enum):
    """How far one step of a message is."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    WAITS = "waits"


_ICONS = {Step.OPEN: ("ring", "text3"), Step.RUNNING: ("rotate", "accentText"), Step.DONE: ("check", "okLine"),
          Step.FAILED: ("warning", "warningLine"), Step.WAITS: ("clock", "text2")}


@dataclass(slots=True)
class MessageRow:
    """One message of the fetch; bytes so far and in all (None: unknown)."""

    number: int
    received: int = 0
    total: int | None = None
    steps: dict[str, Step] = field(default_factory=lambda: dict.fromkeys(STEPS, Step.OPEN))

    def size_words(self) -> str:
        """`50,5 von 71,8 MB` while it comes in, then its size."""
        if self.steps["received"] is not Step.DONE and self.total:
            return say("fetch.part", part=size(self.received), whole=size(self.total))
        return size(self.received) if self.received else ""


class FetchTableModel(QAbstractTableModel):
    """Grows with each message; `acknowledged` and `stored` count what is through."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows: list[MessageRow] = []

    def clear(self) -> None:
        """Begin a new fetch."""
        self.beginResetModel()
        self.rows = []
        self.endResetModel()

    def take(self, progresses: Sequence[Progress]) -> None:
        """Work in what has been reported, in order."""
        from sozialclient.transports.base import Phase

        for progress in progresses:
            if progress.phase is Phase.CLOSING:
                self._acknowledge(len(self.rows))
            elif progress.phase is not Phase.CONNECTING and progress.number > 0:
                receiving, opening = progress.phase is Phase.RECEIVING, progress.phase is Phase.OPENING
                self._take(progress, receiving=receiving, opening=opening)
                if progress.phase is Phase.SET_ASIDE:
                    # Its bytes are here, but nobody can read them, and it stays where it is.
                    self.rows[progress.number - 1].steps.update(readable=Step.FAILED, acknowledged=Step.WAITS)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(_COLUMNS) - 1))

    def _take(self, progress: Progress, *, receiving: bool, opening: bool) -> None:
        if receiving and progress.received_bytes == 0 and progress.number > len(self.rows):
            return
        while len(self.rows) < progress.number:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
            self.rows.append(MessageRow(len(self.rows) + 1))
            self.endInsertRows()
        self._acknowledge(progress.number - 1)
        row = self.rows[progress.number - 1]
        if receiving:
            row.received, row.total = progress.received_bytes, progress.total_bytes
            row.steps["received"] = Step.RUNNING
        elif opening:
            row.steps.update(received=Step.DONE, readable=Step.RUNNING)
        else:
            row.steps.update(received=Step.DONE, readable=Step.DONE, stored=Step.RUNNING)

    def _acknowledge(self, upto: int) -> None:
        for row in self.rows[:upto]:
            if row.steps["readable"] is Step.DONE:
                row.steps.update(stored=Step.DONE, acknowledged=Step.DONE)

    def finish(self, stored: int) -> None:
        """Mark `stored` messages as done; one begun but neither stored nor set aside is taken away."""
        failed = sum(row.steps["readable"] is Step.FAILED for row in self.rows)
        for row in self.rows[: stored + failed]:
            if row.steps["readable"] is Step.FAILED:
                row.steps["stored"] = Step.DONE
            else:
                row.steps.update(dict.fromkeys(STEPS, Step.DONE))
        if len(self.rows) > stored + failed:
            self.beginRemoveRows(QModelIndex(), stored + failed, len(self.rows) - 1)
            del self.rows[stored + failed :]
            self.endRemoveRows()
        self.take(())
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(_COLUMNS) - 1))

    def stored(self) -> int:
        """How many messages are safely here and can be read."""
        return sum(row.steps["stored"] is row.steps["readable"] is Step.DONE for row in self.rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Messages begun so far."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Message, size, steps."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """German column names."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and _COLUMNS[section] == "size":
            return _TO_THE_RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < 2:
            return say(f"fetch.column.{_COLUMNS[section]}")
        return say(f"fetch.step.{_COLUMNS[section]}")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words and step icons."""
        row, column = self.rows[index.row()], _COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            if column == "message":
                return say("fetch.message", n=row.number)
            return row.size_words() if column == "size" else say(f"fetch.step_state.{row.steps[column].value}")
        if role == Qt.ItemDataRole.DecorationRole and column in STEPS:
            return self._theme.pixmap(*_ICONS[row.steps[column]], 16)
        if role == Qt.ItemDataRole.AccessibleTextRole and column in STEPS:
            return f"{say(f'fetch.step.{column}')}: {say(f'fetch.step_state.{row.steps[column].value}')}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column == "size":
            return _TO_THE_RIGHT
        return None
