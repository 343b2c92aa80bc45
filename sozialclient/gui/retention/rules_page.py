"""The rules of retention, to be read and changed without a mouse."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.plain import plain, plain_label
from sozialclient.gui.retention.table_model import RulesTableModel
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import ENTER, push_button
from sozialclient.gui.widgets.check_box import check_box
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.tables import make_table
from sozialclient.gui.wording import say
from sozialclient.model.retention import Mode, Retention


class RulesTable(QTableView):
    """Typing a number changes a span, Enter or F2 opens it, Del takes it away."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits; Qt would leave it to the dialog."""
        index = self.currentIndex()
        if event.key() in ENTER and index.isValid() and self.state() != QTableView.State.EditingState:
            self.edit(index)
        elif event.key() == Qt.Key.Key_Delete and index.column() > 0:
            self.model().setData(index, "")
        else:
            super().keyPressEvent(event)


class RulesPage(QWidget):
    """`save_requested` carries the rules as they stand in the page."""

    save_requested = Signal(object)

    def __init__(self, theme: Theme, services: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._theme = theme
        self.model = RulesTableModel()
        self.model.refused.connect(self._on_refused)
        self.model.changed.connect(self._on_changed)
        self.banner = Banner(theme, "warning", "", "")
        self.banner.hide()
        self._modes = QButtonGroup(self)
        self.modes = {mode: QRadioButton(say(f"retention.mode.{mode.value}")) for mode in Mode}
        for button in self.modes.values():
            self._modes.addButton(button)
            button.toggled.connect(self._on_changed)
        self.table = self._make_table()
        self.services = QComboBox()
        self.services.setAccessibleName(say("retention.service"))
        for key, name in services:
            self.services.addItem(plain(name), key)
        self.add = push_button(theme, say("retention.add"), icon="plus")
        self.add.clicked.connect(self._on_add)
        self.remove = push_button(theme, say("retention.remove"), icon="minus")
        self.remove.clicked.connect(lambda: self.model.remove_row(self.table.currentIndex().row()))
        self.by_hand = check_box(theme, say("retention.by_hand"))
        self.by_hand.toggled.connect(self._on_changed)
        self.save = push_button(theme, say("retention.save"), look="primary")
        self.save.clicked.connect(lambda: self.save_requested.emit(self.retention()))
        self._build()

    def _make_table(self) -> RulesTable:
        # Manners of every table, on a view that can be edited.
        theme, usual = self._theme, make_table(self._theme, "")
        table = RulesTable()
        table.setAccessibleName(say("retention.rules"))
        table.setModel(self.model)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setDefaultSectionSize(usual.verticalHeader().defaultSectionSize())
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(usual.horizontalHeader().defaultAlignment())
        table.horizontalHeader().setStretchLastSection(True)
        table.setMinimumHeight(theme.px(130))
        usual.deleteLater()
        return table

    def _build(self) -> None:
        theme = self._theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(12), 0, 0)
        layout.setSpacing(theme.px(8))
        for button in self.modes.values():
            layout.addWidget(button)
        layout.addWidget(self.by_hand)
        hint = plain_label(say("retention.hint"), wrap=True)
        hint.setFont(theme.font("caption"))
        hint.setProperty("tone", "second")
        self.services.setMinimumContentsLength(8 if theme.large else 12)
        self.services.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        layout.addWidget(hint)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.banner)
        for left, right in ((self.services, self.add), (self.remove, self.save)):
            row = QHBoxLayout()
            row.setSpacing(theme.px(8))
            row.addWidget(left, int(left is self.services))
            if left is not self.services:
                row.addStretch(1)
            row.addWidget(right)
            layout.addLayout(row)

    def show_rules(self, retention: Retention) -> None:
        """Fill in; nothing is changed yet."""
        self.model.show_rules(retention.default, retention.services)
        self.modes[retention.mode].setChecked(True)
        self.by_hand.setChecked(retention.untransferred_by_hand)
        self.table.resizeColumnsToContents()
        for column in range(4):
            least = self._theme.px(150 if column else 170)
            self.table.setColumnWidth(column, max(least, self.table.columnWidth(column)))
        self.table.setCurrentIndex(self.model.index(0, 1))
        self.table.scrollTo(self.model.index(0, 0))
        self.save.setEnabled(False)
        self.banner.hide()

    def retention(self) -> Retention:
        """The rules as they stand here."""
        mode = next(mode for mode, button in self.modes.items() if button.isChecked())
        return Retention(default=self.model.default(), services=self.model.services(), mode=mode,
                         untransferred_by_hand=self.by_hand.isChecked())

    def _on_add(self) -> None:
        row = self.model.add_service(str(self.services.currentData()))
        self.table.setCurrentIndex(self.model.index(row, 1))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self, _on: object = None) -> None:
        self.save.setEnabled(True)
        self.banner.hide()

    def _on_refused(self) -> None:
        self.banner.show_text("warning", "", say("retention.refused"))
        self.banner.show()

    def has_changes(self) -> bool:
        """Whether something is not saved yet."""
        return self.save.isEnabled()
