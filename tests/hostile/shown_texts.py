"""Everything a window says: what stands in its widgets, hovers over them and is read out by a screen reader."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from sozialclient.gui.widgets.rows import ROW_ROLE

ROWS = 60
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole,
          Qt.ItemDataRole.WhatsThisRole, Qt.ItemDataRole.AccessibleTextRole,
          Qt.ItemDataRole.AccessibleDescriptionRole, Qt.ItemDataRole.EditRole)
_SPOKEN = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Help)
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200c-\u200f\u202a-\u202e\u2060-\u2067\ufeff\ud800-\udfff]")
_OWN_TIP = re.compile(r"<p style='white-space:pre-wrap'>([^<>]*)</p>")
MOST = 70_000


class Said(NamedTuple):
    """Where (class and way) a text stands, and whether Qt would take markup in it for markup there."""

    where: str
    text: str
    rich: bool = False


def said_in(window: QWidget) -> Iterator[Said]:
    """All texts of a window or dialog and of what it holds, visible or not."""
    for widget in (window, *window.findChildren(QWidget)):
        yield from (said for said in _of_widget(widget) if said.text)


def everything_said() -> Iterator[Said]:
    """The same of all windows and dialogs there are."""
    for window in QApplication.topLevelWidgets():
        yield from said_in(window)


def _of_widget(widget: QWidget) -> Iterator[Said]:
    name = type(widget).__name__
    for way in ("windowTitle", "toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription"):
        yield Said(f"{name}.{way}", getattr(widget, way)(), rich=way in ("toolTip", "whatsThis"))
    for action in widget.actions():
        yield Said(f"{name}.action", action.text())
        # Without a tool tip of its own an action shows its caption as one.
        yield Said(f"{name}.action.toolTip", action.toolTip(), rich=True)
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is not None:
        yield from (Said(f"{name}.{kind.name}", interface.text(kind)) for kind in _SPOKEN)
    yield from _standing_in(name, widget)


def _standing_in(name: str, widget: QWidget) -> Iterator[Said]:
    if isinstance(widget, QLabel):
        yield Said(name, widget.text(), rich=widget.textFormat() is not Qt.TextFormat.PlainText)
    elif isinstance(widget, QAbstractButton):
        yield Said(name, widget.text())
    elif isinstance(widget, QPlainTextEdit):
        yield Said(name, widget.toPlainText())
    elif isinstance(widget, QLineEdit):
        yield Said(f"{name}.placeholder", widget.placeholderText())
    elif isinstance(widget, QTabBar):
        for at in range(widget.count()):
            yield Said(name, widget.tabText(at))
            yield Said(f"{name}.toolTip", widget.tabToolTip(at), rich=True)
    elif isinstance(widget, QComboBox | QAbstractItemView) and (model := widget.model()) is not None:
        yield from _of_model(name, model)


def _of_model(name: str, model: QAbstractItemModel) -> Iterator[Said]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for way in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        number = columns if way is Qt.Orientation.Horizontal else min(model.rowCount(), ROWS)
        for at in range(number):
            yield Said(f"{name}.header", str(model.headerData(at, way) or ""))
    for row in range(min(model.rowCount(), ROWS)):
        for column in range(columns):
            index = model.index(row, column)
            for role in _ROLES:
                value = index.data(role)
                rich = role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole)
                yield Said(f"{name}.{role.name}", value if isinstance(value, str) else "", rich)
            painted = index.data(ROW_ROLE)
            if dataclasses.is_dataclass(painted):
                yield from (Said(f"{name}.painted", text) for text in _texts(painted))


def _texts(painted: object) -> Iterator[str]:
    for each in dataclasses.fields(painted) if dataclasses.is_dataclass(painted) else ():
        value = getattr(painted, each.name)
        if isinstance(value, str):
            yield value
        for part in value if isinstance(value, tuple) else ():
            yield from _texts(part)


def faults(said: Said) -> list[str]:
    """What is wrong with a text where it stands; nothing when it can neither act nor deceive nor freeze."""
    found = []
    if _HIDDEN.search(said.text):
        found.append("hidden or turning characters")
    if said.text.count("\u2068") > said.text.count("\u2069"):
        found.append("an isolation that does not end")
    if len(said.text) > MOST:
        found.append(f"{len(said.text)} characters")
    if said.rich and "<" in said.text and not _OWN_TIP.fullmatch(said.text):
        found.append("markup that Qt would follow")
    return [f"{said.where}: {fault}: {said.text[:80]!r}" for fault in found]
