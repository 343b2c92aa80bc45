"""Opens the help for the place where the focus is, or for an error."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication, QWidget

from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.help.page import HelpPanel
from sozialclient.gui.help.topics import topic_of, topic_of_error
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.theme import Theme


class HelpController(QObject):
    """One panel at a time, at the right edge of the window it helps with."""

    def __init__(self, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self.panel: HelpPanel | None = None
        window.actions_table["help"].triggered.connect(lambda _on=False: self.open())

    def open(self) -> None:
        """Help for what has the focus; a second time closes it."""
        active = QApplication.activeWindow() or self._window
        if isinstance(active, HelpPanel):
            active.close()
        elif isinstance(active, ErrorDialog):
            self.show_topic(topic_of_error(active.reference), active)
        else:
            self.show_topic(topic_of(active.focusWidget() or active), active)

    def show_topic(self, topic: str, beside: QWidget) -> None:
        """Show one text beside a window."""
        if self.panel is not None:
            self.panel.close()
        panel = HelpPanel(self._theme, beside)
        panel.show_topic(topic)
        panel.destroyed.connect(self._on_gone)
        panel.finished.connect(lambda _result: panel.deleteLater())
        self.panel = panel
        corner = beside.mapToGlobal(QPoint(beside.width(), 0))
        screen = beside.screen().availableGeometry()
        panel.move(max(screen.left(), min(corner.x(), screen.right()) - panel.width()), max(corner.y(), screen.top()))
        panel.show()
        panel.words.setFocus()

    def _on_gone(self) -> None:
        self.panel = None
