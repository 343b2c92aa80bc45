"""One application: title, legal Eingang, verdict, tabs; the left of a tab and what stands beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from sozialclient.documents.local_time import at_month_change
from sozialclient.gui.applications.table_model import about, number_of, time_lines, title_of
from sozialclient.gui.desk import OpenedApplication
from sozialclient.gui.document.keys import EVERYWHERE, add_keys
from sozialclient.gui.document.page import DocumentPage
from sozialclient.gui.evidence.page import EvidencePage
from sozialclient.gui.fields.page import FieldsPage
from sozialclient.gui.folders.table_model import STATE_ICONS
from sozialclient.gui.history.page import HistoryPage
from sozialclient.gui.inspection.page import InspectionPage, ProcessCardPage
from sozialclient.gui.origin.page import OriginPage
from sozialclient.gui.plain import literal_caption, plain, plain_joined, set_tooltip
from sozialclient.gui.raw_xml.page import RawXmlPage
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import ToolButton, icon_button, set_caption
from sozialclient.gui.widgets.elided_label import ElidedLabel
from sozialclient.gui.widgets.fitting_tabs import FittingTabs
from sozialclient.gui.widgets.frames import Pill, line
from sozialclient.gui.widgets.key_splitter import KeySplitter
from sozialclient.gui.widgets.time_strip import TimeStrip
from sozialclient.gui.widgets.verdict_line import VerdictLine
from sozialclient.gui.wording import full, say, spoken
from sozialclient.gui.work.page import WorkPage
from sozialclient.model.application import JournalEntry, State

TABS = ("fields", "document", "evidence", "origin", "inspection", "process_card", "work", "history", "raw_xml")
NARROW_TABS = ("document", "process_card")
"""Tabs that exist only where there is no room for two panes beside each other."""
_SHORTENED = ("origin", "inspection")
_SIDE, _BODY = 20, 40
_STATES = (State.NEW, State.IN_REVIEW, State.QUERY, State.TRANSFERRED, State.ARCHIVED, State.TRASH)


class ApplicationPage(QWidget):
    """Shows an `OpenedApplication`; some tabs exist only where there is no room for two panes."""

    state_requested = Signal(State)
    copy_requested = Signal(str, str)
    back_requested = Signal()
    shown = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._opened: OpenedApplication | None = None
        self._narrow = self._low = False
        self._unfilled: set[str] = set()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(say("panes.application"))
        self.fields, self.evidence, self.origin = FieldsPage(theme), EvidencePage(theme), OriginPage(theme)
        self.inspection, self.history, self.raw_xml = InspectionPage(theme), HistoryPage(theme), RawXmlPage(theme)
        self.document, self.process_card, self.work = DocumentPage(theme), ProcessCardPage(theme), WorkPage(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_head())
        layout.addWidget(line())
        layout.addWidget(self._make_body(), 1)
        self.tabs.currentChanged.connect(self._on_tab)
        self.document.copy_requested.connect(self.copy_requested)
        self._fill_tabs()

    def add_document_keys(self, calls: Mapping[str, Callable[[], None]]) -> None:
        """Let the keys of the document work wherever the focus is in this pane."""
        add_keys(self, EVERYWHERE, calls, Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def add_band(self, band: QWidget) -> None:
        """Put a band that hides itself between head and body."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, band)

    def _make_head(self) -> QVBoxLayout:
        theme = self._theme
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(_SIDE), theme.px(10), theme.px(_SIDE), 0)
        head.setSpacing(theme.px(6))
        head.addLayout(self._make_title())
        self.strip = TimeStrip(theme, say("eingang.label"), say("eingang.copy"))
        self.strip.copy_requested.connect(self.copy_received)
        self.verdict = VerdictLine(theme)
        self.verdict.clicked.connect(lambda: self.show_tab("inspection"))
        self.tabs = FittingTabs(theme)
        self.tabs.setAccessibleName(say("application.tabs"))
        for widget in (self.strip, self.verdict, self.tabs):
            head.addWidget(widget)
        return head

    def _make_title(self) -> QHBoxLayout:
        theme = self._theme
        self.title = ElidedLabel()
        self.title.setFont(theme.font("title"))
        self.subtitle = ElidedLabel(keys=True)
        self.subtitle.setProperty("tone", "second")
        self.month = Pill(theme, "warning", "month", say("list.month_change"))
        self.state = self._make_state()
        self.back = icon_button(theme, "left", say("application.back"), key="Alt+←")
        self.back.clicked.connect(self.back_requested)
        self.back.hide()
        self.copy_number = icon_button(theme, "copy", say("application.copy_number"))
        self.copy_number.clicked.connect(self._on_copy_number)
        first = QHBoxLayout()
        first.setSpacing(theme.px(8))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        under = QHBoxLayout()
        under.addWidget(self.subtitle)
        under.addWidget(self.copy_number)
        under.addStretch(1)
        names.addLayout(under)
        first.addWidget(self.back)
        first.addLayout(names, 1)
        first.addWidget(self.month)
        first.addWidget(self.state)
        return first

    def _make_state(self) -> QToolButton:
        button = ToolButton()
        button.setProperty("look", "outline")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(parent=button)
        for state in _STATES:
            action = menu.addAction(literal_caption(say(f"folders.{state.value}")))
            self._theme.set_icon(action, STATE_ICONS[state])
            action.triggered.connect(lambda _=False, state=state: self.state_requested.emit(state))
        button.setMenu(menu)
        return button

    def _make_body(self) -> KeySplitter:
        self._left, self._right = QStackedWidget(), QStackedWidget()
        for page in (self.fields, self.evidence, self.origin, self.inspection, self.work, self.history, self.raw_xml):
            self._left.addWidget(page)
        self._right.addWidget(self.document)
        self._right.addWidget(self.process_card)
        self.splitter = KeySplitter(self._theme)
        self.splitter.setChildrenCollapsible(False)
        # Every page of it scrolls; where height is short it gives way to the head, which says whose papers these are.
        self.splitter.setMinimumHeight(self._theme.px(_BODY))
        self.splitter.addWidget(self._left)
        self.splitter.addWidget(self._right)
        self._left.setMinimumWidth(self._theme.px(300))
        self._right.setMinimumWidth(self._theme.px(300))
        self.splitter.setSizes([self._theme.px(412), self._theme.px(444)])
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        return self.splitter

    def _tab_names(self) -> list[str]:
        return [tab for tab in TABS if self._narrow or tab not in NARROW_TABS]

    def _fill_tabs(self) -> None:
        current = self.current_tab()
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in self._tab_names():
            short = self._narrow and name in _SHORTENED
            caption = say(f"application.tab_short.{name}" if short else f"application.tab.{name}")
            if name == "evidence" and self._opened:
                caption = plain(caption, f"  {self.evidence.model.evidence_count()}")
            self.tabs.setTabData(self.tabs.addTab(literal_caption(caption)), name)
        self.tabs.blockSignals(False)
        self.tabs.measure()
        self.show_tab(current or "fields")

    def wanted_width(self) -> int:
        """Width at which every tab is in sight, in px."""
        return self.tabs.wanted + 2 * self._theme.px(_SIDE)

    def current_tab(self) -> str:
        """Name of the current tab, empty before the first."""
        data = self.tabs.tabData(self.tabs.currentIndex())
        return str(data) if data else ""

    def show_tab(self, name: str) -> None:
        """Change to a tab by name."""
        names = self._tab_names()
        self.tabs.setCurrentIndex(names.index(name) if name in names else 0)
        self._on_tab()

    def _fill(self, name: str) -> None:
        """Fill a tab when it is first looked at; together they would take too long."""
        if self._opened is None or name not in self._unfilled:
            return
        self._unfilled.discard(name)
        fill = {"origin": self.origin.show_application, "inspection": self.inspection.show_application,
                "process_card": self.process_card.show_application, "history": self.history.show_application,
                "raw_xml": self.raw_xml.show_application}
        fill[name](self._opened)

    def front(self) -> QWidget:
        """What the keyboard works with in the current tab; the tabs where there is nothing to work with."""
        front: QWidget = {"fields": self.fields.list, "document": self.document.view, "evidence": self.evidence.list,
                          "origin": self.origin.sheet, "inspection": self.inspection.area,
                          "process_card": self.process_card.area, "work": self.work.edit, "history": self.history.table,
                          "raw_xml": self.raw_xml.text}.get(self.current_tab(), self.tabs)
        return front if front.isVisibleTo(self) else self.tabs

    def _on_tab(self, _index: int = 0) -> None:
        focus = self.window().focusWidget()
        inside = focus is not None and self.splitter.isAncestorOf(focus)
        self._show_tab()
        if inside and (focus is None or not focus.isVisible() or focus is not self.front()):
            self.front().setFocus()

    def _show_tab(self) -> None:
        name = self.current_tab()
        self._fill(name)
        if name == "inspection" and not self._narrow:
            self._fill("process_card")
        left = {"fields": self.fields, "document": self.fields, "evidence": self.evidence, "origin": self.origin,
                "inspection": self.inspection, "work": self.work, "history": self.history,
                "raw_xml": self.raw_xml}.get(name, self.fields)
        self._left.setCurrentWidget(left)
        self._right.setCurrentWidget(self.process_card if name in ("inspection", "process_card") else self.document)
        if self._narrow:
            self._left.setVisible(name not in NARROW_TABS)
            self._right.setVisible(name in NARROW_TABS)
        else:
            self._left.show()
            self._right.setVisible(name in ("fields", "evidence", "inspection", "work"))

    def set_narrow(self, narrow: bool, *, single: bool, low: bool) -> None:
        """`narrow`: fields and document as tabs; `single`: a way back to the list; `low`: fewer lines on top."""
        self.back.setVisible(single)
        self._low = low
        self._show_title()
        self.subtitle.setVisible(not low)
        self.copy_number.setVisible(not low)
        self.strip.set_low(low)
        self.verdict.setVisible(not low)
        if narrow != self._narrow:
            self._narrow = narrow
            self.tabs.set_narrow(narrow)
            self._fill_tabs()

    def show_application(self, opened: OpenedApplication) -> None:
        """Fill header and all tabs except the document."""
        self._opened, card = opened, opened.card
        self._show_title()
        self.subtitle.show_text(say("application.subtitle", name=about(card), number=number_of(card)))
        self.month.setVisible(card.received is not None and at_month_change(card.received))
        self.show_state(card.state)
        self.strip.show_times(full(card.received), plain_joined("\n", time_lines(card)[1:]), spoken(card.received))
        self._unfilled = {"origin", "inspection", "process_card", "history", "raw_xml"}
        self._fill_tabs()
        self.shown.emit(card.id)

    def _show_title(self) -> None:
        """Where the line with the person is hidden, the person comes first, so that nobody's papers are mixed up."""
        if self._opened is not None:
            card = self._opened.card
            self.title.show_text(plain_joined(" · ", (about(card), title_of(card))) if self._low else title_of(card))

    def renew_journal(self, journal: tuple[JournalEntry, ...]) -> None:
        """Show what happened to the application that is shown since it was opened."""
        if self._opened is not None:
            self._opened = dataclasses.replace(self._opened, journal=journal)
            self._unfilled.add("history")
            self._fill(self.current_tab())

    def show_state(self, state: State) -> None:
        """Name the state on its button."""
        self._theme.set_icon(self.state, STATE_ICONS[state], "text")
        set_caption(self.state, say(f"folders.{state.value}"), after="  ▾")
        self.state.setAccessibleName(say("application.state", state=say(f"folders.{state.value}")))
        set_tooltip(self.state, say("application.state_tip"))

    def copy_received(self) -> None:
        """Ask for the Eingang on the clipboard."""
        if self._opened:
            self.copy_requested.emit(say("eingang.label"), full(self._opened.card.received))

    def _on_copy_number(self) -> None:
        if self._opened:
            self.copy_requested.emit(say("application.number"), self._opened.card.message_id)
