"""Leads through the set-up: reads the key file, asks for the place, checks it live, keeps the mailbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui.assistant.page import AssistantDialog
from sozialclient.gui.desk import Desk, KeyFile, MailboxPlace
from sozialclient.gui.plain import fill_in, plain, plain_joined
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.certificate_card import CertificateCard
from sozialclient.gui.widgets.check_list import Check
from sozialclient.gui.wording import count, day, failure_words, finding_words, named, say
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.mailbox import Mailbox

if TYPE_CHECKING:
    from sozialclient.transports.base import ConnectionReport

T = TypeVar("T")
LANE = "assistant"
KEY_FILE, PIN, PLACE, CHECK, DONE = range(5)
_WARN_DAYS = 30
_OF_PLACE = ("MAILBOX-NAME", "MAILBOX-EXISTS")
_OF_FILE = ("KEY-NOT-A-KEY-FILE", "KEY-TOO-LARGE", "KEY-DAMAGED", "KEY-UNSUPPORTED", "KEY-NO-PRIVATE-KEY",
            "KEY-NO-CERTIFICATE", "KEY-NO-CIPHER")
"""Errors that no other PIN helps against."""
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]+')
_KIND = re.compile(r"^(GRP|PN|ORG)\s*:\s*", re.IGNORECASE)
_LONGEST_NAME = 80


class AssistantController(QObject):
    """One assistant at a time; `added` carries the new mailbox, `fetch_requested` that it be fetched now."""

    added = Signal(object)
    fetch_requested = Signal()

    def __init__(self, desk: Desk, tasks: TaskRunner, theme: Theme) -> None:
        super().__init__()
        self._desk, self._tasks, self._theme = desk, tasks, theme
        self.dialog: AssistantDialog | None = None
        self._task: Task[Any] = Task()
        self._key_file: KeyFile | None = None
        self._place: MailboxPlace | None = None
        self._checked = False
        self._name = ""

    def start(self, parent: QWidget | None) -> AssistantDialog:
        """Open the assistant."""
        dialog = AssistantDialog(self._theme, parent)
        self.dialog, self._key_file, self._place, self._checked = dialog, None, None, False
        dialog.next_requested.connect(self._on_next)
        dialog.back_requested.connect(self._on_back)
        dialog.rejected.connect(self._task.cancel)
        dialog.check.again.clicked.connect(self._check)
        for page in (dialog.key_file, dialog.pin, dialog.place):
            page.changed.connect(self._show_readiness)
        self._show_readiness()
        dialog.open()
        return dialog

    @property
    def _open(self) -> AssistantDialog:
        if self.dialog is None:
            raise RuntimeError("the assistant is not open")
        return self.dialog

    def _show_readiness(self) -> None:
        dialog = self._open
        ready = {
            KEY_FILE: dialog.key_file.picker.path() is not None,
            PIN: bool(dialog.pin.secret.line.text()),
            PLACE: dialog.place.complete(),
            CHECK: self._checked,
            DONE: True,
        }
        dialog.next.setEnabled(ready[dialog.step])

    def _go(self, step: int) -> None:
        self._open.page.show_problem("", "")
        self._open.show_step(step)
        self._show_readiness()

    def _on_back(self) -> None:
        self._task.cancel()
        self._go(max(self._open.step - 1, KEY_FILE))

    def _on_next(self) -> None:
        steps: dict[int, Callable[[], None]] = {
            KEY_FILE: self._look_for_key_file, PIN: self._read_key_file, PLACE: self._read_place,
            CHECK: self._add, DONE: self._finish,
        }
        steps[self._open.step]()

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        if self._open.next.hasFocus():
            self._open.back.setFocus()
        self._open.next.setEnabled(False)
        self._task = Task()
        self._tasks.run(work, done, failed=self._on_failed, lane=LANE, task=self._task)

    def _on_failed(self, error: SozialclientError) -> None:
        dialog = self._open
        if error.reference in _OF_PLACE and dialog.step == CHECK:
            self._go(PLACE)
        if error.reference in _OF_FILE and dialog.step == PIN:
            dialog.pin.secret.line.clear()
            self._go(KEY_FILE)
        dialog.page.show_problem(*failure_words(error))
        self._show_readiness()
        if dialog.step == KEY_FILE:
            dialog.key_file.picker.edit.setFocus()
        elif dialog.step == PIN:
            dialog.pin.secret.line.selectAll()
            dialog.pin.secret.line.setFocus()
        elif dialog.step == PLACE:
            dialog.place.name.selectAll()
            dialog.place.name.setFocus()
        elif dialog.step == CHECK:
            dialog.check.show_checks(self._lines("failed", say("assistant.check.log_on", host=self._host())))
            dialog.check.again.show()
            dialog.check.again.setFocus()

    def _look_for_key_file(self) -> None:
        """Go on at once, and come back when there is no such file: told after the PIN, the PIN would seem wrong."""
        path = self._open.key_file.picker.path()
        self._go(PIN)
        if path is not None:
            self._task = Task()
            self._tasks.run(lambda: self._desk.find_key_file(path), lambda _none: None, failed=self._on_no_key_file,
                            lane=LANE, task=self._task)

    def _on_no_key_file(self, error: SozialclientError) -> None:
        if self._open.step == PIN:
            self._go(KEY_FILE)
            self._on_failed(error)

    def _read_key_file(self) -> None:
        path, pin = self._open.key_file.picker.path(), self._open.pin.secret.line.text()
        if path is not None:
            self._run(lambda: self._desk.read_key_file(path, pin), self._on_key_file)

    def _on_key_file(self, key_file: KeyFile) -> None:
        self._key_file = key_file
        self._open.place.show_card(self._card(key_file))
        if not self._open.place.name.text():
            certificate = key_file.certificate
            fill_in(self._open.place.name, _suggested_name(certificate))
        self._go(PLACE)

    def _card(self, key_file: KeyFile) -> CertificateCard:
        certificate = key_file.certificate
        tint, validity = validity_words(certificate)
        start, end = day(certificate.not_before), day(certificate.not_after)
        facts = [
            (say("origin.valid"), say("origin.from_to", start=start, end=end)),
            (say("origin.issuer"), plain(certificate.issuer)),
            (say("origin.key"), f"{certificate.key_type} {certificate.key_bits} Bit"),
            (say("assistant.file"), plain(key_file.untrusted_name)),
            *((say("assistant.notice"), finding_words(each, {})) for each in key_file.notices),
        ]
        if tint == "danger":
            facts.append((say("assistant.notice"), say("assistant.expired")))
        holder = named(certificate.common_name or certificate.subject)
        return CertificateCard(self._theme, holder, tint, validity, facts)

    def _read_place(self) -> None:
        page = self._open.place
        self._name = page.name.text().strip()
        profile, url = page.profile.path(), page.url.text().strip()
        cipher, signature = page.cipher.path(), page.signature.path()
        if page.by_profile.isChecked() and profile is not None:
            self._run(lambda: self._desk.read_place(profile), self._on_place)
        elif cipher is not None:
            self._run(lambda: self._desk.describe_place(url, cipher, signature), self._on_place)

    def _on_place(self, place: MailboxPlace) -> None:
        self._place = place
        self._go(CHECK)
        self._check()

    def _check(self) -> None:
        place, key_file, pin = self._place, self._key_file, self._open.pin.secret.line.text()
        if place is None or key_file is None:
            return
        self._checked = False
        page = self._open.check
        page.show_problem("", "")
        page.again.hide()
        page.show_card(self._card(key_file))
        log_on = say("assistant.check.log_on", host=self._host())
        page.show_checks(self._lines("running", log_on, say("assistant.check.runs")))
        name = self._name
        self._run(lambda: self._desk.check(name, place, key_file, pin), self._on_checked)
        self._open.back.setFocus()

    def _host(self) -> str:
        return plain(self._place.url) if self._place else ""

    def _lines(self, outcome: str, log_on: str, remark: str = "") -> list[Check]:
        """The three checks while the log-on is under way or has failed."""
        name = plain(self._place.intermediary_name) if self._place else ""
        return [
            Check("passed", say("assistant.check.certificates", name=name)),
            Check(outcome, log_on, "", remark),
            Check("waiting", say("assistant.check.count"), "",
                  say("assistant.check.follows") if outcome == "running" else ""),
        ]

    def _on_checked(self, report: ConnectionReport) -> None:
        self._checked = True
        name, host = plain(self._place.intermediary_name) if self._place else "", self._host()
        waiting = {True: "waiting", False: "empty", None: "unknown"}[report.waiting]
        lines = [
            Check("passed", say("assistant.check.certificates", name=name)),
            Check("passed", say("assistant.check.logged_on", host=host)),
            Check("undecided" if report.waiting is None else "passed", say(f"assistant.check.{waiting}")),
        ]
        lines += [Check("warning", finding_words(each.reference, dict(each.parameters))) for each in report.findings]
        self._open.check.show_checks(lines)
        self._open.check.again.show()
        self._show_readiness()
        self._open.next.setFocus()

    def _add(self) -> None:
        place, key_file, pin, name = self._place, self._key_file, self._open.pin.secret.line.text(), self._name
        if place is not None and key_file is not None:
            self._run(lambda: self._with_continued(self._desk.add_mailbox(name, place, key_file, pin)), self._on_added)

    def _with_continued(self, mailbox: Mailbox) -> tuple[Mailbox, int]:
        from sozialclient.usecases.add_mailbox import continued_applications

        return mailbox, continued_applications(self._desk.workplace().store, mailbox.name)

    def _on_added(self, added: tuple[Mailbox, int]) -> None:
        mailbox, before = added
        self._open.pin.secret.line.clear()
        words = [say("assistant.done.next"), *([count("assistant.done.continued", before)] if before else [])]
        self._open.finish.banner.show_text("ok", say("assistant.done.banner", name=plain(mailbox.name)),
                                         plain_joined(" ", words))
        self.added.emit(mailbox)
        self._go(DONE)

    def _finish(self) -> None:
        self._open.accept()
        self.fetch_requested.emit()


def _suggested_name(certificate: CertificateFacts) -> str:
    """The holder without the prefix that names the kind of certificate and without what no name may hold."""
    holder = _KIND.sub("", plain(certificate.common_name or certificate.subject))
    return " ".join(_NOT_IN_NAMES.sub(" ", holder).split())[:_LONGEST_NAME].strip()


def validity_words(certificate: CertificateFacts, now: datetime | None = None) -> tuple[str, str]:
    """Tint and words for how long a certificate is still valid."""
    moment = now or datetime.now(UTC)
    if moment < certificate.not_before:
        return "warning", say("certificate.not_yet", day=day(certificate.not_before))
    days = (certificate.not_after - moment).days
    if days < 0:
        return "danger", say("certificate.expired", day=day(certificate.not_after))
    return ("warning" if days < _WARN_DAYS else "ok"), count("certificate.left", days)
