"""The document pane: which document, which page, how large; the page itself is painted by `PageView`."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSizeF, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from sozialclient.gui.document.find_bar import FindBar
from sozialclient.gui.document.thumbnails import ThumbnailList
from sozialclient.gui.plain import plain, plain_block, plain_label, plain_words
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import icon_button
from sozialclient.gui.widgets.elided_label import ElidedLabel
from sozialclient.gui.widgets.empty_state import EmptyState
from sozialclient.gui.widgets.frames import Banner, line
from sozialclient.gui.widgets.page_view import STEP, Fit, PageView
from sozialclient.gui.wording import say


class DocumentPage(QWidget):
    """Bar with document, page and zoom; below it the pages, or a sentence why there are none."""

    document_requested = Signal(int)
    copy_requested = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pages = 0
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(say("panes.document"))
        self.view = PageView(theme)
        self.view.setAccessibleName(say("panes.document"))
        self.find_bar, self.thumbnails = FindBar(theme), ThumbnailList(theme)
        self.notice = Banner(theme, "info", "", "")
        self.notice.hide()
        self.link_line = ElidedLabel()
        self.link_line.setProperty("tone", "second")
        self.link_line.setContentsMargins(theme.px(12), theme.px(4), theme.px(12), theme.px(4))
        self.link_line.hide()
        self._nothing = EmptyState(theme, drawing=False)
        self._make_controls()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_bar())
        for widget in (self.find_bar, line(), self.link_line, self.notice):
            layout.addWidget(widget)
        layout.addLayout(self._make_body(), 1)
        self._connect()
        self.show_nothing(say("document.none"), "")

    def _make_controls(self) -> None:
        theme = self._theme
        self.documents = QComboBox()
        self.documents.setAccessibleName(say("document.choose"))
        self.documents.setMinimumContentsLength(10)
        self.documents.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.documents.activated.connect(self.document_requested)
        self.overview = icon_button(theme, "list", say("document.thumbnails"), key="Strg+Umschalt+B")
        self.overview.setCheckable(True)
        self.seek = icon_button(theme, "search", say("document.key.find"), key="Strg+Umschalt+F")
        self.turn = icon_button(theme, "rotate", say("document.key.turn_right"), key="Strg+Umschalt+→")
        self.previous = icon_button(theme, "left", say("document.previous"), key="Strg+Bild↑")
        self.next = icon_button(theme, "right", say("document.next"), key="Strg+Bild↓")
        self.smaller = icon_button(theme, "minus", say("document.smaller"), key="Strg+-")
        self.larger = icon_button(theme, "plus", say("document.larger"), key="Strg++")
        self.fit = icon_button(theme, "fit", say("document.fit"), key="Strg+0")
        self.whole = icon_button(theme, "file", say("document.whole"), key="Strg+9")
        self.number = QLineEdit()
        self.number.setAccessibleName(say("document.number"))
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setFixedWidth(theme.px(40))
        self._place, self._zoom = plain_label(), plain_label()
        for label in (self._place, self._zoom):
            label.setProperty("tone", "second")

    def _make_bar(self) -> QVBoxLayout:
        theme = self._theme
        rows = QVBoxLayout()
        rows.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        rows.setSpacing(theme.px(2))
        for widgets in ((self.documents, self.overview, self.seek, self.turn),
                        (self.previous, self.number, self._place, self.next, None, self.smaller, self._zoom,
                         self.larger, self.fit, self.whole)):
            bar = QHBoxLayout()
            bar.setSpacing(theme.px(2))
            for widget in widgets:
                if widget is None:
                    bar.addStretch(1)
                else:
                    bar.addWidget(widget, int(widget is self.documents))
                if widget is self.number:
                    bar.addSpacing(theme.px(6))
            rows.addLayout(bar)
        return rows

    def _make_body(self) -> QStackedLayout:
        pages = QWidget()
        row = QHBoxLayout(pages)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.thumbnails)
        row.addWidget(self.view, 1)
        self.thumbnails.hide()
        self._body = QStackedLayout()
        self._body.addWidget(pages)
        self._body.addWidget(self._nothing)
        return self._body

    def _connect(self) -> None:
        view = self.view
        self.previous.clicked.connect(lambda: view.go_to(view.page - 1))
        self.next.clicked.connect(lambda: view.go_to(view.page + 1))
        self.smaller.clicked.connect(lambda: view.set_zoom(view.zoom / STEP))
        self.larger.clicked.connect(lambda: view.set_zoom(view.zoom * STEP))
        self.fit.clicked.connect(lambda: view.set_fit(Fit.WIDTH))
        self.whole.clicked.connect(lambda: view.set_fit(Fit.PAGE))
        self.turn.clicked.connect(lambda: view.turn(1))
        self.seek.clicked.connect(self.begin_search)
        self.overview.toggled.connect(self.thumbnails.setVisible)
        self.number.returnPressed.connect(self._on_number)
        self.thumbnails.page_chosen.connect(view.go_to)
        self.thumbnails.activated.connect(lambda _index: view.setFocus())
        self.find_bar.closed.connect(view.setFocus)
        view.page_changed.connect(self._show_place)
        view.zoom_changed.connect(self._show_place)

    def event(self, event: QEvent) -> bool:
        """While the bar for searching is open, the keys for hits are ours before they are anybody else's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._hit_step(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """To the next or previous hit."""
        step = self._hit_step(event)
        if step:
            self.find_bar.step_requested.emit(step)
        else:
            super().keyPressEvent(event)

    def _hit_step(self, event: QKeyEvent) -> int:
        if event.key() != Qt.Key.Key_F3 or not self.find_bar.isVisible():
            return 0
        shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
        return {none: 1, shift: -1}.get(event.modifiers(), 0)

    def show_names(self, names: list[str], current: int) -> None:
        """Offer these documents; `current` is the one shown."""
        self.documents.clear()
        self.documents.addItems([plain(name) for name in names])
        self.documents.setCurrentIndex(current)
        self.documents.setVisible(bool(names))

    def show_pages(self, sizes: list[QSizeF]) -> None:
        """Show pages of these sizes in points."""
        self.notice.hide()
        self._pages = len(sizes)
        self.number.setValidator(QIntValidator(1, max(len(sizes), 1), self.number))
        self.thumbnails.show_pages(sizes)
        self.view.show_pages(sizes)
        self._body.setCurrentIndex(0)
        self._show_place()

    def show_nothing(self, title: str, sentence: str) -> None:
        """Say why there is nothing to see."""
        self.notice.hide()
        self.show_link_words(None)
        self._pages = 0
        self._nothing.show_text(title, sentence)
        self._body.setCurrentWidget(self._nothing)
        self._show_place()

    def show_notice(self, sentence: str) -> None:
        """Say above the pages what the document carries besides them; nothing where `sentence` is empty."""
        self.notice.show_text("info", "", sentence)
        self.notice.setVisible(bool(sentence))

    def show_link_words(self, sentence: str | None) -> None:
        """Say above the pages what is to be known of the place of the current field.

        An empty sentence keeps its line, so that pages do not jump from field to field; None takes it away.
        """
        self.link_line.show_text(plain_words(sentence or ""))
        self.link_line.setVisible(sentence is not None)

    def show_text_alternative(self, untrusted_text: str) -> None:
        """Text of the current page for screen readers."""
        self.view.setAccessibleDescription(plain_block(untrusted_text))

    def begin_search(self) -> None:
        """Ask for what is sought in the document."""
        if self._pages:
            self.find_bar.begin()

    def turn_overview(self) -> None:
        """Show the page overview and go into it; away with it, and back to the pages."""
        if self._pages:
            self.overview.toggle()
            (self.thumbnails if self.overview.isChecked() else self.view).setFocus()

    def begin_jump(self) -> None:
        """Ask for the number of a page."""
        if self._pages:
            self.number.setFocus()
            self.number.selectAll()

    def _on_number(self) -> None:
        self.view.go_to(int(self.number.text()) - 1)
        self.view.setFocus()
        self._show_place()

    def _show_place(self, _value: object = None) -> None:
        shown = self._pages > 0
        self.number.setText(plain(str(self.view.page + 1)) if shown else "")
        self._place.setText(say("document.of", pages=self._pages) if shown else "")
        self._zoom.setText(plain(f"{round(self.view.zoom * 100)} %") if shown else "")
        self.previous.setEnabled(shown and self.view.page > 0)
        self.next.setEnabled(shown and self.view.page < self._pages - 1)
        self.thumbnails.follow(self.view.page)
        for widget in (self.number, self.smaller, self.larger, self.fit, self.whole, self.turn, self.seek,
                       self.overview):
            widget.setEnabled(shown)
