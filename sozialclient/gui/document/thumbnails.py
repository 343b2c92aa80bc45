"""Small pictures of all pages beside the document: made when they come into view, kept within a bound."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from sozialclient.gui.plain import plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.image_cache import ImageCache
from sozialclient.gui.wording import say

Index = QModelIndex | QPersistentModelIndex
KEPT_BYTES = 16 * 1024 * 1024
WIDTH, HEIGHT = 84, 112
"""The room for one picture, in logical px."""


class PageModel(QAbstractListModel):
    """One row per page."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[QSizeF] = []

    def show_pages(self, sizes: list[QSizeF]) -> None:
        """Begin a document."""
        self.beginResetModel()
        self.sizes = sizes
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of pages."""
        return 0 if parent.isValid() else len(self.sizes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The page's number; screen readers hear of how many."""
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(str(index.row() + 1))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return say("document.place", page=index.row() + 1, pages=len(self.sizes))
        return None


class ThumbnailList(QListView):
    """Asks for a page's picture with `wanted(page, pixels per point)`; `page_chosen` follows the current row."""

    wanted = Signal(int, float)
    page_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self.pages = theme, PageModel()
        self.images: ImageCache[int] = ImageCache(KEPT_BYTES)
        self._asked: set[int] = set()
        self.setModel(self.pages)
        self.setItemDelegate(_ThumbnailDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(theme.px(WIDTH + 44))
        self.setAccessibleName(say("document.thumbnails"))
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_pages(self, sizes: list[QSizeF]) -> None:
        """Begin a document with pages of these sizes in points."""
        self.images.clear()
        self._asked.clear()
        self.pages.show_pages(sizes)

    def set_image(self, page: int, image: QImage | None) -> None:
        """The picture of a page; None: it was not made, and is asked for again when it is seen again."""
        self._asked.discard(page)
        if image is not None:
            self.images.put(page, image)
            self.viewport().update()

    def in_view(self, page: int) -> bool:
        """Whether something of a page is seen."""
        box = self.visualRect(self.pages.index(page, 0))
        return self.isVisible() and box.intersects(self.viewport().rect())

    def ask(self, page: int) -> None:
        """Ask for a picture, once."""
        if page not in self._asked:
            self._asked.add(page)
            size = self.pages.sizes[page]
            scale = min(WIDTH / size.width(), HEIGHT / size.height())
            self.wanted.emit(page, scale * self._theme.scale * self.devicePixelRatioF())

    def follow(self, page: int) -> None:
        """Make the page in view the current one, without choosing it."""
        index = self.pages.index(page, 0)
        if index.isValid() and index != self.currentIndex():
            blocked = self.blockSignals(True)
            self.selectionModel().blockSignals(True)
            self.setCurrentIndex(index)
            self.selectionModel().blockSignals(False)
            self.blockSignals(blocked)
            self.scrollTo(index)
            self.viewport().update()

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.page_chosen.emit(current.row())


class _ThumbnailDelegate(QStyledItemDelegate):
    """A white sheet with its picture and number; the current one has a thicker frame."""

    def __init__(self, theme: Theme, view: ThumbnailList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same for all, so that a thousand pages need no measuring."""
        return QSize(self._theme.px(WIDTH + 16), self._theme.px(HEIGHT + 34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one page."""
        theme, page = self._theme, index.row()
        cell: QRect = option.rect
        room = QSizeF(theme.px(WIDTH), theme.px(HEIGHT))
        size = self._view.pages.sizes[page].scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        sheet = QRect(0, 0, max(round(size.width()), 1), max(round(size.height()), 1))
        sheet.moveCenter(cell.center())
        sheet.moveTop(cell.top() + theme.px(8))
        painter.save()
        painter.fillRect(sheet, Qt.GlobalColor.white)
        image = self._view.images.get(page)
        if image is None:
            self._view.ask(page)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(sheet, image)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(theme.color("accent" if current else "border"), 3 if current else 1))
        painter.drawRect(sheet.adjusted(-1, -1, 1, 1))
        painter.setFont(theme.font("caption", strong=current))
        painter.setPen(theme.color("text" if current else "text2"))
        painter.drawText(QRect(cell.left(), sheet.bottom(), cell.width(), theme.px(22)),
                         Qt.AlignmentFlag.AlignCenter, plain(str(page + 1)))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), theme.px(6), theme.px(6))
        painter.restore()
