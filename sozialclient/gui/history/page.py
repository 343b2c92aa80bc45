"""What happened to an application here, newest first."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sozialclient.gui.desk import OpenedApplication
from sozialclient.gui.history.table_model import HistoryTableModel
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.tables import make_table
from sozialclient.gui.wording import say


class HistoryPage(QWidget):
    """A table of journal entries."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = HistoryTableModel()
        self.table = make_table(theme, say("application.tab.history"))
        self.table.setModel(self.model)
        self.table.setColumnWidth(0, theme.px(230))
        self.table.setColumnWidth(1, theme.px(280))
        self.table.setColumnWidth(2, theme.px(150))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def show_application(self, opened: OpenedApplication) -> None:
        """Fill in."""
        self.model.show_entries(opened.journal)
