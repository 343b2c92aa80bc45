"""The folder pane: which mailbox, which folder; wide or as a rail."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QMenu, QSizePolicy, QVBoxLayout, QWidget

from sozialclient.gui.folders.table_model import FolderTableModel
from sozialclient.gui.plain import elided, literal_caption, plain, plain_label, set_tooltip
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.nav_delegate import NavDelegate
from sozialclient.gui.wording import say
from sozialclient.model.mailbox import Mailbox


class FolderPage(QWidget):
    """Mailbox on top, folders and views below."""

    folder_requested = Signal(str)
    mailbox_requested = Signal(str)
    set_up_requested = Signal()

    def __init__(self, theme: Theme, model: FolderTableModel) -> None:
        super().__init__()
        self._theme, self._model = theme, model
        self._name = ""
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(say("panes.folders"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(8), theme.px(12), theme.px(8), theme.px(8))
        layout.setSpacing(theme.px(2))
        self.mailbox = push_button(theme, "", look="mailbox", strong=True)
        self.mailbox.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._menu = QMenu(parent=self.mailbox)
        self.mailbox.setMenu(self._menu)
        self._environment = plain_label()
        self._environment.setFont(theme.font("caption"))
        self._environment.setContentsMargins(theme.px(10), 0, 0, theme.px(8))
        self._delegate = NavDelegate(theme)
        self.list = QListView()
        self.list.setProperty("ground", "window")
        self.list.setModel(model)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(say("panes.folders"))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.add = push_button(theme, say("action.set_up"), icon="plus", look="flat")
        self.add.clicked.connect(self.set_up_requested)
        theme.changed.connect(self.list.viewport().update)
        for widget in (self.mailbox, self._environment):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_mailboxes((), None)

    def show_mailboxes(self, mailboxes: tuple[Mailbox, ...], current: Mailbox | None) -> None:
        """Name the current mailbox and offer the others."""
        self._menu.clear()
        for mailbox in mailboxes:
            action = self._menu.addAction(literal_caption(mailbox.name))
            action.setCheckable(True)
            action.setChecked(current is not None and mailbox.name == current.name)
            action.triggered.connect(lambda _=False, name=mailbox.name: self.mailbox_requested.emit(name))
        self._name = current.name if current else say("folders.no_mailbox")
        self._show_name()
        set_tooltip(self.mailbox, self._name)
        self.mailbox.setEnabled(bool(mailboxes))
        training = current is not None and current.training
        environment = say("folders.training" if training else "folders.production")
        self._environment.setText(plain(environment) if current else "")
        self._environment.setProperty("tone", "test" if training else "second")
        self._environment.style().polish(self._environment)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long name ends in … before the arrow of the menu."""
        super().resizeEvent(event)
        self._show_name()

    def _show_name(self) -> None:
        room = self.width() - self._theme.px(72)
        shown = elided(self.mailbox.fontMetrics(), self._name, room)
        set_caption(self.mailbox, shown, before=True)
        self.mailbox.setAccessibleName(say("folders.mailbox", name=plain(self._name)))

    def select(self, key: str) -> None:
        """Make a folder current."""
        self.list.setCurrentIndex(self._model.index(self._model.row_of(key)))

    def set_rail(self, rail: bool) -> None:
        """Show only icons and counts, or everything."""
        self._delegate.rail = rail
        policy = Qt.ScrollBarPolicy
        self.list.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if rail else policy.ScrollBarAsNeeded)
        for widget in (self.mailbox, self._environment, self.add):
            widget.setVisible(not rail)
        self.list.scheduleDelayedItemsLayout()
        self.list.viewport().update()

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        key = self._model.key_at(current.row())
        if key:
            self.folder_requested.emit(key)
