"""The dialog about the store's key: every way to it, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from sozialclient.gui.overview.dialog import OverviewDialog
from sozialclient.gui.plain import plain_joined
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button, set_caption
from sozialclient.gui.wording import day, full, say

if TYPE_CHECKING:
    from sozialclient.usecases.store_keys import KeyStatus, KeyWay


class StoreKeysDialog(OverviewDialog):
    """Lists the ways to the key and asks for changes; it changes nothing itself."""

    recovery_requested = Signal()
    passphrase_requested = Signal()
    rotate_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, say("store_keys.title"), say("store_keys.ways"), QSize(theme.px(680), theme.px(600)),
                         parent)
        self.recovery = push_button(theme, say("store_keys.recovery"), icon="key")
        self.passphrase = push_button(theme, say("store_keys.set_passphrase"), icon="lock")
        self.rotate = push_button(theme, say("store_keys.rotate"), icon="rotate")
        for button, wish in ((self.recovery, self.recovery_requested), (self.passphrase, self.passphrase_requested),
                             (self.rotate, self.rotate_requested)):
            button.clicked.connect(wish)
        self.lay_out((self.recovery, self.passphrase, self.rotate))
        self._enable(False)

    def show_status(self, status: KeyStatus) -> None:
        """Fill in what is true now."""
        self._passphrase = status.passphrase
        set_caption(self.passphrase, say("store_keys.clear_passphrase") if status.passphrase
                    else say("store_keys.set_passphrase"))
        if status.portable:
            self.banner.show_text("ok", say("store_keys.portable"), say("store_keys.portable_more"))
        else:
            self.banner.show_text("warning", say("store_keys.only_here"), say("store_keys.only_here_more"))
        rotated = say("store_keys.never_rotated") if status.rotated is None else full(status.rotated)
        start = say("store_keys.asks") if status.passphrase else say("store_keys.opens")
        self.facts.show_groups([
            (say("store_keys.ways"), [_way(way) for way in status.ways]),
            (say("store_keys.more"), [(say("store_keys.start"), start), (say("store_keys.rotated"), rotated)]),
        ])
        self._enable(True)

    def show_busy(self) -> None:
        """Something is under way."""
        self._enable(False)
        self.banner.show_text("info", say("store_keys.busy"), "")

    def _enable(self, possible: bool) -> None:
        for button in (self.recovery, self.passphrase, self.rotate):
            button.setEnabled(possible)


def _way(way: KeyWay) -> tuple[str, str]:
    made = None if way.made is None else say("store_keys.since", day=day(way.made))
    words = [say(f"store_keys.way.{way.kind.value}", label=way.label)]
    if way.genuine is False:
        words.append(say("store_keys.not_genuine"))
    if made:
        words.append(made)
    return say(f"store_keys.kind.{way.kind.value}"), plain_joined("\n", words)
