"""Connects what belongs to safe keeping with its menu: one controller for each part, built here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sozialclient.gui.backup.controller import BackupController
from sozialclient.gui.books.controller import BooksController
from sozialclient.gui.certificates.controller import CertificatesController
from sozialclient.gui.export.drop_controller import DropController
from sozialclient.gui.export.drop_desk import DropDesk
from sozialclient.gui.export.drop_keeper import DropKeeper
from sozialclient.gui.journal.controller import JournalController
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.retention.controller import RetentionController
from sozialclient.gui.schemas.controller import SchemasController
from sozialclient.gui.settings.controller import SettingsController
from sozialclient.gui.statistics.controller import StatisticsController
from sozialclient.gui.store_keys.controller import StoreKeysController
from sozialclient.gui.support.controller import SupportController
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme

if TYPE_CHECKING:
    from sozialclient.usecases.workplace import Workplace


class Keeping(QObject):
    """The controllers behind the menu "store"; `workplace` opens the data folder, so call it on a worker."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self.retention = RetentionController(workplace, tasks, theme, window)
        self.books = BooksController(workplace, tasks, theme, window)
        self.journal = JournalController(workplace, tasks, theme, window)
        self.support = SupportController(workplace, tasks, theme, window)
        for name, call in (("audit", self.books.open), ("journal", self.journal.open), ("support", self.support.open)):
            self._connect(name, call)
        for name, call in (("retention", self.retention.open), ("restore", self.retention.restore),
                           ("delete", self.retention.delete), ("hold", self.retention.turn_hold)):
            self._connect(name, call)

        self.backup = BackupController(workplace, tasks, theme, window)
        self._connect("backup", self.backup.open)
        self._connect("restore_backup", self.backup.open_restore)
        self.store_keys = StoreKeysController(workplace, tasks, theme, window)
        self._connect("store_keys", self.store_keys.open)
        self.certificates = CertificatesController(workplace, tasks, theme, window)
        self._connect("certificates", self.certificates.open)
        self.schemas = SchemasController(workplace, tasks, theme, window)
        self._connect("schemas", self.schemas.open)
        self.settings = SettingsController(workplace, tasks, theme, window)
        self.statistics = StatisticsController(workplace, tasks, theme, window)
        drops = DropDesk(workplace)
        self.drop, self.drops = DropController(drops, tasks, theme, window), DropKeeper(drops, tasks, window)
        self.drop.changed.connect(self.drops.show_standing)
        self._connect("drop", self.drop.open)
        window.application.inspection.shown.connect(self.schemas.check)

    def _connect(self, name: str, call: Callable[[], None]) -> None:
        self._window.actions_table[name].triggered.connect(lambda _on=False: call())
