"""Connects what is done with the application that is shown: its evidence, hints, comparing it, bringing it on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from sozialclient.gui.comparison.controller import ComparisonController
from sozialclient.gui.evidence.controller import EvidenceController
from sozialclient.gui.hints.controller import HintsController
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.paper.controller import PaperController
from sozialclient.gui.receipt.controller import ReceiptController
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme

if TYPE_CHECKING:
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.usecases.workplace import Workplace


class Insight(QObject):
    """One per window; `workplace` opens the data folder, so call it on a worker."""

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController) -> None:
        super().__init__(window)
        self.comparison = ComparisonController(workplace, tasks, theme, window)
        self.hints = HintsController(workplace, tasks, theme, window, shell, self.comparison)
        self.evidence = EvidenceController(workplace, tasks, theme, window, shell)
        self.paper = PaperController(workplace, tasks, theme, window, shell)
        self.receipt = ReceiptController(workplace, tasks, theme, window, shell)
