"""Says in the status bar when the mailbox was last fetched and how long its certificate is valid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, Signal

from sozialclient.gui.assistant.controller import validity_words
from sozialclient.gui.desk import Desk
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain, plain_joined
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.wording import day, relative, say
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.mailbox import Mailbox

_STALE = timedelta(hours=24)
_WARN = timedelta(days=30)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The mailbox fetched longest ago (empty: there is no other) and when, and the certificate that ends first."""

    mailbox: str
    fetched: datetime | None
    certificate: CertificateFacts | None


class MailboxStatus(QObject):
    """`looked` is sent after every look; `ever_fetched` is what was found, True before the first one.

    `trouble` says in a few words what went wrong since the last fetch that succeeded; empty: nothing.
    """

    looked = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._tasks, self._bar = desk, tasks, window.status
        self.ever_fetched = True
        self.trouble = ""

    def show_mailboxes(self, mailboxes: Sequence[Mailbox]) -> None:
        """Look how things stand with these mailboxes; of several the one that is worst off is told."""
        if not mailboxes:
            for state, icon in (("fetch", "check-circle"), ("certificate", "cert")):
                self._bar.show_state(state, icon, "")
            return
        self._tasks.run(lambda: self._look(mailboxes), self._on_looked)

    def _look(self, mailboxes: Sequence[Mailbox]) -> _Standing:
        fetched = {mailbox.name: self._desk.last_fetch(mailbox.name) for mailbox in mailboxes}
        known = [found for mailbox in mailboxes if (found := self._desk.certificate(mailbox)) is not None]
        worst = min(fetched, key=lambda name: fetched[name] or _LONG_AGO)
        return _Standing(worst if len(mailboxes) > 1 else "", fetched[worst],
                         min(known, key=lambda found: found.not_after, default=None))

    def _on_looked(self, standing: _Standing) -> None:
        fetched, certificate = standing.fetched, standing.certificate
        self.ever_fetched = fetched is not None
        now = datetime.now(UTC)
        when = relative(fetched) if fetched else ""
        words = say("status.fetched", when=when) if fetched else say("status.never")
        late = fetched is None or now - fetched > _STALE
        whole = plain(words, ": ", standing.mailbox) if late and standing.mailbox else words
        self._bar.show_state("fetch", "check-circle", plain_joined(" · ", filter(None, (whole, self.trouble))),
                             due=late or bool(self.trouble),
                             short=say("status.fetched_short", when=when) if fetched else words)
        if certificate is not None:
            due = certificate.not_after - now < _WARN
            text = (say("status.certificate_due", words=validity_words(certificate)[1]) if due
                    else say("status.certificate", day=day(certificate.not_after)))
            self._bar.show_state("certificate", "cert", text, due=due)
        self.looked.emit()
