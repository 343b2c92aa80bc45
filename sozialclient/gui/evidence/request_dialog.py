"""The dialog that asks for evidence: what, until when, from whom to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QDialog, QLineEdit, QVBoxLayout, QWidget

from sozialclient.documents.due_day import DueDayUnknown, due_day
from sozialclient.documents.evidence.deadline import POST, SHORTEST, unsuitable
from sozialclient.gui.evidence.request_model import RequestTableModel
from sozialclient.gui.evidence.stage_choice import StageChoice
from sozialclient.gui.plain import fill_in, plain, plain_joined, plain_label, plain_words, set_tooltip
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import beside, push_button
from sozialclient.gui.widgets.dialog_frame import dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.field_delegate import FieldDelegate
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.growing_list import GrowingList
from sozialclient.gui.widgets.line_area import line_area, lines_of
from sozialclient.gui.wording import count, say
from sozialclient.model.evidence_request import Way
from sozialclient.texts import text

if TYPE_CHECKING:
    from sozialclient.gui.evidence.draft import RequestDraft
    from sozialclient.usecases.request_evidence import RequestForm

_LONGEST = 300
_NAMED = ("items", "sender", "recipient")
"""What a letter may lack that has a word of its own; all else are findings about consequences."""


class RequestDialog(QDialog):
    """The signals carry the filled-in form; none is possible before it is whole.

    `save_requested` and `mailbox_requested` mean that the letter goes out, `copy_requested` that somebody looks at it.
    """

    save_requested = Signal(object)
    copy_requested = Signal(object)
    mailbox_requested = Signal(object)

    def __init__(self, theme: Theme, draft: RequestDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.draft = theme, draft
        self.setWindowTitle(say("request.title"))
        self.setModal(True)
        self.stage = self._make_stage()
        self.model = RequestTableModel(draft.proposals)
        self.list = self._make_list()
        self.more = QLineEdit()
        self.more.setMaxLength(_LONGEST)
        self.deadline = QLineEdit()
        self.deadline.setMaxLength(20)
        self.weekday = plain_label(wrap=True)
        self.recipient = line_area(draft.recipient)
        self.office = line_area(draft.sender)
        self.contact = line_area(draft.contact)
        self.banner = Banner(theme, "warning", "", "")
        self.banner.hide()
        self.save = push_button(theme, say("request.save"), icon="file-pdf", look="primary")
        self.save.setDefault(True)
        self.copy = push_button(theme, say("request.copy"), icon="copy")
        self.mailbox = push_button(theme, say("request.mailbox"), icon="send")
        set_tooltip(self.mailbox, say("request.mailbox_notes"))
        self.mailbox.setAccessibleDescription(say("request.mailbox_notes"))
        shut = push_button(theme, say("action.cancel"))
        shut.clicked.connect(self.reject)
        frame_dialog(self, scrolled(surface(self._body())), dialog_footer(theme, [self.save, shut]))
        fit_screen(self, QSize(theme.px(460), theme.px(380)), QSize(theme.px(760), theme.px(720)))
        self._connect()
        self._judge()
        self.list.setFocus()

    def _make_stage(self) -> StageChoice:
        from sozialclient.usecases.request_evidence import NEEDED, outcome_of

        outcome = outcome_of(self.draft.sheet)
        return StageChoice(self._theme, asked=self.draft.asked is not None, warns=outcome is not None,
                           needed=NEEDED[outcome] if outcome else ())

    def _make_list(self) -> GrowingList:
        view = GrowingList(self._theme, say("request.list"))
        view.setModel(self.model)
        delegate = FieldDelegate(self._theme, view)
        delegate.tick_requested.connect(lambda key: self.model.turn(int(key)))
        view.setItemDelegate(delegate)
        view.setMinimumHeight(self._theme.px(220))
        tick = QAction(say("request.tick"), view)
        tick.setShortcuts([QKeySequence(Qt.Key.Key_Space), QKeySequence(Qt.Key.Key_Return),
                           QKeySequence(Qt.Key.Key_Enter)])
        tick.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        tick.triggered.connect(lambda: self.model.turn(view.currentIndex().row()))
        view.addActions([tick])
        return view

    def _body(self) -> QVBoxLayout:
        theme = self._theme
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(16))
        body.setSpacing(theme.px(6))
        asked = self.draft.asked
        about = say("request.asked", day=f"{asked:%d.%m.%Y}") if asked else say("request.never_asked")
        note = plain_label(plain_joined(" ", (say("request.note"), about)), wrap=True)
        note.setProperty("tone", "second")
        body.addWidget(note)
        body.addWidget(self.stage)
        self._caption(body, "list", self.list)
        body.addWidget(self.list, 1)
        self._caption(body, "more", self.more)
        body.addWidget(self.more)
        body.addWidget(self.stage.findings_area)
        self._caption(body, "deadline", self.deadline)
        body.addWidget(self.deadline)
        body.addLayout(self._spans())
        body.addWidget(self.weekday)
        for name, area in (("recipient", self.recipient), ("sender", self.office), ("contact", self.contact)):
            self._caption(body, name, area)
            area.setFixedHeight(theme.px(84))
            body.addWidget(area)
        body.addWidget(self.banner)
        # In the footer it would push the other buttons off a small screen at a large text size.
        body.addLayout(beside(theme, self.copy, self.mailbox))
        return body

    def _caption(self, body: QVBoxLayout, name: str, field: QWidget) -> None:
        label = plain_label(say(f"request.{name}"), wrap=True)
        label.setFont(self._theme.font("bodyStrong"))
        label.setBuddy(field)
        field.setAccessibleName(say(f"request.{name}"))
        body.addWidget(label)

    def _spans(self) -> QBoxLayout:
        buttons = []
        for each, day in zip(self.draft.spans, self.draft.deadlines, strict=True):
            button = push_button(self._theme, say(f"request.span.{each.unit.name.lower()}", n=each.number))
            button.clicked.connect(lambda _on=False, day=day: fill_in(self.deadline, f"{day:%d.%m.%Y}"))
            buttons.append(button)
        return beside(self._theme, *buttons)

    def _connect(self) -> None:
        self.model.changed.connect(self._judge)
        self.stage.changed.connect(self._judge)
        for field in (self.more, self.deadline):
            field.textChanged.connect(self._judge)
        for area in (self.recipient, self.office, self.contact):
            area.textChanged.connect(self._judge)
        self.save.clicked.connect(lambda: self._send(self.save_requested.emit))
        self.copy.clicked.connect(lambda: self._send(self.copy_requested.emit))
        self.mailbox.clicked.connect(lambda: self._send(self.mailbox_requested.emit))

    @property
    def form(self) -> RequestForm | None:
        """What is filled in; None before there is a day that can be the last one."""
        from sozialclient.usecases.request_evidence import RequestForm

        day = self._day()
        if day is None or unsuitable(day, self.draft.today, self.draft.days):
            return None
        more = self.more.text().strip()
        return RequestForm(sender=lines_of(self.office), contact=lines_of(self.contact),
                           recipient=lines_of(self.recipient), items=self.model.chosen, more=(more,) if more else (),
                           deadline=day, stage=self.stage.stage, findings=self.stage.findings)

    def _day(self) -> date | None:
        try:
            return due_day(self.deadline.text(), self.draft.today, self.draft.days.after)
        except DueDayUnknown:
            return None

    def _judge(self) -> None:
        """Say what day it is, or what is wrong with it, what is still empty, and what should be thought about."""
        self.weekday.setText(plain(self._about_day()))
        from sozialclient.usecases.request_evidence import lacking

        form = self.form
        missing = lacking(self.draft.sheet, form) if form is not None else ()
        whole = form is not None and not missing
        for button in (self.save, self.copy):
            button.setEnabled(whole)
        findings = self.stage.findings
        self.mailbox.setEnabled(whole and findings.way in (None, Way.MAILBOX))
        doubts = self._doubts(form) if form is not None else []
        if missing:
            names = dict.fromkeys(part if part in _NAMED else "findings" for part in missing)
            parts = ", ".join(say(f"request.lack.{name}") for name in names)
            doubts.insert(0, say("request.lacking", parts=parts))
        self.banner.setVisible(bool(doubts))
        self.banner.show_text("warning", "", plain_joined(" ", doubts))

    def _about_day(self) -> str:
        if not self.deadline.text().strip():
            return say("request.no_deadline")
        day = self._day()
        if day is None:
            return say("request.no_day")
        wrong = unsuitable(day, self.draft.today, self.draft.days)
        weekday = say("days_long").split()[day.weekday()]
        if wrong:
            return say(f"request.{wrong}")
        number = self.draft.days.since(self.draft.today, day)
        words = count("request.deadline_is", number, weekday=weekday, day=f"{day:%d.%m.%Y}")
        return say("request.with_post", words=words, n=POST) if day in self.draft.deadlines else words

    def _doubts(self, form: RequestForm) -> list[str]:
        from sozialclient.usecases.request_evidence import MOST_ITEMS, doubts

        return [plain_words(text("evidence", f"doubt.{name}", most=MOST_ITEMS, shortest=SHORTEST))
                for name in doubts(self.draft.sheet, form, self.draft.today, self.draft.due)]

    def _send(self, send: Callable[[RequestForm], None]) -> None:
        form = self.form
        if form is not None:
            send(form)
