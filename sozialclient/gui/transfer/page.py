"""The narrow window that stays beside the other program: order, progress, the current step, all steps, the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QProgressBar, QVBoxLayout, QWidget

from sozialclient.gui.plain import fill_in, literal_caption, plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.transfer.card import StepCard
from sozialclient.gui.transfer.table_model import TransferTableModel
from sozialclient.gui.widgets.buttons import icon_button, push_button
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.field_delegate import FieldDelegate
from sozialclient.gui.widgets.frames import Banner, line
from sozialclient.gui.widgets.growing_list import GrowingList
from sozialclient.gui.wording import full, named, say

if TYPE_CHECKING:
    from sozialclient.usecases.transfer_application import TransferSheet

WIDTH = 396
_LOW = 620
_KEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("copy_next", ("Return", "Enter", "Ctrl+C")),
    ("copy_stay", ("Shift+Return", "Shift+Enter")),
    ("tick", ("Space",)),
    ("form", ("F2",)),
    ("place", ("Ctrl+J",)),
    ("block", ("Ctrl+Shift+C",)),
    ("second", ("Ctrl+G",)),
    ("deviation", ("Ctrl+N",)),
    ("undo", ("Ctrl+Z",)),
    ("up", ("Alt+Up",)),
    ("down", ("Alt+Down",)),
)


class TransferWindow(QWidget):
    """`wanted(name)` carries the name of an action of `_KEYS`; `order_chosen` the name of an order."""

    wanted = Signal(str)
    order_chosen = Signal(str)
    finish_requested = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self._theme = theme
        self.setWindowTitle(say("transfer.title"))
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = TransferTableModel()
        self.list = self._make_list()
        self.card = StepCard(theme)
        self.keys: dict[str, QAction] = {}
        self._make_actions()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        layout.addWidget(line())
        layout.addWidget(self.card)
        layout.addWidget(line())
        layout.addWidget(self.list, 1)
        layout.addWidget(line())
        layout.addLayout(self._make_foot())
        fit_screen(self, QSize(theme.px(340), theme.px(420)), QSize(theme.px(WIDTH), theme.px(860)))
        self.list.setFocus()

    def _make_list(self) -> GrowingList:
        view = GrowingList(self._theme, say("transfer.steps"))
        view.setModel(self.model)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        delegate = FieldDelegate(self._theme, view)
        delegate.copy_requested.connect(lambda key: self._on_pressed(key, "copy_stay"))
        delegate.tick_requested.connect(lambda key: self._on_pressed(key, "tick"))
        view.setItemDelegate(delegate)
        return view

    def _make_actions(self) -> None:
        for name, keys in _KEYS:
            action = QAction(literal_caption(say(f"transfer.action.{name}")), self)
            action.setShortcuts([QKeySequence(key) for key in keys])
            inside = name in ("copy_next", "copy_stay", "tick")
            contexts = Qt.ShortcutContext
            action.setShortcutContext(contexts.WidgetShortcut if inside else contexts.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _on=False, name=name: self.wanted.emit(name))
            (self.list if inside else self).addActions([action])
            self.keys[name] = action
        leave = QAction(parent=self)
        leave.setShortcut(QKeySequence("Esc"))
        leave.triggered.connect(self.close)
        self.addActions([leave])
        for signal, name in ((self.card.copy_requested, "copy_next"), (self.card.form_requested, "form"),
                             (self.card.place_requested, "place"), (self.card.second_requested, "second"),
                             (self.card.note_requested, "deviation")):
            signal.connect(lambda name=name: self.wanted.emit(name))

    def _make_head(self) -> QVBoxLayout:
        theme = self._theme
        self.name = plain_label(wrap=True)
        self.name.setFont(theme.font("heading"))
        self.received = plain_label(wrap=True, keys=True)
        self.received.setProperty("tone", "eingang")
        self.orders = QComboBox()
        self.orders.setAccessibleName(say("transfer.order"))
        self.orders.activated.connect(lambda at: self.order_chosen.emit(self.orders.itemData(at)))
        self.more = icon_button(theme, "more", say("transfer.more"))
        self.menu = QMenu(parent=self.more)
        self.more.setMenu(self.menu)
        self.more.setPopupMode(self.more.ToolButtonPopupMode.InstantPopup)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(theme.px(6))
        self.count = plain_label()
        self.count.setFont(theme.font("bodyStrong"))
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(12), theme.px(12), theme.px(10))
        head.setSpacing(theme.px(6))
        order, bar = QHBoxLayout(), QHBoxLayout()
        order.addWidget(self.orders, 1)
        order.addWidget(self.more)
        bar.addWidget(self.progress, 1)
        bar.addWidget(self.count)
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        for part in (self.name, self.received, self.banner):
            head.addWidget(part)
        head.addLayout(order)
        head.addLayout(bar)
        return head

    def _make_foot(self) -> QVBoxLayout:
        theme = self._theme
        self.file_number = QLineEdit()
        self.file_number.setMaxLength(200)
        self.file_number.setPlaceholderText(say("transfer.file_number_hint"))
        label = plain_label(say("transfer.file_number"))
        label.setBuddy(self.file_number)
        self.file_number.setAccessibleName(plain(say("transfer.file_number").replace("&", "")))
        self.finish = push_button(theme, say("transfer.finish"), icon="check-circle")
        self.finish.clicked.connect(lambda: self.finish_requested.emit(self.file_number.text()))
        self.file_number.returnPressed.connect(self.finish.click)
        self.hints = plain_label(say("transfer.hints"), wrap=True)
        self.hints.setFont(theme.font("caption"))
        self.hints.setProperty("tone", "second")
        self.status = plain_label(wrap=True)
        self.status.setFont(theme.font("caption"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.file_number, 1)
        row.addWidget(self.finish)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(10))
        foot.setSpacing(theme.px(6))
        foot.addWidget(label)
        foot.addLayout(row)
        foot.addWidget(self.hints)
        foot.addWidget(self.status)
        return foot

    def show_sheet(self, sheet: TransferSheet) -> None:
        """Show an application in its order; the first open step becomes current."""
        self.name.setText(named(sheet.card.applicant or sheet.card.service_name))
        self.received.setText(say("transfer.received", time=full(sheet.card.received)))
        self.orders.blockSignals(True)
        self.orders.clear()
        for name in sheet.profiles:
            self.orders.addItem(plain(name), name)
        self.orders.addItem(say("transfer.document_order"), "")
        self.orders.setCurrentIndex(self.orders.findData(sheet.profile))
        self.orders.blockSignals(False)
        fill_in(self.file_number, sheet.work.file_number)
        self.model.show_sheet(sheet)
        self.show_progress(sheet)
        self.choose(self.model.first_open())

    def show_progress(self, sheet: TransferSheet) -> None:
        """Show how many of the fields are ticked, and which a second person should look at."""
        self.progress.setRange(0, max(1, sheet.total))
        self.progress.setValue(sheet.done)
        words = say("transfer.progress", done=sheet.done, total=sheet.total)
        self.count.setText(plain(words))
        self.progress.setAccessibleName(plain(words))
        open_seconds = len(sheet.unseconded)
        self.banner.setVisible(sheet.done == sheet.total and bool(open_seconds))
        self.banner.show_text("info", "", say("transfer.seconds_open", n=open_seconds))
        self.model.show_ticks(sheet.ticks)

    def choose(self, row: int) -> None:
        """Make a row current and show it."""
        index = self.model.index(row, 0)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def current_row(self) -> int:
        """The current row, -1 without one."""
        return self.list.currentIndex().row()

    def on_current(self, call: Callable[[int], None]) -> None:
        """`call(row)` whenever another row becomes current."""
        def changed(current: QModelIndex, _previous: QModelIndex) -> None:
            call(current.row())

        self.list.selectionModel().currentChanged.connect(changed)

    def dock(self) -> None:
        """Show the window, the first time at the right edge of its screen, where the other program leaves room."""
        if not self.isVisible():
            room = self.screen().availableGeometry()
            frame = self.frameGeometry()
            self.move(max(room.left(), room.right() - frame.width()), room.top())
        self.show()
        self.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little height, large text must not push the list away."""
        super().resizeEvent(event)
        low = event.size().height() < self._theme.px(_LOW)
        self.hints.setVisible(not low)
        self.card.set_low(low)

    def _on_pressed(self, key: str, name: str) -> None:
        self.choose(self.model.row_of(key))
        self.wanted.emit(name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it is over."""
        super().closeEvent(event)
        self.closed.emit()
