"""The dialog that lays two applications side by side."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHeaderView, QVBoxLayout, QWidget

from sozialclient.documents.comparison.compare import Change, Comparison
from sozialclient.gui.comparison.table_model import ComparisonTableModel
from sozialclient.gui.plain import Shown, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.widgets.tables import make_table
from sozialclient.gui.wording import say


class ComparisonDialog(QDialog):
    """A table of differences, everything on demand, the current row in full below it."""

    def __init__(self, theme: Theme, comparison: Comparison, names: tuple[Shown, Shown],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("compare.title"))
        self.setModal(True)
        self.model = ComparisonTableModel(comparison, names, theme.font("bodyStrong"))
        counts = {change.value: comparison.count(change) for change in Change}
        self.sum = plain_label(say("compare.sum", **counts), wrap=True)
        self.everything = QCheckBox(say("compare.everything"))
        self.everything.toggled.connect(self._on_everything)
        self.table = make_table(theme, say("compare.title"))
        self.table.setModel(self.model)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(theme.px(110))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(self.model.columnCount() - 1, QHeaderView.ResizeMode.ResizeToContents)
        self.row = LiteralText(say("compare.row"))
        self.row.setMaximumHeight(theme.px(110))
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        shut = close_button(theme, self)
        shut.setDefault(True)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(8))
        for widget, stretch in ((self.sum, 0), (self.everything, 0), (self.table, 1), (self.row, 0)):
            body.addWidget(widget, stretch)
        frame_dialog(self, surface(body), dialog_footer(theme, [shut]))
        fit_screen(self, QSize(theme.px(460), theme.px(360)), QSize(theme.px(900), theme.px(640)))
        self._choose_first()
        self.table.setFocus()

    def _on_everything(self, wanted: bool) -> None:
        self.model.show_all(wanted)
        self._choose_first()

    def _choose_first(self) -> None:
        self.table.setCurrentIndex(self.model.index(0, 0))
        self._on_row(self.table.currentIndex(), QModelIndex())

    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.row.show_text(self.model.words(current.row()) if current.isValid() else say("compare.same"))
