"""The inspection report (Prüfprotokoll) in lines, and the process card (Laufzettel) as a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from sozialclient.gui.desk import OpenedApplication
from sozialclient.gui.plain import plain, plain_joined, plain_label
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.check_list import Check, CheckList
from sozialclient.gui.widgets.dialog_frame import scrolled
from sozialclient.gui.widgets.frames import Banner
from sozialclient.gui.widgets.ground import Ground
from sozialclient.gui.widgets.literal_text import LiteralText
from sozialclient.gui.widgets.timeline import Station, Timeline
from sozialclient.gui.wording import say
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.verdict import Severity, Verdict

if TYPE_CHECKING:
    from sozialclient.reports.sheet import CheckRow, InspectionSheet, NoteRow, TimeRow

_TINTS = {Verdict.PASSED: "ok", Verdict.UNDECIDED: "undecided", Verdict.FAILED: "danger"}
_SEVERITIES = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.ERROR: "failed"}
_ICONS = {"received": "stamp", "forwarded": "send", "taken": "check-circle", "changed": "rotate", "fetched": "fetch",
          "opened": "open"}
_MOST_NOTES = 60


def _scroll(body: QWidget, name: str) -> QScrollArea:
    """Reached by Tab, because there is nothing in it that could be."""
    area = scrolled(body)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setAccessibleName(plain(name))
    return area


def _check(row: CheckRow) -> Check:
    outcome = row.verdict.value
    spoken = f"{row.title}: {say(f'inspection.outcome.{outcome}')}. {row.detail}"
    return Check(outcome, plain(row.title), plain(row.detail), "", plain(spoken))


def _note(row: NoteRow) -> Check:
    return Check(_SEVERITIES[row.severity], plain(row.text), row.reference)


class InspectionPage(QWidget):
    """Verdict banner, our checks, certificates, the intermediary's inspections, findings, technical facts on demand.

    `shown` asks for what `show_message` takes: that is found out only for an application whose page is looked at.
    """

    save_requested = Signal()
    revocation_requested = Signal()
    shown = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        body = Ground()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(6))
        self.banner = Banner(theme, "info", "", "")
        layout.addWidget(self.banner)
        layout.addSpacing(theme.px(10))
        self._lists: dict[str, tuple[QWidget, CheckList]] = {}
        for key in ("checks", "trust", "message", "findings", "inspections"):
            head, checks = plain_label(say(f"inspection.{key}")), CheckList(theme)
            head.setFont(theme.font("heading"))
            layout.addWidget(head)
            layout.addWidget(checks)
            layout.addSpacing(theme.px(6))
            self._lists[key] = (head, checks)
        self.save = push_button(theme, say("inspection.save"), icon="file-pdf")
        self.save.clicked.connect(self.save_requested)
        self.revocation = push_button(theme, say("inspection.revocation"), icon="cert")
        self.revocation.clicked.connect(self.revocation_requested)
        self.technical = push_button(theme, say("error.technical"), look="link")
        self.technical.setCheckable(True)
        self._facts = LiteralText(say("error.technical"))
        self._facts.setFont(theme.font("mono"))
        self._facts.setMinimumHeight(theme.px(260))
        self._facts.hide()
        self.technical.toggled.connect(self._facts.setVisible)
        # Beside each other they would be wider than the pane at a large text size.
        for button in (self.revocation, self.save, self.technical):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._facts)
        layout.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.area = _scroll(body, say("application.tab.inspection"))
        outer.addWidget(self.area)

    def show_application(self, opened: OpenedApplication) -> None:
        """Fill in."""
        sheet: InspectionSheet = opened.sheet
        self.banner.show_text(_TINTS[sheet.verdict], sheet.headline, sheet.sentence)
        notes = [_note(row) for row in sheet.notes[:_MOST_NOTES]]
        self._show("checks", [_check(row) for row in sheet.checks])
        self._show("trust", [_check(row) for row in sheet.trust])
        self.revocation.setVisible(bool(sheet.trust))
        self._show("inspections", [_check(row) for row in sheet.inspections])
        self._show("findings", notes)
        self.show_message([])
        self.technical.setChecked(False)
        facts = [line for row in sheet.technical for line in (plain(row.label), plain("    ", plain(row.text)))]
        self._facts.show_text(plain_joined("\n", facts))
        self.shown.emit(opened.card.id)

    def show_message(self, rows: Sequence[Check]) -> None:
        """What was found out about the XML, which takes longer than all the rest."""
        self._show("message", rows)

    def _show(self, key: str, checks: Sequence[Check]) -> None:
        head, view = self._lists[key]
        head.setVisible(bool(checks))
        view.setVisible(bool(checks))
        view.show_checks(checks)


class ProcessCardPage(QWidget):
    """The stations of a delivery from sender to office."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("ground", "surfaceAlt")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        body = Ground(ground="surfaceAlt")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(theme.px(20), theme.px(18), theme.px(16), theme.px(16))
        title = plain_label(say("process_card.title"))
        title.setFont(theme.font("heading"))
        self.timeline = Timeline(theme)
        layout.addWidget(title)
        layout.addSpacing(theme.px(8))
        layout.addWidget(self.timeline, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.area = _scroll(body, say("process_card.title"))
        outer.addWidget(self.area)

    def show_application(self, opened: OpenedApplication) -> None:
        """Fill in."""
        self.timeline.show_stations([*map(_station, opened.sheet.times), _transferred(opened.card)])


def _station(row: TimeRow) -> Station:
    reached = row.instant is not None or row.legal
    return Station(_ICONS.get(row.key, "clock"), row.label, row.shown, plain(row.note), row.legal, not reached)


def _transferred(card: ApplicationCard) -> Station:
    done = card.state in (State.TRANSFERRED, State.ARCHIVED)
    return Station("transfer", say("process_card.transferred"),
                   say("process_card.done") if done else say("process_card.open"), open=not done)
