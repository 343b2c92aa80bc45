"""Rows of the dialog about retention: rules that can be edited, and lists that are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from sozialclient.gui.plain import Shown, plain
from sozialclient.gui.wording import day, full, say
from sozialclient.model.retention import (
    DEFAULT,
    LEAST_DAYS,
    MOST_DAYS,
    DeletionRecord,
    RetentionPlan,
    Rules,
    ServiceRules,
)
from sozialclient.reports.deletion import owner_text, rule_text

Index = QModelIndex | QPersistentModelIndex
_SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


def days_words(days: int | None) -> str:
    """`30 Tage`, `1 Tag`, `ohne Frist`."""
    if days is None:
        return say("retention.never")
    return say("retention.days.one" if days == 1 else "retention.days.many", n=days)


class RulesTableModel(QAbstractTableModel):
    """The rules for all services, then those with rules of their own; days are edited in place."""

    refused = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, list[int | None]]] = []

    def show_rules(self, default: Rules, services: Sequence[ServiceRules]) -> None:
        """Show these rules."""
        self.beginResetModel()
        every = [(DEFAULT, default), *((each.service_key, each.rules) for each in services)]
        self._rows = [(key, [rules.transferred_days, rules.archived_days, rules.trash_days]) for key, rules in every]
        self.endResetModel()

    def default(self) -> Rules:
        """The rules of the first row."""
        return _rules(self._rows[0][1])

    def services(self) -> tuple[ServiceRules, ...]:
        """The rules of the other rows."""
        return tuple(ServiceRules(key, _rules(days)) for key, days in self._rows[1:])

    def add_service(self, key: str) -> int:
        """A row for a service, with the days of the default; returns its place, also when it was there."""
        for at, (known, _) in enumerate(self._rows):
            if known == key:
                return at
        at = len(self._rows)
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.append((key, list(self._rows[0][1])))
        self.endInsertRows()
        self.changed.emit()
        return at

    def remove_row(self, row: int) -> None:
        """Take a service's own rules away; the first row stays."""
        if 0 < row < len(self._rows):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()
            self.changed.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Default and services."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Service and three spans."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """German column names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"retention.column.{_RULE_COLUMNS[section]}")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Days can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words; the bare number for editing."""
        key, days = self._rows[index.row()]
        if index.column() == 0:
            return owner_text(key) if role in _SHOWN else None
        value = days[index.column() - 1]
        if role == Qt.ItemDataRole.EditRole:
            return "" if value is None else str(value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            column = say(f"retention.column.{_RULE_COLUMNS[index.column()]}")
            return f"{owner_text(key)}, {column}: {days_words(value)}"
        return days_words(value) if role == Qt.ItemDataRole.DisplayRole else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a number of days; nothing at all means without a span. Anything else is refused."""
        text = str(value).strip().split(" ")[0]
        if role != Qt.ItemDataRole.EditRole or not index.column():
            return False
        if text and not (text.isascii() and text.isdigit() and LEAST_DAYS <= int(text) <= MOST_DAYS):
            self.refused.emit()
            return False
        self._rows[index.row()][1][index.column() - 1] = int(text) if text else None
        self.dataChanged.emit(index, index)
        self.changed.emit()
        return True


_RULE_COLUMNS = ("service", "transferred", "archived", "trash")


def _rules(days: Sequence[int | None]) -> Rules:
    return Rules(transferred_days=days[0], archived_days=days[1], trash_days=days[2])


class RowsTableModel(QAbstractTableModel):
    """Rows of finished words under `columns`, keys of `retention.column`."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__()
        self._columns = columns
        self._rows: Sequence[tuple[str, ...]] = ()

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """German column names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(f"retention.column.{self._columns[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words."""
        return self._rows[index.row()][index.column()] if role in _SHOWN else None


PLAN_COLUMNS = ("when", "step", "person", "service", "rule")
RECORD_COLUMNS = ("at", "application", "mailbox", "rule", "digest")


def short_rule(rule: str) -> str:
    """Whose rule, and how many days; the step says the rest."""
    owner, _, days = rule.partition(":")
    return say("retention.short_rule", owner=owner_text(owner), days=days_words(int(days.rpartition(":")[2])))


def plan_rows(plan: RetentionPlan, names: Mapping[str, Shown]) -> list[tuple[str, ...]]:
    """What is due first, then what comes, both by time; applications by their `names`, for somebody decides on it."""
    now, rows = len(plan.now), (*plan.now, *plan.later)
    return [
        (say("retention.due") if at < now else day(due.at), say(f"retention.step.{due.stage.value}"),
         names.get(due.id, plain(due.id)), plain(due.service_name, limit=120), short_rule(due.rule))
        for at, due in enumerate(rows)
    ]


def record_rows(records: Sequence[DeletionRecord]) -> list[tuple[str, ...]]:
    """The newest first."""
    return [(full(each.at), each.application_id, plain(each.mailbox, limit=120), rule_text(each.rule),
             each.original_sha256 or "–") for each in reversed(records)]
