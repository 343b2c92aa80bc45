"""The dialog about retention: what is due, the rules, what was deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sozialclient.gui.plain import literal_caption, plain_label, plain_words
from sozialclient.gui.retention.desk import RetentionOverview
from sozialclient.gui.retention.rules_page import RulesPage
from sozialclient.gui.retention.table_model import (
    PLAN_COLUMNS,
    RECORD_COLUMNS,
    RowsTableModel,
    plan_rows,
    record_rows,
)
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.buttons import push_button
from sozialclient.gui.widgets.dialog_frame import close_button, dialog_footer, frame_dialog, scrolled, surface
from sozialclient.gui.widgets.dialog_size import fit_screen
from sozialclient.gui.widgets.frames import Banner, line
from sozialclient.gui.widgets.tables import make_table
from sozialclient.gui.wording import count, day, say
from sozialclient.model.retention import RetentionPlan, Stage

TABS = ("plan", "rules", "records")
_WIDTHS = {"when": 100, "step": 145, "application": 130, "person": 215, "service": 220, "at": 230, "mailbox": 170,
           "rule": 250}


class RetentionDialog(QDialog):
    """Carries out only what it lists: `apply_requested` comes after the number of due steps was typed."""

    apply_requested = Signal()
    proof_requested = Signal()

    def __init__(self, theme: Theme, services: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._due, self._busy = theme, 0, False
        self.setWindowTitle(say("retention.title"))
        self.setModal(True)
        self.plan_model, self.record_model = RowsTableModel(PLAN_COLUMNS), RowsTableModel(RECORD_COLUMNS)
        self.rules = RulesPage(theme, services)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(say("retention.tabs"))
        self.pages = QStackedWidget()
        for name, page in zip(TABS, (self._make_plan(), self.rules, self._make_records()), strict=True):
            self.tabs.addTab(literal_caption(say(f"retention.tab.{name}")))
            self.pages.addWidget(self._scrolled(page))
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        self.close_button = close_button(theme, self)
        body = QVBoxLayout()
        body.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(16))
        body.setSpacing(0)
        body.addWidget(self.tabs)
        body.addWidget(line())
        body.addWidget(self.pages, 1)
        frame_dialog(self, surface(body), dialog_footer(theme, [self.close_button]))
        fit_screen(self, QSize(theme.px(560), theme.px(380)), QSize(theme.px(980), theme.px(620)))
        self.tabs.setFocus()

    def _make_plan(self) -> QWidget:
        theme = self._theme
        self.banner = Banner(theme, "info", "", "")
        self.plan_table = self._table(self.plan_model, PLAN_COLUMNS, say("retention.tab.plan"))
        self.number = QLineEdit()
        self.number.setMaximumWidth(theme.px(110))
        self.number.textChanged.connect(lambda _text: self._enable())
        self._ask = plain_label(wrap=True)
        self._ask.setBuddy(self.number)
        self.go = push_button(theme, say("retention.go"), icon="trash")
        self.go.clicked.connect(self._on_go)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(8))
        self.bar.setAccessibleName(say("deletion.bar"))
        self.bar.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.number)
        row.addStretch(1)
        row.addWidget(self.go)
        return self._page(self.banner, self.plan_table, [self.bar, self._ask], row)

    def _make_records(self) -> QWidget:
        theme = self._theme
        self.record_table = self._table(self.record_model, RECORD_COLUMNS, say("retention.tab.records"))
        self.no_records = plain_label(say("retention.no_records"), wrap=True)
        self.proof = push_button(theme, say("deletion.save_proof"))
        self.proof.clicked.connect(self.proof_requested)
        row = QHBoxLayout()
        row.addWidget(plain_label(say("retention.records_note"), wrap=True), 1)
        row.addWidget(self.proof)
        return self._page(self.no_records, self.record_table, [], row)

    def _page(self, head: QWidget, table: QTableView, under: list[QWidget], row: QHBoxLayout) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, self._theme.px(12), 0, 0)
        layout.setSpacing(self._theme.px(8))
        layout.addWidget(head)
        layout.addWidget(table, 1)
        for widget in under:
            layout.addWidget(widget)
        layout.addLayout(row)
        return page

    @staticmethod
    def _scrolled(page: QWidget) -> QScrollArea:
        """With large text on a small screen a page is higher than its place."""
        page.setProperty("ground", "surface")
        return scrolled(page)

    def _table(self, model: RowsTableModel, columns: Sequence[str], name: str) -> QTableView:
        table = make_table(self._theme, name)
        table.setModel(model)
        table.setMinimumHeight(self._theme.px(130))
        for at, column in enumerate(columns):
            table.setColumnWidth(at, self._theme.px(_WIDTHS.get(column, 200)))
        return table

    def show_overview(self, overview: RetentionOverview) -> None:
        """Fill in all pages."""
        plan = overview.plan
        self._busy, self._due = False, len(plan.now)
        self.plan_model.show_rows(plan_rows(plan, overview.names))
        self.record_model.show_rows(record_rows(overview.records))
        self.rules.show_rules(overview.retention)
        self.no_records.setVisible(not overview.records)
        self.proof.setEnabled(bool(overview.records))
        self.banner.show_text("warning" if plan.now else "info", _sum(plan), _kept(plan))
        asked = say("retention.number", n=self._due)
        self._ask.setText(plain_words(asked))
        self.number.setAccessibleName(plain_words(asked))
        self.number.clear()
        for widget in (self._ask, self.number, self.go):
            widget.setVisible(bool(plan.now))
        self.bar.hide()
        self._enable()

    def show_running(self, done: int) -> None:
        """`done` steps are taken."""
        self.bar.setRange(0, self._due)
        self.bar.setValue(done)
        self.bar.show()

    def show_result(self, title: str, sentence: str) -> None:
        """What was done; the lists are those of after it."""
        self.banner.show_text("ok", title, sentence)
        self.tabs.setCurrentIndex(0)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Not while it deletes."""
        if not self._busy:
            super().reject()

    def stop_waiting(self) -> None:
        """It failed: let people go on."""
        self._busy = False
        self.bar.hide()
        self._enable()

    def _enable(self) -> None:
        self.go.setEnabled(not self._busy and self._due > 0 and self.number.text().strip() == str(self._due))
        self.number.setEnabled(not self._busy)

    def _on_go(self) -> None:
        if self.go.isEnabled():
            self._busy = True
            self._enable()
            self.show_running(0)
            self.apply_requested.emit()


def _sum(plan: RetentionPlan) -> str:
    trash = sum(due.stage is Stage.TRASH for due in plan.now)
    if plan.now:
        return say("retention.sum", trash=trash, delete=len(plan.now) - trash)
    return say("retention.next", day=day(plan.later[0].at)) if plan.later else say("retention.nothing")


def _kept(plan: RetentionPlan) -> str:
    words = [say("retention.never_untransferred")]
    if plan.held:
        words.append(count("retention.held", plan.held))
    if plan.untransferred:
        words.append(count("retention.untransferred", plan.untransferred))
    return " ".join(words)
