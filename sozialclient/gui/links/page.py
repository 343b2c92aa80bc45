"""The dialog that lists what fields and PDF do not have in common; choosing a row shows its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from sozialclient.gui.links.table_model import LinkTableModel
from sozialclient.gui.plain import literal_caption, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.field_delegate import FieldDelegate
from sozialclient.gui.widgets.growing_list import GrowingList
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.documents.linkage import Linkage


class LinksDialog(QDialog):
    """Sends `chosen` with a `FieldLink` or `PrintedAnswer` when a row is entered, and closes."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, linkage: Linkage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("links.title"))
        self.setModal(True)
        self.model = LinkTableModel()
        self.sum = plain_label(_sum(linkage), wrap=True, keys=True)
        self.list = GrowingList(theme, say("links.title"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(FieldDelegate(theme, self.list))
        self.list.activated.connect(self._on_chosen)
        self._add_key()
        self.model.show_linkage(linkage)
        self.go = push_button(theme, say("links.show"), look="primary")
        self.go.setDefault(True)
        self.go.setEnabled(self.model.rowCount() > 0)
        self.go.clicked.connect(lambda: self._on_chosen(self.list.currentIndex()))
        shut = close_button(theme, self)
        body = QVBoxLayout()
        body.setContentsMargins(0, theme.px(16), 0, 0)
        body.setSpacing(theme.px(8))
        self.sum.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        body.addWidget(self.sum)
        body.addWidget(self.list, 1)
        frame_dialog(self, surface(body), dialog_footer(theme, [self.go, shut]))
        fit_screen(self, QSize(theme.px(420), theme.px(320)), QSize(theme.px(640), theme.px(620)))
        self.list.setFocus()

    def _add_key(self) -> None:
        action = QAction(literal_caption(say("links.show")), self.list)
        action.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: self._on_chosen(self.list.currentIndex()))
        self.list.addActions([action])

    def _on_chosen(self, index: QModelIndex) -> None:
        entry = self.model.entry_at(index.row())
        if entry is not None:
            self.accept()
            self.chosen.emit(entry)


def _sum(linkage: Linkage) -> str:
    parts = [say("links.located", located=linkage.located, readable=linkage.readable)]
    if linkage.pdf_only is None:
        parts.append(say("links.not_judged"))
    if linkage.omitted:
        parts.append(say("links.omitted", n=linkage.omitted))
    if linkage.unread:
        parts.append(say("links.unread", n=linkage.unread))
    return plain_joined(" ", [*parts, say("links.drawn_note")])
