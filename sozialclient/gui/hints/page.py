"""The list of hints: each leads to its field, to the other application, or onto the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from sozialclient.documents.hints.hint import Hint
from sozialclient.gui.hints.table_model import HintTableModel
from sozialclient.gui.plain import plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.field_delegate import FieldDelegate
from sozialclient.gui.widgets.growing_list import GrowingList
from sozialclient.gui.wording import say


class HintsDialog(QDialog):
    """`chosen`, `compare_requested` and `copy_requested` carry the hint of the current row."""

    chosen = Signal(object)
    compare_requested = Signal(object)
    copy_requested = Signal(object)

    def __init__(self, theme: Theme, hints: Sequence[Hint], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("hints.title"))
        self.setModal(True)
        self.model = HintTableModel(hints)
        note = plain_label(say("hints.note"), wrap=True)
        note.setProperty("tone", "second")
        note.setContentsMargins(theme.px(20), 0, theme.px(24), 0)
        self.list = GrowingList(theme, say("hints.title"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(FieldDelegate(theme, self.list))
        self.go = push_button(theme, say("hints.go"), look="primary")
        self.go.setDefault(True)
        self.compare = push_button(theme, say("hints.compare"), icon="split")
        self.copy = push_button(theme, say("hints.copy"), icon="copy")
        shut = close_button(theme, self)
        body = QVBoxLayout()
        body.setContentsMargins(0, theme.px(16), 0, 0)
        body.setSpacing(theme.px(8))
        body.addWidget(note)
        body.addWidget(self.list, 1)
        # Four buttons beside each other would be wider than a small screen at a large text size.
        beside = QHBoxLayout()
        beside.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(12))
        beside.addWidget(self.compare)
        beside.addWidget(self.copy)
        beside.addStretch(1)
        body.addLayout(beside)
        frame_dialog(self, surface(body), dialog_footer(theme, [self.go, shut]))
        fit_screen(self, QSize(theme.px(420), theme.px(320)), QSize(theme.px(760), theme.px(560)))
        self._connect()
        self.list.setCurrentIndex(self.model.index(0))
        self._on_current(self.model.index(0))
        self.list.setFocus()

    def _connect(self) -> None:
        enter = QAction(say("hints.go"), self.list)
        enter.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        enter.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        enter.triggered.connect(self._on_go)
        copy = QAction(say("hints.copy"), self.list)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(lambda: self._send(self.copy, self.copy_requested.emit))
        self.list.addActions([enter, copy])
        self.list.doubleClicked.connect(lambda _index: self._on_go())
        self.list.selectionModel().currentChanged.connect(lambda current, _previous: self._on_current(current))
        self.go.clicked.connect(self._on_go)
        self.compare.clicked.connect(lambda: self._send(self.compare, self.compare_requested.emit))
        self.copy.clicked.connect(lambda: self._send(self.copy, self.copy_requested.emit))

    @property
    def current(self) -> Hint | None:
        """The hint of the current row."""
        row = self.list.currentIndex().row()
        return self.model.hints[row] if 0 <= row < len(self.model.hints) else None

    def _on_current(self, _current: QModelIndex) -> None:
        hint = self.current
        self.go.setEnabled(bool(hint and (hint.path or hint.application)))
        self.compare.setEnabled(bool(hint and hint.application))
        self.copy.setEnabled(bool(hint and hint.copy))

    def _send(self, button: QWidget, send: Callable[[Hint], None]) -> None:
        if button.isEnabled() and self.current is not None:
            send(self.current)

    def _on_go(self) -> None:
        if self.go.isEnabled():
            hint = self.current
            self.accept()
            self.chosen.emit(hint)
