"""The fields pane: choose a chapter, walk the fields, copy a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sozialclient.gui.fields.details import FieldDetails
from sozialclient.gui.fields.table_model import FieldTableModel
from sozialclient.gui.plain import plain, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.widgets.empty_state import EmptyState
from sozialclient.gui.widgets.field_delegate import FieldDelegate
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.growing_list import GrowingList
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field, FieldDocument
    from sozialclient.documents.linkage import Linkage


class FieldsPage(QWidget):
    """Chapter, fields, and the empty fields on demand. `field_chosen` follows the current row."""

    field_chosen = Signal(object)
    copy_requested = Signal(str, str)
    links_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._document: FieldDocument | None = None
        self.model = FieldTableModel()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.notice = Banner(theme, "info", "", "")
        self.notice.hide()
        self.nothing = EmptyState(theme, drawing=False)
        self.nothing.hide()
        self._empty, self.technical = (self._make_toggle(theme) for _ in range(2))
        self.unknown = push_button(theme, "", look="link", icon="warning")
        self.unknown.clicked.connect(self._on_unknown)
        self.details = FieldDetails(theme)
        self.links = push_button(theme, "", look="link", icon="link")
        self.links.clicked.connect(self.links_requested)
        self.links.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_bar(theme))
        layout.addWidget(self.notice)
        self.list = self._make_list(theme)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.details)
        for button in (self._empty, self.technical, self.unknown, self.links):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.nothing, 1)

    def _make_toggle(self, theme: Theme) -> QPushButton:
        button = push_button(theme, "", look="link")
        button.setCheckable(True)
        button.toggled.connect(lambda _on: self._show())
        return button

    def _make_bar(self, theme: Theme) -> QHBoxLayout:
        self.chapters = QComboBox()
        self.chapters.setAccessibleName(say("fields.chapter"))
        self.chapters.setMaxVisibleItems(30)
        self.chapters.setMinimumContentsLength(14)
        self.chapters.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chapters.currentIndexChanged.connect(self._show)
        self._count = plain_label()
        self._count.setProperty("tone", "second")
        self._count.setFont(theme.font("caption"))
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.px(20), theme.px(8), theme.px(12), theme.px(4))
        bar.setSpacing(theme.px(8))
        bar.addWidget(self.chapters, 1)
        bar.addWidget(self._count)
        return bar

    def _make_list(self, theme: Theme) -> GrowingList:
        view = GrowingList(theme, say("panes.fields"))
        view.setModel(self.model)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        delegate = FieldDelegate(theme, view)
        delegate.copy_requested.connect(lambda key: self.copy_row(int(key)))
        view.setItemDelegate(delegate)
        view.selectionModel().currentChanged.connect(self._on_current)
        action = QAction(say("fields.copy"), view)
        action.setShortcuts([QKeySequence(QKeySequence.StandardKey.Copy), QKeySequence(Qt.Key.Key_Return),
                             QKeySequence(Qt.Key.Key_Enter)])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: self.copy_row(view.currentIndex().row()))
        about = QAction(say("fields.about"), view)
        about.setShortcut(QKeySequence(Qt.Key.Key_Space))
        about.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        about.triggered.connect(self.turn_details)
        view.addActions([action, about])
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return view

    def add_band(self, band: QWidget) -> None:
        """Put a band that hides itself between chapters and fields."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, band)

    def show_document(self, document: FieldDocument | None, none: str = "", why_none: str = "") -> None:
        """Show the fields of a message, or say why there are none."""
        self._document = document
        self.links.hide()
        self.model.show_links({})
        self.chapters.blockSignals(True)
        self.chapters.clear()
        if document:
            self.chapters.addItems([say("fields.all"), *(plain(name) for name in document.sections())])
        self.chapters.blockSignals(False)
        for widget in (self.chapters, self._count, self.list, self._empty, self.technical):
            widget.setVisible(document is not None)
        unknown = document.unknown if document else ()
        self.unknown.setVisible(bool(unknown))
        set_caption(self.unknown, count("fields.unknown", len(unknown)))
        self.details.hide()
        self.nothing.setVisible(document is None)
        if document is None:
            self.nothing.show_text(none, why_none)
        for toggle in (self._empty, self.technical):
            toggle.setChecked(False)
        self.notice.setVisible(bool(document and not document.complete))
        if document and not document.complete:
            self.notice.show_text("info", "", say("fields.omitted"))
        self._show()

    def show_linkage(self, linkage: Linkage) -> None:
        """Say how much of the fields the PDF holds; rows that it does not hold say so to screen readers."""
        words = [say("links.located_short", located=linkage.located, readable=linkage.readable)]
        if linkage.pdf_only:
            words.append(count("links.pdf_only_short", len(linkage.pdf_only)))
        set_caption(self.links, plain_joined(" · ", words))
        self.links.show()
        self.model.show_links({one.field: f"links.spoken.{one.verdict.value}" for one in linkage.links if one.expected})

    def choose(self, field: Field) -> None:
        """Make the row of a field the current one; all chapters are shown where its own is not."""
        row = self.model.row_of(field)
        if row < 0:
            self.chapters.setCurrentIndex(0)
            row = self.model.row_of(field)
        if row >= 0:
            self.list.show_row(self.model.index(row))

    def copy_row(self, row: int) -> None:
        """Copy the value of a row as it is shown."""
        field = self.model.entry_at(row)
        if field is not None:
            self.copy_requested.emit(plain(field.label), field.value)

    def _show(self) -> None:
        document = self._document
        if document is None:
            self.model.show_fields((), chapters=False)
            return
        sections = document.sections()
        chosen = self.chapters.currentIndex() - 1
        wanted = sections[chosen] if 0 <= chosen < len(sections) else None
        fields = [field for field in document.fields if wanted in (None, field.section)]
        self._count.setText(count("fields.count", len(fields)))
        beside: list[Field] = []
        for button, more, show, hide in (
            (self._empty, document.empty_fields, "fields.show_empty", "fields.hide_empty"),
            (self.technical, document.technical_fields, "fields.show_technical", "fields.hide_technical"),
        ):
            chosen_ones = [field for field in more if wanted in (None, field.section)]
            button.setVisible(bool(chosen_ones))
            set_caption(button, count(hide if button.isChecked() else show, len(chosen_ones)))
            beside += chosen_ones if button.isChecked() else []
        if beside:
            order = {section: at for at, section in enumerate(sections)}
            fields = sorted([*fields, *beside], key=lambda field: order.get(field.section, len(order)))
        self.model.show_fields(fields, chapters=wanted is None)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        field = self.model.entry_at(current.row())
        if self.details.isVisible():
            self.details.show_field(field)
        if field is not None:
            self.field_chosen.emit(field)

    def turn_details(self) -> None:
        """Open or close what stands behind the current field."""
        self.details.setVisible(not self.details.isVisible())
        self.details.show_field(self.model.entry_at(self.list.currentIndex().row()))

    def _on_unknown(self) -> None:
        if self._document is not None:
            self.details.show_unknown(self._document.unknown)
