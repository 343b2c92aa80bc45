"""Pictures of fetching several mailboxes for `gui/screens.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sozialclient.gui.desk import FetchResult
from sozialclient.gui.fetch.round_words import MailboxOutcome, Turn, round_words
from sozialclient.gui.screen_samples import WrongPin
from sozialclient.usecases.open_training_mailbox import TRAINING_MAILBOX

if TYPE_CHECKING:
    from sozialclient.gui.shell.desktop import Desktop

Draw = Callable[["Desktop"], QWidget]


def fetch_screens() -> Mapping[str, Draw]:
    """Screens by name."""

    def fetch_round(desktop: Desktop) -> QWidget:
        fetched = FetchResult(new=7, duplicates=0, with_findings=1, error=None)
        refused = FetchResult(new=2, duplicates=0, with_findings=0, error=WrongPin(file="musterstadt-2027.p12"))
        words = round_words([
            MailboxOutcome(TRAINING_MAILBOX, Turn.DONE, fetched), MailboxOutcome("Wohngeldstelle", Turn.DONE, refused),
            MailboxOutcome("Jugendamt", Turn.NO_PIN)])
        page = desktop.window.fetch
        page.show_round(words.tint, words.title, words.sentence, words.groups)
        desktop.window.show_detail(page)
        return desktop.window

    return {"fetch-round": fetch_round}
