"""The dialog about schema packages: which standards are known here, in which versions, and what they lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sozialclient.gui.overview.dialog import OverviewDialog
from sozialclient.gui.plain import literal_caption, plain, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.facts import Group
from sozialclient.gui.wording import count, say

if TYPE_CHECKING:
    from sozialclient.documents.schema.package import SchemaPackage
    from sozialclient.gui.schemas.desk import SchemaShelf

_MOST_MISSING = 20


class SchemasDialog(OverviewDialog):
    """Lists the packages and asks for changes; it changes nothing itself."""

    file_requested = Signal()
    folder_requested = Signal()
    remove_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        title = say("schemas.title")
        super().__init__(theme, title, title, QSize(theme.px(760), theme.px(640)), parent)
        self.radar = plain_label("", wrap=True, keys=True)
        self.radar.setProperty("tone", "second")
        self.file = push_button(theme, say("schemas.import_zip"), icon="plus", look="primary")
        self.folder = push_button(theme, say("schemas.import_folder"), icon="folder")
        self.remove = push_button(theme, say("schemas.remove"), icon="trash")
        self.file.clicked.connect(self.file_requested)
        self.folder.clicked.connect(self.folder_requested)
        self.lay_out((self.file, self.folder, self.remove), more=self.radar)
        for button in (self.file, self.folder, self.remove):
            button.setEnabled(False)

    def show_shelf(self, shelf: SchemaShelf) -> None:
        """Fill in what is there now."""
        packages = shelf.packages
        lacking = sum(bool(one.missing) for one in packages)
        if lacking:
            self.banner.show_text("warning", count("schemas.lacking", lacking), say("schemas.lacking_more"))
        elif packages:
            self.banner.show_text("ok", count("schemas.known", len(packages)), say("schemas.more"))
        else:
            self.banner.show_text("info", say("schemas.none"), say("schemas.more"))
        self.facts.show_groups([_group(one) for one in packages])
        self.facts.setVisible(bool(packages))
        self.radar.setText(plain_joined(" ", shelf.radar))
        self._fill_remove(packages)
        for button in (self.file, self.folder):
            button.setEnabled(True)

    def show_busy(self) -> None:
        """An import is under way."""
        self.banner.show_text("info", say("schemas.importing"), "")
        for button in (self.file, self.folder, self.remove):
            button.setEnabled(False)

    def _fill_remove(self, packages: tuple[SchemaPackage, ...]) -> None:
        menu = QMenu(parent=self.remove)
        self.remove.setMenu(menu)
        for package in packages:
            entry = QAction(literal_caption(package_title(package)), menu)
            entry.triggered.connect(lambda _on=False, name=package.id: self.remove_requested.emit(name))
            menu.addActions([entry])
        self.remove.setEnabled(bool(packages))


def package_title(package: SchemaPackage) -> str:
    """Standard and version; a package of code lists alone says so."""
    if not package.standard:
        return say("schemas.lists_only")
    return plain(package.standard, " ", package.version)


def _group(package: SchemaPackage) -> Group:
    return package_title(package), list(_rows(package))


def _rows(package: SchemaPackage) -> Iterator[tuple[str, str]]:
    if package.title and package.title != package.standard:
        yield say("schemas.row.title"), plain(package.title)
    if package.roots:
        yield say("schemas.row.messages"), str(len(package.roots))
    yield say("schemas.row.lists"), str(len(package.lists))
    yield say("schemas.row.imported"), _day(package.imported)
    if package.missing:
        yield say("schemas.row.missing"), plain_joined(", ", package.missing[:_MOST_MISSING])


def _day(moment: str) -> str:
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%d.%m.%Y, %H:%M}"
    except ValueError:
        return plain(moment)
