"""The fields of the settings screen: each shows a value and gives it back as the settings take it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit, QWidget

from sozialclient.gui.plain import fill_in, plain, plain_block
from sozialclient.gui.settings.entries import Entry, Kind, choices
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import say

_LONGEST = 1000


class _Choice(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turning the wheel scrolls the page; it must not change what stands under the pointer."""
        event.ignore()


class _Number(QDoubleSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """As for choices."""
        event.ignore()


class SettingField:
    """A widget and what it holds; `value()` is typed as in the settings file, None: as shipped."""

    def __init__(self, theme: Theme, entry: Entry, now: object) -> None:
        self.entry = entry
        now = now.value if isinstance(now, enum.Enum) else now
        make: Callable[[Theme, object], tuple[QWidget, Callable[[], object]]] = {
            Kind.CHOICE: self._choice, Kind.NUMBER: self._number, Kind.SWITCH: self._switch, Kind.LINE: self._line,
            Kind.LINES: self._lines}[entry.kind]
        self.widget, self.value = make(theme, now)
        self.widget.setObjectName(entry.key)
        self.widget.setAccessibleName(say(f"settings.{entry.key}.name"))
        self.widget.setAccessibleDescription(say(f"settings.{entry.key}.does"))
        self.shown = self.value()

    @property
    def touched(self) -> bool:
        """Whether somebody changed it."""
        return self.value() != self.shown

    def _choice(self, _theme: Theme, now: object) -> tuple[QWidget, Callable[[], object]]:
        box = _Choice()
        offered = choices(self.entry.key, now)
        for words, _value in offered:
            box.addItem(plain(words))
        box.setCurrentIndex(next((at for at, (_words, value) in enumerate(offered) if value == now), 0))
        return box, lambda: offered[box.currentIndex()][1]

    def _number(self, theme: Theme, now: object) -> tuple[QWidget, Callable[[], object]]:
        entry, box = self.entry, _Number()
        whole = isinstance(now, int)
        box.setDecimals(0 if whole or float(str(now)).is_integer() else 1)
        box.setRange(entry.least, entry.most)
        box.setGroupSeparatorShown(True)
        box.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
        box.setSuffix(plain(" ", say(f"settings.unit.{entry.unit}")))
        if entry.never:
            box.setSpecialValueText(say("settings.never"))
        box.setValue(float(now) if isinstance(now, int | float) else entry.least)
        return box, lambda: int(box.value()) if whole else box.value()

    def _switch(self, _theme: Theme, now: object) -> tuple[QWidget, Callable[[], object]]:
        box = QCheckBox(say(f"settings.{self.entry.key}.name"))
        box.setChecked(bool(now))
        return box, box.isChecked

    def _line(self, _theme: Theme, now: object) -> tuple[QWidget, Callable[[], object]]:
        line = QLineEdit()
        line.setMaxLength(_LONGEST)
        fill_in(line, str(now) if isinstance(now, str | Path) else "")
        line.setPlaceholderText(say(f"settings.{self.entry.key}.hint"))
        return line, lambda: line.text().strip() or None

    def _lines(self, theme: Theme, now: object) -> tuple[QWidget, Callable[[], object]]:
        area = QPlainTextEdit()
        area.setTabChangesFocus(True)
        area.setFixedHeight(theme.px(92))
        area.setPlainText(plain_block("\n".join(now) if isinstance(now, tuple) else ""))
        return area, lambda: [line.strip() for line in area.toPlainText().splitlines() if line.strip()]
