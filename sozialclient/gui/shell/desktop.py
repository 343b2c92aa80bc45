"""Puts a window together from its parts and takes it apart again when the text size changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSplitter

from sozialclient.gui.actions import Actions
from sozialclient.gui.applications.controller import ApplicationsController
from sozialclient.gui.applications.desk import CardDesk
from sozialclient.gui.applications.page import ApplicationsPage
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.desk import Desk
from sozialclient.gui.folders.page import FolderPage
from sozialclient.gui.folders.table_model import FolderTableModel
from sozialclient.gui.icons import icon_pixmap
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.seats.controller import SeatController
from sozialclient.gui.shell.controller import WindowController
from sozialclient.gui.shell.keeping import Keeping
from sozialclient.gui.shell.menus import build_menus
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.unprocessable.controller import UnprocessableController
from sozialclient.gui.widgets.focus_ring import FocusRing
from sozialclient.gui.window_place import WindowPlace
from sozialclient.settings import Appearance

SWITCH_SECONDS = 0.0005
KeepLook = Callable[[Appearance, float], None]


def german_application(arguments: list[str]) -> QApplication:
    """The Qt application with German words of its own and our sign."""
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(arguments)
    app.setApplicationName("Sozialclient")
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_de", folder):
        app.installTranslator(translator)
    app.setWindowIcon(QIcon(icon_pixmap("program", "#000000", 64)))
    return app


class Desktop(QObject):
    """The one window and what it is made of; `keep_look` saves look and text size."""

    def __init__(self, app: QApplication, desk: Desk, theme: Theme, place: Path | None, keep_look: KeepLook) -> None:
        super().__init__()
        # Qt calls Python back for every row it measures; each call waits for the interpreter lock while a
        # worker computes. At the usual 5 ms a batch of rows would stall the window for half a second.
        sys.setswitchinterval(SWITCH_SECONDS)
        self._app, self._desk, self._keep_look = app, desk, keep_look
        self.theme = theme
        self.tasks = TaskRunner(self)
        self._place = WindowPlace(place) if place else None
        theme.apply(app)
        self._ring = FocusRing(theme, app)
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: theme.apply(app))
        self.build()

    def build(self) -> None:
        """Make window and controllers."""
        theme = self.theme
        folders, cards = FolderTableModel(), ApplicationTableModel()
        holder = QObject(self)
        actions = Actions(theme, holder)
        self.window = MainWindow(theme, actions, FolderPage(theme, folders), ApplicationsPage(theme, cards))
        applications = ApplicationsController(CardDesk(self._desk.workplace), self.tasks, cards, folders)
        applications.setParent(self.window)
        self._models = (folders, cards, holder)
        self.controller = WindowController(self._desk, self.tasks, theme, self.window, applications)
        self.keeping = Keeping(self._desk.workplace, self.tasks, theme, self.window)
        self.controller.ready.connect(self.keeping.retention.start)
        self.controller.ready.connect(self.keeping.backup.start)
        self.controller.fetch.finished.connect(self.keeping.backup.look)
        self.keeping.retention.gone.connect(self.controller.application.close)
        self.unprocessable = UnprocessableController(self._desk, self.tasks, theme, self.window, self.controller)
        self.seats = SeatController(self._desk, self.tasks, theme, self.window)
        self.controller.ready.connect(self.seats.begin)
        self.seats.changed.connect(self.controller.applications.refresh)
        self.seats.reopened.connect(self.controller.start)
        build_menus(self.window, appearance=theme.appearance, scale=theme.scale, look=self.show_look,
                    size=self.show_size, folder=self.controller.go_to_folder, tab=self.window.application.show_tab)
        self.window.closing.connect(self._on_closing)
        if self._place:
            self._place.restore(self.window, self._splitters())

    def _splitters(self) -> dict[str, QSplitter]:
        return {"main": self.window.splitter, "application": self.window.application.splitter}

    def show_look(self, appearance: Appearance) -> None:
        """Change colours at once."""
        self.theme.appearance = appearance
        self.theme.apply(self._app)
        self._keep_look(appearance, self.theme.scale)

    def show_size(self, scale: float) -> None:
        """Change the text size: every length depends on it, so the window is made anew at the same place."""
        if scale == self.theme.scale or self.controller.fetch.running:
            return
        old, shown = self.window, self.window.isVisible()
        folder, current = self.controller.applications.folder, self.controller.application.current
        mailbox, geometry = self.controller.mailbox, old.saveGeometry()
        self.controller.application.close()
        self.theme.scale = scale
        self.theme.apply(self._app)
        self.build()
        self.window.restoreGeometry(geometry)
        self.window.arrange_anew()
        self.controller.mailbox = mailbox
        self.controller.applications.folder = folder
        if shown:
            self.window.show()
        self.controller.start()
        if current is not None:
            self.controller.application.open(current.card.id)
        old.closing.disconnect()
        old.close()
        old.deleteLater()
        self._keep_look(self.theme.appearance, scale)

    def _on_closing(self) -> None:
        if self._place:
            self._place.save(self.window, self._splitters())

    def close(self) -> None:
        """Close the window and wait for running work."""
        self.window.close()
        self.tasks.close()
        self._ring.deleteLater()
        self.window.deleteLater()
