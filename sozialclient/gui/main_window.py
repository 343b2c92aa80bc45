"""The shell: bars at top and bottom, folders, list and detail between; no behaviour of its own."""

from __future__ import annotations

import enum
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenuBar, QStackedWidget, QVBoxLayout, QWidget

from sozialclient.gui.actions import Actions
from sozialclient.gui.application.page import ApplicationPage
from sozialclient.gui.applications.page import ApplicationsPage
from sozialclient.gui.fetch.page import FetchPage
from sozialclient.gui.folders.page import FolderPage
from sozialclient.gui.plain import plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.empty_state import EmptyState
from sozialclient.gui.widgets.frames import line
from sozialclient.gui.widgets.key_splitter import KeySplitter
from sozialclient.gui.widgets.status_bar import StatusBar
from sozialclient.gui.widgets.test_band import TestBand
from sozialclient.gui.widgets.toolbar import Toolbar
from sozialclient.gui.wording import say

_ANY_HEIGHT = 16_777_215
FOUR_PANES, THREE_PANES, LOW = 1220, 1040, 680
RAIL = 84
"""Width of the folders as a rail, in logical px: room for an icon and a number of five digits."""
_LIST, _DETAIL = 280, 340


class Layout(enum.Enum):
    """How many panes stand beside each other at the effective width (width / text size)."""

    FOUR = "four"
    THREE = "three"
    SINGLE = "single"


class MainWindow(QMainWindow):
    """Holds the pages; `closing` is sent before the window goes; `aside` are panes that others put above them.

    `stay` is asked when somebody closes it: True keeps it.
    """

    closing = Signal()

    def __init__(self, theme: Theme, actions: Actions, folders: FolderPage, applications: ApplicationsPage) -> None:
        super().__init__()
        self._theme = theme
        self.actions_table = actions
        self.folders, self.applications = folders, applications
        self.application, self.fetch, self.empty = ApplicationPage(theme), FetchPage(theme), EmptyState(theme)
        self.band = TestBand(theme, say("test_band"))
        self.band.hide()
        self.menu_bar = QMenuBar()
        self.toolbar = Toolbar(theme, actions["fetch"], [actions["transfer"], actions["export"]], say("search"),
                               say("menu.all"))
        self.status = StatusBar(theme, ("fetch", "certificate", "backup", "retention", "store_keys", "pins", "drop"))
        self.detail = QStackedWidget()
        self.detail.setProperty("ground", "surface")
        for page in (self.empty, self.application, self.fetch):
            self.detail.addWidget(page)
        self.splitter = KeySplitter(theme)
        for at, (pane, least) in enumerate(((folders, 60), (applications, _LIST), (self.detail, _DETAIL))):
            pane.setMinimumWidth(theme.px(least))
            self.splitter.addWidget(pane)
            self.splitter.setCollapsible(at, False)
        offered = ("export", "copy_received", "state", "trash", "restore", "delete", "hold")
        applications.add_context_actions([actions[name] for name in offered])
        self.splitter.setStretchFactor(2, 1)
        self.splitter.setSizes([theme.px(228), theme.px(356), theme.px(856)])
        self._build()
        self.application.tabs.wanted_changed.connect(self._keep_tabs_in_sight)
        self.panes_layout: Layout | None = None
        self._showing_detail = False
        self._list_wanted = True
        self.aside: list[QWidget] = []
        self.stay: Callable[[], bool] = lambda: False
        self._ending = self._told = False
        self.setWindowTitle(say("program"))
        self.setMinimumSize(960, 600)
        self.resize(1440, 900)
        theme.changed.connect(self.update)

    def _build(self) -> None:
        head = QWidget()
        top = QVBoxLayout(head)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        top.addWidget(self.band)
        top.addWidget(self.menu_bar)
        self.setMenuWidget(head)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget, stretch in ((self.toolbar, 0), (line(), 0), (self.splitter, 1), (line(), 0), (self.status, 0)):
            layout.addWidget(widget, stretch)
        self.setCentralWidget(body)
        bar, page = self.toolbar, self.application
        order = [bar.menu, bar.primary, *bar.buttons, bar.search, self.folders.rail_mailbox, self.folders.mailbox,
                 self.folders.boxes, self.folders.list, self.folders.add, self.applications.order,
                 self.applications.narrow, self.applications.list, page.back, page.copy_number,
                 page.state, page.strip.copy, page.verdict, page.tabs, page.fields.chapters, page.fields.list]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def show_mailbox(self, name: str, *, training: bool) -> None:
        """Name the window after the mailbox; a training mailbox shows everywhere that it is one."""
        title = say("window.title", mailbox=name) if name else say("program")
        self.setWindowTitle(plain(say("window.test"), " ", title) if training else plain(title))
        self.band.setVisible(training)

    def show_detail(self, page: QWidget) -> None:
        """Show one of application, fetch or empty at the right."""
        self.detail.setCurrentWidget(page)
        self._showing_detail = page is not self.empty
        self._arrange()

    def show_list(self) -> None:
        """With a single pane, go back to the list."""
        self._showing_detail = False
        self._arrange()

    def set_list_wanted(self, wanted: bool) -> None:
        """An empty mailbox needs no list."""
        self._list_wanted = wanted
        self._arrange()

    def panes(self) -> list[QWidget]:
        """What F6 walks through, left to right; only what is visible."""
        page = self.application
        every = [self.toolbar.primary, *self.aside, self.folders.list, self.applications.list, page.tabs, page.front(),
                 page.document.view, page.process_card.area, self.fetch.table, self.fetch.mailboxes,
                 self.empty.button]
        return [pane for at, pane in enumerate(every) if pane.isVisible() and pane not in every[:at]]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The effective width decides the layout."""
        super().resizeEvent(event)
        self._arrange()

    def arrange_anew(self) -> None:
        """Divide the window by its width again; splits remembered from another text size do not fit."""
        self.panes_layout = None
        self._arrange()

    def _arrange(self) -> None:
        width, height = self.width() / self._theme.scale, self.height() / self._theme.scale
        kind = Layout.FOUR if width >= FOUR_PANES else (Layout.THREE if width >= THREE_PANES else Layout.SINGLE)
        single = kind is Layout.SINGLE
        if kind is not self.panes_layout:
            self.panes_layout = kind
            rail = kind is not Layout.FOUR
            self.folders.set_rail(rail)
            self.folders.setMaximumWidth(self._theme.px(RAIL if rail else 320))
            self.folders.setMinimumWidth(self._theme.px(RAIL if rail else 190))
            nav = self._theme.px(RAIL if rail else 228)
            cards = self._theme.px(356)
            self.splitter.setSizes([nav, cards, max(self.width() - nav - cards, 1)])
            self.toolbar.set_compact(single)
            # Without height, not hidden: its letters (Alt+P ...) go on working.
            self.menu_bar.setMaximumHeight(0 if single else _ANY_HEIGHT)
        self.application.set_narrow(kind is not Layout.FOUR, single=single, low=height < LOW)
        beside = not single
        focus = self.focusWidget()
        in_list = focus is not None and self.applications.isAncestorOf(focus)
        self.applications.setVisible(self._list_wanted and (beside or not self._showing_detail))
        self.detail.setVisible(beside or self._showing_detail or not self._list_wanted)
        self._keep_tabs_in_sight()
        if in_list and self.applications.isHidden() and self.detail.currentWidget() is self.application:
            self.application.front().setFocus()

    def _keep_tabs_in_sight(self) -> None:
        """Panes cannot be divided, nor come back divided, so that tabs of the application go behind an arrow."""
        room = self.width() - self.folders.minimumWidth() - 2 * self.splitter.handleWidth()
        if self.panes_layout is not Layout.SINGLE:
            room -= self.applications.minimumWidth()
        self.detail.setMinimumWidth(max(min(self.application.wanted_width(), room), self._theme.px(_DETAIL)))

    def end(self) -> None:
        """Close the window for good, without asking."""
        self._ending = True
        self.close()
        # A hidden window gets no event.
        self._tell_closing()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window goes, unless it shall stay."""
        if not self._ending and self.stay():
            event.ignore()
            return
        self._tell_closing()
        super().closeEvent(event)

    def _tell_closing(self) -> None:
        if not self._told:
            self._told = True
            self.closing.emit()
