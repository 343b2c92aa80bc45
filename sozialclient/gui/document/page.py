"""The document pane: which document, which page, how large; the page itself is painted by `PageView`."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from sozialclient.gui.plain import plain, plain_block, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import icon_button
from sozialclient.gui.widgets.empty_state import EmptyState
from sozialclient.gui.widgets.frames import Banner, line
from sozialclient.gui.widgets.page_view import PageView
from sozialclient.gui.wording import say


class DocumentPage(QWidget):
    """Bar with document, page and zoom; below it the pages, or a sentence why there are none."""

    document_requested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pages = 0
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(say("panes.document"))
        self.view = PageView(theme)
        self.view.setAccessibleName(say("panes.document"))
        self.documents = QComboBox()
        self.documents.setAccessibleName(say("document.choose"))
        self.documents.setMinimumContentsLength(10)
        self.documents.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.documents.activated.connect(self.document_requested)
        self.previous = icon_button(theme, "left", say("document.previous"), key="Strg+Bild↑")
        self.next = icon_button(theme, "right", say("document.next"), key="Strg+Bild↓")
        self.smaller = icon_button(theme, "minus", say("document.smaller"), key="Strg+-")
        self.larger = icon_button(theme, "plus", say("document.larger"), key="Strg++")
        self.fit = icon_button(theme, "fit", say("document.fit"), key="Strg+0")
        self._place = plain_label()
        self._zoom = plain_label()
        for label in (self._place, self._zoom):
            label.setProperty("tone", "second")
        self.notice = Banner(theme, "info", "", "")
        self.notice.hide()
        self._nothing = EmptyState(theme, drawing=False)
        self._body = QStackedLayout()
        self._body.addWidget(self.view)
        self._body.addWidget(self._nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_bar())
        layout.addWidget(line())
        layout.addWidget(self.notice)
        layout.addLayout(self._body, 1)
        self._connect()
        self.show_nothing(say("document.none"), "")

    def _make_bar(self) -> QVBoxLayout:
        theme = self._theme
        rows = QVBoxLayout()
        rows.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        rows.setSpacing(theme.px(2))
        rows.addWidget(self.documents)
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(2))
        for widget in (self.previous, self._place, self.next):
            bar.addWidget(widget)
        bar.addStretch(1)
        for widget in (self.smaller, self._zoom, self.larger, self.fit):
            bar.addWidget(widget)
        rows.addLayout(bar)
        return rows

    def _connect(self) -> None:
        view = self.view
        self.previous.clicked.connect(lambda: view.go_to(view.page - 1))
        self.next.clicked.connect(lambda: view.go_to(view.page + 1))
        self.smaller.clicked.connect(lambda: view.set_zoom(view.zoom / 1.1))
        self.larger.clicked.connect(lambda: view.set_zoom(view.zoom * 1.1))
        self.fit.clicked.connect(lambda: view.set_fit(True))
        view.page_changed.connect(self._show_place)
        view.zoom_changed.connect(self._show_place)

    def show_names(self, names: list[str], current: int) -> None:
        """Offer these documents; `current` is the one shown."""
        self.documents.clear()
        self.documents.addItems([plain(name) for name in names])
        self.documents.setCurrentIndex(current)
        self.documents.setVisible(bool(names))

    def show_view(self, pages: int) -> None:
        """Show pages; the view has them already."""
        self.notice.hide()
        self._pages = pages
        self._body.setCurrentWidget(self.view)
        self._show_place()

    def show_nothing(self, title: str, sentence: str) -> None:
        """Say why there is nothing to see."""
        self.notice.hide()
        self._pages = 0
        self._nothing.show_text(title, sentence)
        self._body.setCurrentWidget(self._nothing)
        self._show_place()

    def show_notice(self, sentence: str) -> None:
        """Say above the pages what the document carries besides them; nothing where `sentence` is empty."""
        self.notice.show_text("info", "", sentence)
        self.notice.setVisible(bool(sentence))

    def show_text_alternative(self, untrusted_text: str) -> None:
        """Text of the current page for screen readers."""
        self.view.setAccessibleDescription(plain_block(untrusted_text))

    def _show_place(self, _value: object = None) -> None:
        shown = self._pages > 0
        self._place.setText(say("document.place", page=self.view.page + 1, pages=self._pages) if shown else "")
        self._zoom.setText(plain(f"{round(self.view.zoom * 100)} %") if shown else "")
        self.previous.setEnabled(shown and self.view.page > 0)
        self.next.setEnabled(shown and self.view.page < self._pages - 1)
        for button in (self.smaller, self.larger, self.fit):
            button.setEnabled(shown)
