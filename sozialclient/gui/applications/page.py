"""The pane with the list of applications of one folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from sozialclient.gui.applications.filter_bar import FilterBar
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import icon_button
from sozialclient.gui.widgets.card_delegate import HEADING_HEIGHT, CardDelegate
from sozialclient.gui.widgets.elided_button import ElidedButton
from sozialclient.gui.widgets.elided_label import ElidedLabel
from sozialclient.gui.widgets.empty_state import EmptyState
from sozialclient.gui.widgets.steady_list import SteadyList
from sozialclient.gui.wording import count, say
from sozialclient.model.application import ApplicationCard

_MANY = 1000


class ApplicationsPage(QWidget):
    """Heading with count, order, the list, or a word that there is nothing."""

    selected = Signal(list)
    """Ids of what is selected now, at most two of them: enough to tell one from several."""
    opened = Signal(str)
    order_requested = Signal(bool)

    def __init__(self, theme: Theme, model: ApplicationTableModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self._incomplete, self._awaited = False, ""
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(say("panes.list"))
        self._title = ElidedLabel()
        self._title.setFont(theme.font("heading"))
        self._count = plain_label()
        self._count.setProperty("tone", "second")
        self.order = ElidedButton(theme, "flat")
        theme.set_icon(self.order, "down", "text")
        self.order.setCheckable(True)
        self.order.toggled.connect(lambda oldest: self.order_requested.emit(not oldest))
        self.order.toggled.connect(self._show_order)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(4))
        head.setSpacing(theme.px(8))
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.setStretch(0, 100)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.narrow = icon_button(theme, "filter", say("filter.button"), key="Strg+Umschalt+L")
        for button in (self.order, self.narrow):
            head.addWidget(button)
        self._show_order(False)
        self.filters = FilterBar(theme)
        self.list = self._make_list(theme, model)
        self.empty = EmptyState(theme, drawing=False)
        self._body = QStackedLayout()
        self._body.addWidget(self.list)
        self._body.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.filters)
        layout.addLayout(self._body, 1)

    def _make_list(self, theme: Theme, model: ApplicationTableModel) -> SteadyList:
        heights = (theme.row("listRow2"), theme.row("listRow3"), theme.px(HEADING_HEIGHT))
        view = SteadyList(theme, say("panes.list"), lambda: model.kinds, heights)
        view.setModel(model)
        model.cards_came.connect(self._on_cards)
        view.setItemDelegate(CardDelegate(theme))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.selectionModel().selectionChanged.connect(lambda _new, _old: self._on_selection())
        enter = QAction(say("list.open"), view)
        enter.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        enter.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        enter.triggered.connect(self._on_enter)
        leave = QAction(say("filter.clear"), view)
        leave.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        leave.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        leave.triggered.connect(lambda: self.filters.cleared.emit())
        view.addActions([enter, leave])
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.doubleClicked.connect(lambda _index: self._on_enter())
        return view

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar that hides itself between heading and list."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, bar)

    def add_context_actions(self, actions: list[QAction]) -> None:
        """Offer these in the context menu of the list."""
        self.list.addActions(actions)

    def show_head(self, title: str, number: int) -> None:
        """Name the folder and say how many there are, once its list is shown."""
        self._title.show_text(title)
        words = count("list.count", number)
        # The name of the folder matters more than the word after a long number.
        self._count.setText(plain(words if number < _MANY else str(number)))
        self._count.setAccessibleName(plain(words))
        if self._awaited:
            self.select(self._awaited)
            self._awaited = ""

    def show_empty(self, title: str, sentence: str) -> None:
        """Say why the list is empty; an empty title shows the list again."""
        self._body.setCurrentWidget(self.empty if title else self.list)
        if title:
            self.empty.show_text(title, sentence)

    def selected_ids(self) -> list[str]:
        """Ids of the selected applications, in list order."""
        return [found for found in map(self._model.id_at, self._selected_rows()) if found]

    def has_selection(self) -> bool:
        """Whether any application is selected."""
        return self.list.selectionModel().hasSelection()

    def selected_cards(self) -> list[ApplicationCard]:
        """Those of the selected applications whose cards are at hand, in list order."""
        return [card for card in map(self._model.card_at, self._selected_rows()) if card]

    def _selected_rows(self) -> list[int]:
        return sorted(set(self._rows_selected()))

    def _rows_selected(self) -> Iterator[int]:
        chosen = self.list.selectionModel().selection()
        for part in map(chosen.at, range(chosen.size())):
            yield from range(part.top(), part.bottom() + 1)

    def select(self, application_id: str) -> None:
        """Make an application current and selected, now or when the list that was asked for has it."""
        row = self._model.row_of(application_id)
        self._awaited = application_id if row < 0 else ""
        if row >= 0:
            self._choose(row)

    def place_of(self, application_ids: Iterable[str]) -> int:
        """First row of these applications, -1 when none is in the list."""
        return self._model.first_row_of(application_ids)

    def select_place(self, row: int) -> bool:
        """Choose the application at a row or the nearest one after, else before it; False when there is none."""
        last = self._model.rowCount() - 1
        for at in (*range(row, last + 1), *range(min(row, last), -1, -1)):
            if self._model.id_at(at) is not None:
                self._choose(at)
                return True
        return False

    def step(self, by: int) -> bool:
        """Choose the next (1) or previous (-1) application; False where there is none."""
        row = self.list.currentIndex().row() + by
        while 0 <= row < self._model.rowCount():
            if self._model.id_at(row) is not None:
                self._choose(row)
                return True
            row += by
        return False

    def _choose(self, row: int) -> None:
        # Whatever key is still held: with Ctrl or Shift down Qt would add the row to what is selected.
        command = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(self._model.index(row), command)

    def _show_order(self, oldest: bool) -> None:
        first = say("list.order_oldest" if oldest else "list.order_newest")
        self.order.show_caption(first, name=say("list.order", first=first))

    def _on_selection(self) -> None:
        ids = list(islice(filter(None, map(self._model.id_at, self._rows_selected())), 2))
        self._incomplete = any(self._model.card_at(self._model.row_of(one)) is None for one in ids)
        self.selected.emit(ids)

    def _on_cards(self) -> None:
        self.list.viewport().update()
        if self._incomplete:
            self._on_selection()

    def _on_enter(self) -> None:
        index = self.list.currentIndex()
        application_id = self._model.id_at(index.row())
        if application_id is not None:
            if not self.list.selectionModel().isSelected(index):
                self.list.setCurrentIndex(index)
                self.list.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.opened.emit(application_id)
