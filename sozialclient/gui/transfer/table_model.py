"""The steps of carrying over as rows: a heading per group, a box, label and value per step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from sozialclient.documents.transfer.copy_forms import CopyText, copy_texts
from sozialclient.documents.transfer.plan import TransferStep
from sozialclient.documents.transfer.profile import StepKind
from sozialclient.gui.plain import Shown, literal_tooltip, plain
from sozialclient.gui.widgets.headed_rows import HeadedRows
from sozialclient.gui.widgets.rows import ROW_ROLE, FieldRow, Tick
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.model.work import Tick as TickMade
    from sozialclient.usecases.transfer_application import TransferSheet

_LONGEST = 400


class TransferTableModel(HeadedRows[TransferStep]):
    """Headings and steps; a row's key is the key of its step."""

    def __init__(self) -> None:
        super().__init__()
        self._ticks: dict[str, TickMade] = {}
        self._forms: dict[str, int] = {}

    def show_sheet(self, sheet: TransferSheet) -> None:
        """Show the steps of a sheet."""
        entries: list[TransferStep | str] = []
        last = ""
        for step in sheet.steps:
            heading = step.group if step.assigned else say("transfer.unassigned")
            if heading != last and heading:
                entries.append(heading)
            last = heading
            entries.append(step)
        self._ticks, self._forms = dict(sheet.ticks), {}
        self.show_entries(entries)

    def show_ticks(self, ticks: Mapping[str, TickMade]) -> None:
        """Other ticks on the same steps; whoever shows the rows draws them anew.

        Rows keep their heights, but a QListView that is told of changed rows lays all of them out again, in
        batches, and meanwhile cannot show a row far down.
        """
        self._ticks = dict(ticks)

    def row_of(self, key: str) -> int:
        """Row of a step, -1 where there is none."""
        return next((row for row, entry in enumerate(self._entries)
                     if not isinstance(entry, str) and entry.key == key), -1)

    def next_row(self, row: int) -> int:
        """The next step after `row` that can be carried over; at the end the first one left open, else `row` itself."""
        for at in range(row + 1, len(self._entries)):
            step = self.entry_at(at)
            if step is not None and (step.counted or step.kind is StepKind.REMIND or step.loose):
                return at
        return next((at for at in range(row) if self._is_open(at)), row)

    def first_open(self) -> int:
        """The first step that is not ticked; where each is, the first that waits for a second look, else the first."""
        rows = [row for row in range(len(self._entries)) if self.entry_at(row) is not None]
        otherwise = self.next_waiting(-1)
        return next((row for row in rows if self._is_open(row)), otherwise if otherwise >= 0 else min(rows, default=-1))

    def next_waiting(self, row: int) -> int:
        """The next step after `row` that a second person should compare, from the beginning again; -1 without one."""
        waiting = [at for at in range(len(self._entries)) if self._waits(self.entry_at(at))]
        return next((at for at in waiting if at > row), waiting[0] if waiting else -1)

    def _waits(self, step: TransferStep | None) -> bool:
        tick = self._ticks.get(step.key) if step is not None else None
        return step is not None and step.critical and tick is not None and tick.second_at is None

    def _is_open(self, row: int) -> bool:
        step = self.entry_at(row)
        return step is not None and step.counted and step.key not in self._ticks

    def tick_of(self, key: str) -> TickMade | None:
        """The tick of a step."""
        return self._ticks.get(key)

    def copy_text(self, row: int) -> CopyText | None:
        """What would be copied from a row; None where there is nothing to copy."""
        step = self.entry_at(row)
        texts = copy_texts(step.field) if step is not None and step.field is not None else ()
        if step is None or not texts:
            return None
        usual = next((at for at, one in enumerate(texts) if one.form is step.form), 0)
        return texts[(usual + self._forms.get(step.key, 0)) % len(texts)]

    def form_count(self, row: int) -> int:
        """In how many forms a row can be copied."""
        step = self.entry_at(row)
        return len(copy_texts(step.field)) if step is not None and step.field is not None else 0

    def change_form(self, row: int) -> None:
        """Copy a row in its next form from now on."""
        step = self.entry_at(row)
        if step is not None:
            self._forms[step.key] = self._forms.get(step.key, 0) + 1

    def entry_data(self, entry: TransferStep, row: int, role: int) -> object:
        """Row value, label, spoken sentence, and the whole value as tool tip."""
        if role == ROW_ROLE:
            # As long before as after the second look: rows keep their heights.
            label = say("transfer.critical", label=entry.title) if entry.critical else plain(entry.title)
            return FieldRow(key=entry.key, label=label, value=self.value(entry),
                            tick=self._box(entry), muted=entry.field is None)
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(entry.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(entry)
        if role == Qt.ItemDataRole.ToolTipRole and entry.field is not None:
            return literal_tooltip(f"{entry.field.value}\n{entry.field.path}")
        return None

    def spoken(self, step: TransferStep) -> str:
        """A step as a sentence."""
        tick = self._ticks.get(step.key)
        state = "open" if tick is None else ("twice" if tick.second_at else "first" if step.critical else "done")
        return plain(step.title, ": ", self.value(step), ". ", say(f"transfer.spoken.{state}"))

    def value(self, step: TransferStep) -> Shown:
        """What the application says, or words for that it says nothing."""
        if step.field is not None:
            return plain(step.field.value, limit=_LONGEST)
        return say("transfer.remind" if step.kind is StepKind.REMIND else "transfer.not_given")

    def _box(self, step: TransferStep) -> Tick:
        tick = self._ticks.get(step.key)
        if tick is not None:
            return Tick.TWICE if tick.second_at else Tick.FIRST if step.critical else Tick.DONE
        return Tick.OPEN if step.counted or step.kind is StepKind.REMIND else Tick.NONE
