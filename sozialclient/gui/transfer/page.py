"""The narrow window that stays beside the other program: order, progress, the current step, all steps, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QProgressBar, QVBoxLayout, QWidget

from sozialclient.gui.plain import breakable, fill_in, literal_caption, plain, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.transfer.card import StepCard
from sozialclient.gui.transfer.kept_entry import KeptEntry
from sozialclient.gui.transfer.open_points import open_points
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
_ANY_HEIGHT = 16_777_215
KEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
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
    """`wanted(name)` carries the name of an action of `KEYS`; `order_chosen` the name of an order."""

    wanted = Signal(str)
    order_chosen = Signal(str)
    finish_requested = Signal(str)
    file_number_typed = Signal(str)
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
        self._application, self._steps = "", True
        self._make_actions()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head, self._foot = self._make_head(), self._make_foot()
        layout.addLayout(self._head)
        layout.addWidget(line())
        layout.addWidget(self.card)
        layout.addWidget(line())
        layout.addWidget(self.list, 1)
        # Takes the list's room where there are no steps, so that the rest does not drift apart.
        self._rest = QWidget()
        layout.addWidget(self._rest, 1)
        layout.addWidget(line())
        layout.addLayout(self._foot)
        fit_screen(self, QSize(theme.px(340), theme.px(420)), QSize(theme.px(WIDTH), theme.px(860)))
        self.list.setFocus()

    def _make_list(self) -> GrowingList:
        view = GrowingList(self._theme, say("transfer.steps"))
        view.setModel(self.model)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        view.setMinimumHeight(self._theme.px(44))
        delegate = FieldDelegate(self._theme, view)
        delegate.copy_requested.connect(lambda key: self._on_pressed(key, "copy_stay"))
        delegate.tick_requested.connect(lambda key: self._on_pressed(key, "tick"))
        view.setItemDelegate(delegate)
        return view

    def _make_actions(self) -> None:
        for name, keys in KEYS:
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
        self.addActions([leave, *self._pane_actions()])
        for signal, name in ((self.card.copy_requested, "copy_next"), (self.card.form_requested, "form"),
                             (self.card.place_requested, "place"), (self.card.second_requested, "second"),
                             (self.card.note_requested, "deviation")):
            signal.connect(lambda name=name: self.wanted.emit(name))

    def _pane_actions(self) -> Iterator[QAction]:
        for key, by in (("F6", 1), ("Shift+F6", -1)):
            action = QAction(parent=self)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(lambda _on=False, by=by: self._go_to_pane(by))
            yield action

    def _go_to_pane(self, by: int) -> None:
        panes: list[QWidget] = [self.list, self.file_number, self.orders, self.card.copy]
        inside = [pane for pane in panes if pane.isEnabled() and pane.isVisible()]
        at = next((at for at, pane in enumerate(inside) if pane.hasFocus()), 0)
        inside[(at + by) % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)

    def _make_head(self) -> QVBoxLayout:
        theme = self._theme
        self.name = plain_label(wrap=True)
        self.name.setFont(theme.font("heading"))
        self.service = plain_label(wrap=True)
        self.received = plain_label(wrap=True, keys=True)
        self.received.setProperty("tone", "eingang")
        self.orders = QComboBox()
        self.orders.setAccessibleName(say("transfer.order"))
        # Its longest name must not push the rest out of the narrow window.
        self.orders.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.orders.setMinimumContentsLength(12)
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
        order, bar = QHBoxLayout(), QHBoxLayout()
        order.addWidget(self.orders, 1)
        order.addWidget(self.more)
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.progress, 1)
        bar.addWidget(self.count)
        self.banner = Banner(theme, "info", "", "")
        self.banner.hide()
        for part in (self.name, self.service, self.received, self.banner):
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
        self._kept = KeptEntry(self.file_number, self.file_number_typed.emit)
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
        foot.addWidget(label)
        foot.addLayout(row)
        foot.addWidget(self.hints)
        foot.addWidget(self.status)
        return foot

    def show_sheet(self, sheet: TransferSheet) -> None:
        """Show an application in its order; the first open step becomes current."""
        self.name.setText(breakable(named(sheet.card.applicant or sheet.card.service_name)))
        self.service.setText(breakable(named(sheet.card.service_name)))
        self.service.setVisible(bool(sheet.card.applicant))
        self.received.setText(say("transfer.received", time=full(sheet.card.received)))
        self.orders.blockSignals(True)
        self.orders.clear()
        for name in sheet.profiles:
            self.orders.addItem(plain(name), name)
        self.orders.addItem(say("transfer.document_order"), "")
        self.orders.setCurrentIndex(self.orders.findData(sheet.profile))
        self.orders.blockSignals(False)
        if sheet.card.id != self._application:
            # What was typed stays when only the order changes.
            fill_in(self.file_number, sheet.work.file_number)
        self._application = sheet.card.id
        # Without a step there is nothing any of these could do.
        self._steps = bool(sheet.steps)
        for part in (self.card, self.list, self.orders, self.more, self.progress, self.count):
            part.setVisible(self._steps)
        self._rest.setVisible(not self._steps)
        self._fit_height(self.height())
        self.model.show_sheet(sheet)
        self.show_progress(sheet)
        self.choose(self.model.first_open())

    def begin(self) -> None:
        """Put the keyboard where the work begins: on the steps, without any on the file number."""
        (self.list if self.model.rowCount() else self.file_number).setFocus()

    def show_progress(self, sheet: TransferSheet) -> None:
        """Show how many of the fields are ticked, and what follows once all are."""
        self.progress.setRange(0, max(1, sheet.total))
        self.progress.setValue(sheet.done)
        words = say("transfer.progress", done=sheet.done, total=sheet.total)
        self.count.setText(plain(words))
        self.progress.setAccessibleName(plain(words))
        whole = sheet.done == sheet.total
        self.banner.setVisible(whole)
        if not sheet.steps:
            self.banner.show_text("info", say("transfer.no_fields"), say("transfer.no_fields_next"))
        elif whole:
            self.banner.show_text("ok", say("transfer.fields_done", n=sheet.total),
                                  plain_joined(" ", [*open_points(sheet), say("transfer.next")]))
        self.model.show_ticks(sheet.ticks)
        self.list.viewport().update()

    def choose(self, row: int) -> None:
        """Make a row current and show it."""
        index = self.model.index(row, 0)
        if index.isValid():
            self.list.show_row(index)

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
        self.activateWindow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little height, large text must not push the list away."""
        super().resizeEvent(event)
        self._fit_height(event.size().height())

    def _fit_height(self, height: int) -> None:
        low = height < self._theme.px(_LOW)
        self.hints.setVisible(self._steps and not low)
        self.banner.sentence.setMaximumHeight(0 if low and self._steps else _ANY_HEIGHT)
        self.card.set_low(low)
        self._set_margins(3 if low else 10)

    def _set_margins(self, high: int) -> None:
        px = self._theme.px
        for layout in (self._head, self._foot):
            layout.setContentsMargins(px(16), px(high), px(12), px(high))
            layout.setSpacing(px(min(high, 6)))

    def _on_pressed(self, key: str, name: str) -> None:
        self.choose(self.model.row_of(key))
        self.wanted.emit(name)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it is over."""
        super().closeEvent(event)
        self._kept.flush()
        self.closed.emit()
