"""The dialog about certificates: which authorities are believed, and what is pinned for each intermediary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from sozialclient.gui.certificates.words import holder, one_line
from sozialclient.gui.overview.dialog import OverviewDialog
from sozialclient.gui.plain import literal_caption, plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.facts import Group
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.gui.certificates.desk import Believed, Pins


class CertificatesDialog(OverviewDialog):
    """Lists what is believed and asks for changes; it changes nothing itself."""

    add_requested = Signal()
    remove_requested = Signal(object)
    offered_requested = Signal(str)
    file_requested = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        title = say("certificates.title")
        super().__init__(theme, title, title, QSize(theme.px(760), theme.px(640)), parent)
        self.offered = push_button(theme, say("certificates.look"), icon="warning", look="primary")
        self.add = push_button(theme, say("certificates.add"), icon="plus")
        self.remove = push_button(theme, say("certificates.remove"), icon="trash")
        self.change = push_button(theme, say("certificates.change"), icon="file")
        self.add.clicked.connect(self.add_requested)
        self.lay_out((self.add, self.remove, self.change), urgent=self.offered)
        self._waiting: str | None = None
        self.offered.clicked.connect(lambda: self.offered_requested.emit(self._waiting or ""))
        for button in (self.add, self.remove, self.change):
            button.setEnabled(False)
        self.offered.hide()

    def show_believed(self, believed: Believed) -> None:
        """Fill in what is true now."""
        waiting = believed.waiting
        self._waiting = waiting[0].mailbox if waiting else None
        self.offered.setVisible(bool(waiting))
        if waiting:
            self.banner.show_text("danger", say("certificates.changed", mailbox=waiting[0].mailbox),
                                  say("certificates.changed_more"))
            self.offered.setFocus()
        elif any(each.root and not each.training for each in believed.authorities):
            self.banner.show_text("ok", say("certificates.roots"), say("certificates.roots_more"))
        else:
            self.banner.show_text("undecided", say("certificates.no_roots"), say("certificates.no_roots_more"))
        self.facts.show_groups([*_authority_group(believed), *map(_pins_group, believed.pins)])
        self.add.setEnabled(True)
        self._fill_remove(believed)
        self._fill_change(believed)

    def _fill_remove(self, believed: Believed) -> None:
        menu = self._menu(self.remove)
        for authority in believed.authorities:
            entry = QAction(literal_caption(holder(authority.certificate)), menu)
            entry.triggered.connect(lambda _on=False, each=authority: self.remove_requested.emit(each))
            menu.addActions([entry])
        self.remove.setEnabled(bool(believed.authorities))

    def _fill_change(self, believed: Believed) -> None:
        menu = self._menu(self.change)
        for pins in believed.pins:
            for kind in ("signature", "cipher"):
                entry = QAction(literal_caption(say(f"certificates.change_{kind}", mailbox=pins.mailbox)), menu)
                entry.triggered.connect(
                    lambda _on=False, name=pins.mailbox, kind=kind: self.file_requested.emit(name, kind))
                menu.addActions([entry])
        self.change.setEnabled(bool(believed.pins))

    def _menu(self, button: QPushButton) -> QMenu:
        menu = QMenu(parent=button)
        button.setMenu(menu)
        return menu


def _authority_group(believed: Believed) -> Iterator[Group]:
    rows = []
    for authority in believed.authorities:
        kind = say("certificates.root") if authority.root else say("certificates.authority")
        if authority.training:
            kind = plain(kind, " ", say("certificates.training"))
        rows.append((kind, one_line(authority.certificate)))
    if rows:
        yield say("certificates.authorities"), rows


def _pins_group(pins: Pins) -> Group:
    known = {"offered": pins.offered, "signature": pins.signature, "cipher": pins.cipher}
    rows = [(say(f"certificates.pin.{kind}"), one_line(facts)) for kind, facts in known.items() if facts is not None]
    return say("certificates.intermediary", mailbox=pins.mailbox), rows
