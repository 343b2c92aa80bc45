"""Ways through the window by keys: from hit to hit, from tab to tab, on to the application; larger and smaller."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.shell.controller import WindowController
from sozialclient.gui.shell.menus import SCALES
from sozialclient.gui.wording import say


class Ways(QObject):
    """One per window; `size` changes the text size from `scale` to another."""

    def __init__(self, window: MainWindow, shell: WindowController, scale: float,
                 size: Callable[[float], None]) -> None:
        super().__init__(window)
        self._window, self._shell = window, shell
        self._awaited = 0
        shell.applications.refreshed.connect(self._on_refreshed)
        bigger = next((each for each in SCALES if each > scale), scale)
        lesser = next((each for each in reversed(SCALES) if each < scale), scale)
        for name, call in {
            "next_hit": lambda: self._hit(1), "previous_hit": lambda: self._hit(-1),
            "next_tab": lambda: self._tab(1), "previous_tab": lambda: self._tab(-1),
            "times": lambda: window.application.show_tab("origin"), "forward": self._forward,
            "larger": lambda: size(bigger), "smaller": lambda: size(lesser), "usual_size": lambda: size(SCALES[0]),
        }.items():
            window.actions_table[name].triggered.connect(lambda _on=False, call=call: call())

    def _hit(self, by: int) -> None:
        """The next application the search found; without words to search for, ask for some."""
        window = self._window
        if not self._shell.applications.filters.words:
            window.actions_table["search"].trigger()
            return
        if self._shell.applications.search_now():
            self._awaited = by
        else:
            self._step(by)

    def _on_refreshed(self) -> None:
        by, self._awaited = self._awaited, 0
        if by:
            self._step(by)

    def _step(self, by: int) -> None:
        window = self._window
        if not window.applications.step(by):
            words = say("list.last_hit" if by > 0 else "list.first_hit")
            window.status.note(words)
            announce(window, words)

    def _tab(self, by: int) -> None:
        tabs = self._window.application.tabs
        tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())

    def _forward(self) -> None:
        page = self._window.application
        self._window.show_detail(page)
        page.front().setFocus()
