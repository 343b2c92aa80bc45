"""The folder pane: which mailbox, which folder; wide or as a rail."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sozialclient.gui.folders.mailbox_model import EVERYTHING, MailboxTableModel
from sozialclient.gui.folders.table_model import FolderTableModel
from sozialclient.gui.plain import Shown, elided, literal_caption, plain, plain_joined, plain_label, set_tooltip
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import icon_button, push_button, set_caption
from sozialclient.gui.widgets.nav_delegate import NavDelegate
from sozialclient.gui.wording import say
from sozialclient.model.mailbox import Mailbox

_MOST_BOXES = 8


class FolderPage(QWidget):
    """Mailbox on top, folders and views below; where there are several mailboxes they stand above their folders.

    In a rail one button with a menu stands for all mailboxes.
    """

    folder_requested = Signal(str)
    mailbox_requested = Signal(str)
    set_up_requested = Signal()

    def __init__(self, theme: Theme, model: FolderTableModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self._name = plain("")
        self._rail, self._current = False, EVERYTHING
        self.boxes_model = MailboxTableModel()
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(say("panes.folders"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(8), theme.px(12), theme.px(8), theme.px(8))
        layout.setSpacing(theme.px(2))
        self.mailbox = push_button(theme, "", look="mailbox", strong=True)
        self.mailbox.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._menu = QMenu(parent=self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.mailbox.setMenu(self._menu)
        self.rail_mailbox = self._make_rail_mailbox()
        self._environment = plain_label()
        self._environment.setFont(theme.font("caption"))
        self._environment.setContentsMargins(theme.px(10), 0, 0, theme.px(8))
        self._delegate = NavDelegate(theme)
        self.boxes = self._make_list(self.boxes_model, say("folders.mailboxes"))
        self.boxes.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.boxes.selectionModel().currentChanged.connect(self._on_box)
        self.boxes_model.modelReset.connect(self._show_boxes)
        self.list = self._make_list(model, say("panes.folders"))
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.add = push_button(theme, say("action.set_up"), icon="plus", look="flat")
        self.add.clicked.connect(self.set_up_requested)
        for widget in (self.rail_mailbox, self.mailbox, self._environment, self.boxes):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.rail_mailbox.hide()
        self.show_mailboxes((), EVERYTHING)

    def _make_list(self, model: QAbstractItemModel, name: str) -> QListView:
        view = QListView()
        view.setProperty("ground", "window")
        view.setModel(model)
        view.setItemDelegate(self._delegate)
        view.setAccessibleName(plain(name))
        view.setMouseTracking(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme.changed.connect(view.viewport().update)
        return view

    def _make_rail_mailbox(self) -> QToolButton:
        button = icon_button(self._theme, "inbox", say("folders.no_mailbox"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setText("▾")
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self._menu)
        return button

    def _fill_menu(self) -> None:
        self._menu.clear()
        model = self.boxes_model
        for name in model.names():
            number = str(model.count(name) or "")
            action = self._menu.addAction(plain_joined("\t", (literal_caption(model.caption(name)), number)))
            action.setCheckable(True)
            action.setChecked(name == self._current)
            action.triggered.connect(lambda _=False, name=name: self.mailbox_requested.emit(name))
        if self._rail:
            self._menu.addSeparator()
            self._menu.addAction(literal_caption(say("action.set_up"))).triggered.connect(self.set_up_requested)

    def show_mailboxes(self, mailboxes: tuple[Mailbox, ...], current: str) -> None:
        """Name the current mailbox (`EVERYTHING`: all of them together) and offer the others."""
        self._current = current
        self.boxes_model.show_mailboxes(mailboxes)
        nothing = say("folders.all" if mailboxes else "folders.no_mailbox")
        self._name = plain(current) if current else nothing
        self._show_name()
        self._show_boxes()
        set_tooltip(self.mailbox, self._name)
        set_tooltip(self.rail_mailbox, self._spoken())
        self.rail_mailbox.setAccessibleName(plain(self._spoken()))
        self._theme.set_icon(self.rail_mailbox, "folder" if current else "inbox", size=20)
        self.mailbox.setEnabled(bool(mailboxes))
        training = any(one.training for one in mailboxes if current in (EVERYTHING, one.name))
        environment = say("folders.training" if training else "folders.production")
        if current == EVERYTHING and len(mailboxes) > 1:
            environment = say("folders.several", n=len(mailboxes))
        self._environment.setText(plain(environment) if mailboxes else "")
        self._environment.setProperty("tone", "test" if training else "second")
        self._environment.style().polish(self._environment)

    def _show_boxes(self) -> None:
        """As high as its rows, up to eight of them; hidden where there is nothing to choose."""
        names = self.boxes_model.names()
        several = self.boxes_model.several
        self.boxes.setVisible(several and not self._rail)
        self.mailbox.setVisible(not several and not self._rail)
        self.rail_mailbox.setVisible(bool(names) and self._rail)
        row = self._theme.row("navRow") + 1
        self.boxes.setFixedHeight(min(len(names), _MOST_BOXES) * row + self._theme.px(4))
        if self._current in names:
            self.boxes.selectionModel().blockSignals(True)
            self.boxes.setCurrentIndex(self.boxes_model.index(names.index(self._current)))
            self.boxes.selectionModel().blockSignals(False)
            self.boxes.viewport().update()

    def _on_box(self, current: QModelIndex, _previous: QModelIndex) -> None:
        name = self.boxes_model.name_at(current.row())
        if name is not None and name != self._current:
            self.mailbox_requested.emit(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long name ends in … before the arrow of the menu."""
        super().resizeEvent(event)
        self._show_name()

    def _show_name(self) -> None:
        room = self.width() - self._theme.px(72)
        shown = elided(self.mailbox.fontMetrics(), self._name, room)
        set_caption(self.mailbox, shown, before=True)
        self.mailbox.setAccessibleName(plain(self._spoken()))

    def _spoken(self) -> Shown:
        return say("folders.mailbox", name=self._name) if self._current else self._name

    def select(self, key: str) -> None:
        """Make a folder current."""
        self.list.setCurrentIndex(self._model.index(self._model.row_of(key)))

    def set_rail(self, rail: bool) -> None:
        """Show only icons and counts, or everything."""
        self._delegate.rail = rail
        policy = Qt.ScrollBarPolicy
        self.list.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if rail else policy.ScrollBarAsNeeded)
        self._rail = rail
        for widget in (self._environment, self.add):
            widget.setVisible(not rail)
        self._show_boxes()
        self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        key = self._model.key_at(current.row())
        if key:
            self.folder_requested.emit(key)
