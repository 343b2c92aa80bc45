"""The command palette: a line to type in and the commands that fit below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from sozialclient.gui.announce import announce
from sozialclient.gui.palette.commands import Command, Found, find_commands
from sozialclient.gui.palette.delegate import PaletteDelegate
from sozialclient.gui.palette.table_model import PaletteTableModel
from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import ENTER
from sozialclient.gui.widgets.frames import line
from sozialclient.gui.widgets.leading_icon import lead
from sozialclient.gui.wording import count, say

_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_WIDTH, _TOP, _ROWS = 640, 112, 9


class PaletteDialog(QDialog):
    """Letters narrow the list, arrows choose, Enter carries out, Escape leaves; `chosen` holds the action."""

    def __init__(self, theme: Theme, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint | Qt.WindowType.Dialog)
        self._theme, self._commands = theme, commands
        self.chosen: QAction | None = None
        self.setWindowTitle(say("palette.title"))
        self.setAccessibleName(say("palette.title"))
        self.setModal(True)
        self.edit = self._make_edit()
        self.model = PaletteTableModel(self)
        self.list = self._make_list()
        self._foot = plain_label()
        self._foot.setFont(theme.font("caption"))
        self._foot.setProperty("tone", "second")
        hint = plain_label(say("palette.hint"))
        hint.setFont(theme.font("caption"))
        hint.setProperty("tone", "second")
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(16), theme.px(7), theme.px(16), theme.px(8))
        foot.addWidget(hint)
        foot.addStretch(1)
        foot.addWidget(self._foot)
        frame = QFrame()
        frame.setProperty("card", "palette")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        inner.addWidget(self.edit)
        inner.addWidget(line())
        inner.addWidget(self.list, 1)
        inner.addWidget(line())
        inner.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        self._place(parent)
        self.narrow("")
        self.edit.setFocus()

    def _make_edit(self) -> QLineEdit:
        edit = QLineEdit()
        edit.setProperty("look", "palette")
        edit.setFont(self._theme.font("heading", strong=False))
        edit.setPlaceholderText(say("palette.type"))
        edit.setAccessibleName(say("palette.type"))
        edit.setAccessibleDescription(say("palette.hint"))
        edit.setMaxLength(100)
        lead(self._theme, edit, "prompt")
        edit.textChanged.connect(self.narrow)
        edit.installEventFilter(self)
        return edit

    def _make_list(self) -> QListView:
        view = QListView()
        view.setAccessibleName(say("palette.list"))
        view.setModel(self.model)
        self._delegate = PaletteDelegate(self._theme)
        view.setItemDelegate(self._delegate)
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setContentsMargins(self._theme.px(6), self._theme.px(6), self._theme.px(6), self._theme.px(6))
        view.setProperty("look", "palette")
        view.setMouseTracking(True)
        view.clicked.connect(lambda _index: self._carry_out())
        view.installEventFilter(self)
        return view

    def _place(self, parent: QWidget) -> None:
        theme = self._theme
        room = parent.size()
        wanted = QSize(theme.px(_WIDTH), theme.px(64 + 34) + theme.row("paletteRow") * _ROWS)
        top = min(theme.px(_TOP), max(0, room.height() - wanted.height()) // 2)
        size = wanted.boundedTo(QSize(room.width() - theme.px(16), room.height() - 2 * top))
        self.setFixedSize(size)
        self.move(parent.mapToGlobal(QPoint((room.width() - size.width()) // 2, top)))

    def narrow(self, wanted: str) -> None:
        """Show the commands that fit `wanted`, the best one chosen."""
        self.model.show_rows(tuple(find_commands(wanted, self._commands)))
        self._foot.setText(count("palette.found", len(self.model.rows)))
        if self.model.rows:
            self.list.setCurrentIndex(self.model.index(0))
        self._speak()

    def current(self) -> Found | None:
        """The chosen row."""
        index = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows in the line walk through the list, Enter carries out from either."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in ENTER:
                self._carry_out()
                return True
            if watched is self.edit and event.key() in _WALKING:
                QApplication.sendEvent(self.list, event)
                self._speak()
                return True
        return super().eventFilter(watched, event)

    def _speak(self) -> None:
        found = self.current()
        if found is None:
            announce(self.edit, say("palette.nothing"))
        else:
            announce(self.edit, self.model.spoken(self.list.currentIndex().row()))

    def _carry_out(self) -> None:
        found = self.current()
        if found is None:
            self._foot.setText(say("palette.nothing"))
        elif not found.command.action.isEnabled():
            self._foot.setText(plain(say("palette.not_now", name=found.command.caption)))
            announce(self.edit, self._foot.text())
        else:
            self.chosen = found.command.action
            self.accept()
