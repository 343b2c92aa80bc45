"""The bar under the menu: the primary button, a few actions, the search."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from sozialclient.gui.plain import plain, set_tooltip
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import ENTER, GAP, ToolButton, icon_button, push_button, set_caption
from sozialclient.gui.widgets.leading_icon import lead


class _Search(QLineEdit):
    """Escape empties it; Enter and the arrow down ask to go on among the hits."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_Down):
            self.left.emit()
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class Toolbar(QWidget):
    """`searched` carries the words, `hits_wanted` asks for the hits; `menu` appears where there is no menu bar."""

    searched = Signal(str)
    hits_wanted = Signal()

    def __init__(self, theme: Theme, primary: QAction, actions: list[QAction], search: str, menu: str) -> None:
        super().__init__()
        self._theme, self._actions = theme, actions
        self._primary_caption = primary.text().replace("&&", "&")
        self.menu = icon_button(theme, "menu", menu)
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu.hide()
        self.primary = push_button(theme, self._primary_caption, icon="fetch", look="primary")
        self._keys = primary.shortcut().toString(primary.shortcut().SequenceFormat.NativeText)
        self.primary.clicked.connect(primary.trigger)
        primary.changed.connect(lambda: self.primary.setEnabled(primary.isEnabled()))
        self.primary.setEnabled(primary.isEnabled())
        self.show_primary(self._primary_caption)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        layout.setSpacing(theme.px(4))
        layout.addWidget(self.menu)
        layout.addWidget(self.primary)
        layout.addSpacing(theme.px(8))
        self.buttons: list[QToolButton] = []
        for action in actions:
            button = ToolButton()
            action.setIconText(plain(GAP, action.text()))
            button.setDefaultAction(action)
            button.setIconSize(QSize(theme.px(16), theme.px(16)))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(plain(action.text().replace("&&", "&")))
            set_tooltip(button, f"{action.text()} ({action.shortcut().toString()})".replace("&&", "&"))
            self.buttons.append(button)
            layout.addWidget(button)
        layout.addStretch(1)
        self.search = self._make_search(theme, search)
        layout.addWidget(self.search, 2)

    def _make_search(self, theme: Theme, caption: str) -> _Search:
        search = _Search()
        search.setPlaceholderText(plain(caption))
        search.setAccessibleName(plain(caption))
        search.setClearButtonEnabled(True)
        search.setMaximumWidth(theme.px(320))
        search.setMinimumWidth(theme.px(140))
        lead(theme, search, "search")
        search.textChanged.connect(self.searched)
        search.left.connect(self.hits_wanted)
        return search

    def show_primary(self, caption: str) -> None:
        """Name the primary button; the key is shown beside its usual name."""
        usual = caption == self._primary_caption
        set_caption(self.primary, caption, after=f"   {self._keys}" if usual else "")

    def set_compact(self, compact: bool) -> None:
        """Leave only icons of the lesser actions and show the menu button."""
        self.menu.setVisible(compact)
        style = Qt.ToolButtonStyle
        for button in self.buttons:
            button.setToolButtonStyle(style.ToolButtonIconOnly if compact else style.ToolButtonTextBesideIcon)
