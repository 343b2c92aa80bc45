"""Puts a window together from its parts and takes it apart again when the text size changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSplitter

from sozialclient.gui.actions import Actions
from sozialclient.gui.applications.controller import ApplicationsController
from sozialclient.gui.applications.desk import CardDesk
from sozialclient.gui.applications.page import ApplicationsPage
from sozialclient.gui.applications.table_model import ApplicationTableModel
from sozialclient.gui.certificates.revocation_controller import RevocationController
from sozialclient.gui.desk import Desk
from sozialclient.gui.folders.page import FolderPage
from sozialclient.gui.folders.table_model import FolderTableModel
from sozialclient.gui.icons import icon_pixmap
from sozialclient.gui.links.controller import LinksController
from sozialclient.gui.lock.controller import LockController
from sozialclient.gui.lock.idle import IdleWatch
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.removal.controller import RemovalController
from sozialclient.gui.search.controller import SearchController
from sozialclient.gui.seats.controller import SeatController
from sozialclient.gui.shell.aids import Aids
from sozialclient.gui.shell.casework import Casework
from sozialclient.gui.shell.controller import WindowController
from sozialclient.gui.shell.cycles import FullSearches
from sozialclient.gui.shell.forgetting import forget_with
from sozialclient.gui.shell.insight import Insight
from sozialclient.gui.shell.keeping import Keeping
from sozialclient.gui.shell.menus import build_menus
from sozialclient.gui.shell.splits import Splits
from sozialclient.gui.shell.ways import Ways
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.tour.progress import TourProgress
from sozialclient.gui.transfer.controller import TransferController
from sozialclient.gui.tray.controller import AutomaticFetch, AutomaticWish
from sozialclient.gui.unprocessable.controller import UnprocessableController
from sozialclient.gui.widgets.focus_ring import FocusRing
from sozialclient.gui.window_place import WindowPlace
from sozialclient.model.mailbox import Mailbox
from sozialclient.settings import Appearance, Settings

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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the user was: mailbox (or `everything`), folder, application, and where the window stood."""

    mailbox: Mailbox | None
    everything: bool
    folder: str
    application: str | None
    geometry: QByteArray


class Desktop(QObject):
    """The one window and what it is made of; `keep_look` saves look and text size."""

    def __init__(self, app: QApplication, desk: Desk, theme: Theme, place: Path | None, keep_look: KeepLook,
                 idle_minutes: int = 0, clipboard_seconds: int = 30,
                 automatic: AutomaticWish | None = None) -> None:
        super().__init__()
        # Qt calls Python back for every row it measures; each call waits for the interpreter lock while a
        # worker computes. At the usual 5 ms a batch of rows would stall the window for half a second.
        sys.setswitchinterval(SWITCH_SECONDS)
        self._app, self._desk, self._keep_look = app, desk, keep_look
        self._clipboard_seconds = clipboard_seconds
        self.theme = theme
        self._searches = FullSearches(self)
        self.tasks = TaskRunner(self)
        self._place = WindowPlace(place) if place else None
        self._tour = TourProgress(self._place)
        theme.apply(app)
        self._ring = FocusRing(theme, app)
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: theme.apply(app))
        app.styleHints().accessibility().contrastPreferenceChanged.connect(lambda _wish: theme.apply(app))
        self._away: _Place | None = None
        self.locking = LockController(self, desk, desk.door, self.tasks, theme, self)
        self.automatic = AutomaticFetch(desk, theme, automatic or AutomaticWish(), lambda: self.locking.page, self)
        self._idle = IdleWatch(app, idle_minutes)
        self._idle.idle.connect(self.locking.lock_idle)
        self._idle.idle.connect(self.automatic.background.on_idle)
        self.automatic.background.lock_requested.connect(self.locking.lock)
        self.locking.covered.connect(self.automatic.background.cover)
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
        self._searches.follow(self.controller.application.opened, self.controller.fetch.finished)
        self.controller.clipboard.seconds = self._clipboard_seconds
        self.keeping = Keeping(self._desk.workplace, self.tasks, theme, self.window)
        self.controller.ready.connect(self.keeping.retention.start)
        self.controller.ready.connect(self.keeping.backup.start)
        self.controller.fetch.finished.connect(self.keeping.backup.look)
        self.keeping.retention.gone.connect(self.controller.application.close)
        self.unprocessable = UnprocessableController(self._desk, self.tasks, theme, self.window, self.controller)
        self.removal = RemovalController(self._desk, self.tasks, theme, self.window, self.controller)
        self.revocation = RevocationController(self._desk.workplace, self.tasks, theme, self.window, self.controller)
        self.transfer = TransferController(self._desk.workplace, self.tasks, theme, self.window, self.controller)
        self.casework = Casework(self._desk.workplace, self.tasks, theme, self.window, self.controller, cards)
        self.insight = Insight(self._desk.workplace, self.tasks, theme, self.window, self.controller)
        self.links = LinksController(theme, self.window, self.controller.application)
        self.search = SearchController(self._desk.workplace, self.tasks, self.window, self.controller)
        self.seats = SeatController(self._desk, self.tasks, theme, self.window)
        self.controller.ready.connect(self.seats.begin)
        self.seats.changed.connect(self.controller.applications.refresh)
        self.seats.reopened.connect(self.controller.start)
        for look in (self.keeping.store_keys.look, self.keeping.certificates.look, self.keeping.drops.run):
            self.controller.ready.connect(look)
            self.controller.fetch.finished.connect(look)
        self.keeping.certificates.changed.connect(self.controller.start)
        for changed in (self.keeping.schemas.changed, self.keeping.settings.rules_changed):
            changed.connect(self.controller.application.reopen)
        for wish, answer in ((self.controller.lock_requested, self.locking.lock),
                             (self.controller.key_wanted, self.locking.ask),
                             (self.keeping.settings.saved, self.take_settings)):
            wish.connect(answer)
        self._build_ways()
        self.automatic.attach(self.window, self.controller)
        self.aids = Aids(self._app, theme, self.window, self.controller, self.transfer, self._tour)
        self.window.closing.connect(self._on_closing)
        if self._place:
            self._place.restore(self.window, self._splitters())

    def _build_ways(self) -> None:
        """Menus and keys."""
        window, theme = self.window, self.theme
        build_menus(window, appearance=theme.appearance, scale=theme.scale, look=self.show_look,
                    size=self.show_size, folder=self.controller.go_to_folder, tab=window.application.show_tab)
        Ways(window, self.controller, theme.scale, self.show_size)
        Splits(window)

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
        # The new window's clipboard would not know what the old one's put there, and never take it off.
        self.controller.clipboard.clear()
        place, carried_over = self._leave(), self.transfer.leave()
        self.controller.application.close()
        old, shown = self.window, self.window.isVisible()
        self.theme.scale = scale
        self.theme.apply(self._app)
        self.build()
        self.transfer.open_with(carried_over)
        self._return(place, shown=shown)
        self._discard(old)
        self._keep_look(self.theme.appearance, scale)

    def take_settings(self, settings: Settings) -> None:
        """Act on what was set otherwise."""
        self._idle.set_minutes(settings.idle_minutes)
        self.controller.clipboard.seconds = self._clipboard_seconds = settings.clipboard_seconds
        self.automatic.take(settings.automatic_minutes, settings.when_closed)
        if settings.theme is not self.theme.appearance:
            self.show_look(settings.theme)
        self.show_size(settings.text_scale)

    def put_away(self) -> None:
        """Destroy every widget that shows something, remember the place."""
        self._away, old = self._leave(), self.window
        # Closing takes our text off the clipboard and ends what documents have open.
        old.end()
        forget_with(old, self._models)
        self.build()
        old.deleteLater()

    def bring_back(self) -> None:
        """Show the window where `put_away` took it, with what the store holds now."""
        if self._away is not None:
            self._return(self._away, shown=True)
        self._away = None

    def begin(self) -> None:
        """Show the window for the first time."""
        self.window.show()
        self.controller.start()

    def _leave(self) -> _Place:
        current = self.controller.application.current
        return _Place(self.controller.mailbox, self.controller.everything, self.controller.applications.folder,
                      current.card.id if current else None, self.window.saveGeometry())

    def _return(self, place: _Place, *, shown: bool) -> None:
        self.window.restoreGeometry(place.geometry)
        self.window.arrange_anew()
        self.controller.mailbox, self.controller.everything = place.mailbox, place.everything
        self.controller.applications.folder = place.folder
        if shown:
            self.window.show()
        self.controller.start()
        if place.application is not None:
            self.controller.application.open(place.application)

    @staticmethod
    def _discard(window: MainWindow) -> None:
        window.closing.disconnect()
        window.end()
        window.deleteLater()

    def _on_closing(self) -> None:
        if self._place:
            self._place.save(self.window, self._splitters())

    def close(self) -> None:
        """Close the window and wait for running work."""
        self.window.end()
        if self.locking.page is not None:
            self.locking.page.end()
        self._idle.deleteLater()
        self.tasks.close()
        self._searches.stop()
        self._ring.deleteLater()
        self.window.deleteLater()
