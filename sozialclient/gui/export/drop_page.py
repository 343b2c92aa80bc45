"""The dialog about watched folders: which there are, a form for one more, a trial run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from sozialclient.gui.export.drop_desk import DropShelf, DropWish
from sozialclient.gui.plain import fill_in, literal_caption, plain, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.facts import FactList
from sozialclient.gui.widgets.flow import flowing
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.wording import count, error_words, say

if TYPE_CHECKING:
    from sozialclient.model.drop import DropReport, DropRoute
    from sozialclient.usecases.drop_watch import DropStanding


class DropDialog(QDialog):
    """Lists the folders and asks for changes; it changes nothing itself."""

    route_requested = Signal(object)
    remove_requested = Signal(str)
    folder_requested = Signal()
    run_requested = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(say("drop.title"))
        self.setModal(True)
        self.banner = Banner(theme, "info", say("drop.none"), say("drop.more"))
        self.facts = FactList(theme, say("drop.title"))
        self.remove = push_button(theme, say("drop.remove"), icon="trash")
        self.try_out = push_button(theme, say("drop.try"))
        self.try_out.clicked.connect(lambda: self.run_requested.emit(True))
        self.run = push_button(theme, say("drop.run"), icon="export")
        self.run.clicked.connect(lambda: self.run_requested.emit(False))
        self.close_button = close_button(theme, self)
        frame_dialog(self, scrolled(surface(self._body())), dialog_footer(theme, [self.close_button]))
        fit_screen(self, QSize(theme.px(460), theme.px(420)), QSize(theme.px(760), theme.px(680)))
        self._set_busy(True)
        self.close_button.setFocus()

    def _body(self) -> QVBoxLayout:
        theme = self._theme
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(12))
        heading = plain_label(say("drop.title"), wrap=True)
        heading.setFont(theme.font("title"))
        for widget in (heading, self.banner):
            body.addWidget(widget)
        body.addWidget(self.facts)
        body.addWidget(flowing(theme, self.try_out, self.run, self.remove))
        form_heading = plain_label(say("drop.new"), wrap=True)
        form_heading.setFont(theme.font("heading"))
        body.addWidget(form_heading)
        body.addLayout(self._form())
        body.addStretch(1)
        return body

    def _form(self) -> QFormLayout:
        theme = self._theme
        self.name, self.folder, self.reader = QLineEdit(), QLineEdit(), QLineEdit()
        self.service, self.profile = QComboBox(), QComboBox()
        for box in (self.service, self.profile):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        self.change = push_button(theme, say("export.change"))
        self.change.clicked.connect(self.folder_requested)
        folder = QHBoxLayout()
        folder.addWidget(self.folder, 1)
        folder.addWidget(self.change)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for key, field in (("name", self.name), ("folder", folder), ("service", self.service),
                           ("reader", self.reader), ("profile", self.profile)):
            caption = say(f"drop.form.{key}")
            form.addRow(plain_label(caption), field)
            (self.folder if isinstance(field, QHBoxLayout) else field).setAccessibleName(plain(caption))
        self.save = push_button(theme, say("drop.save"), look="primary")
        self.save.setDefault(True)
        self.save.clicked.connect(lambda: self.route_requested.emit(self.wish()))
        for edit in (self.name, self.folder):
            edit.textChanged.connect(self._on_changed)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        form.addRow(row)
        return form

    def wish(self) -> DropWish:
        """The route as it is filled in."""
        return DropWish(name=self.name.text().strip(), folder=Path(self.folder.text().strip()),
                        service=str(self.service.currentData() or ""), reader=self.reader.text().strip(),
                        profile=str(self.profile.currentData()))

    def show_shelf(self, shelf: DropShelf) -> None:
        """Fill in what is there now."""
        routes = shelf.routes.routes
        if shelf.standing.troubled:
            self._show_trouble(shelf.standing)
        elif routes:
            self.banner.show_text("ok", count("drop.known", len(routes)), say("drop.more"))
        else:
            self.banner.show_text("info", say("drop.none"), say("drop.more"))
        names = dict(shelf.services)
        self.facts.show_groups([
            (plain(one.name), list(_rows(one, names, troubled=one.name in shelf.standing.troubled))) for one in routes
        ])
        self.facts.setVisible(bool(routes))
        _fill(self.service, [("", say("drop.every_service")), *shelf.services])
        _fill(self.profile, shelf.profiles)
        self.profile.setCurrentIndex(max(self.profile.findData("specialist"), 0))
        menu = QMenu(parent=self.remove)
        for one in routes:
            entry = QAction(literal_caption(one.name), menu)
            entry.triggered.connect(lambda _on=False, name=one.name: self.remove_requested.emit(name))
            menu.addActions([entry])
        self.remove.setMenu(menu)
        self._set_busy(False)
        for button in (self.remove, self.try_out, self.run):
            button.setEnabled(bool(routes))

    def _show_trouble(self, standing: DropStanding) -> None:
        words = error_words(standing.error.reference, standing.error.parameters) if standing.error else None
        parts = [plain(words.happened, f" [{words.reference}]")] if words else []
        title = count("drop.waiting", standing.waiting) if standing.waiting else say("drop.status_more")
        self.banner.show_text("warning", title, plain_joined(" ", (*parts, say("drop.tries"))))

    def show_running(self) -> None:
        """A run is under way."""
        self._set_busy(True)
        self.banner.show_text("info", say("drop.running"), "")

    def show_report(self, report: DropReport, *, dry_run: bool) -> None:
        """What a run did, or would do."""
        self._set_busy(False)
        parts = [count("drop.waiting", len(report.waiting))] if report.waiting else []
        parts += [count("drop.unrouted", len(report.unrouted))] if report.unrouted else []
        for failure in report.failed:
            words = error_words(failure.error.reference, failure.error.parameters)
            parts.append(plain(failure.route, ": ", words.happened, f" [{failure.error.reference}]"))
        title = say("drop.tried") if dry_run else count("drop.done", len(report.done))
        self.banner.show_text("warning" if report.failed else "ok", title, plain_joined(" ", parts))

    def _on_changed(self) -> None:
        self.save.setEnabled(bool(self.name.text().strip() and self.folder.text().strip()))

    def _set_busy(self, busy: bool) -> None:
        for button in (self.try_out, self.run, self.remove, self.change):
            button.setEnabled(not busy)
        self.save.setEnabled(False)
        if not busy:
            self._on_changed()

    def show_folder(self, folder: str) -> None:
        """A folder was chosen."""
        fill_in(self.folder, folder)


def _fill(box: QComboBox, entries: Iterable[tuple[str, str]]) -> None:
    box.clear()
    for key, name in entries:
        box.addItem(plain(name), key)


def _rows(route: DropRoute, names: dict[str, str], *, troubled: bool) -> Iterator[tuple[str, str]]:
    yield say("drop.form.folder"), plain(route.folder)
    services = [names.get(key, key) for key in route.services] or [say("drop.every_service")]
    yield say("drop.form.service"), plain_joined(", ", services)
    if route.readers:
        yield say("drop.form.reader"), plain_joined(", ", route.readers)
    state = say("drop.troubled") if troubled else say("drop.active" if route.active else "drop.resting")
    yield say("drop.form.state"), state
