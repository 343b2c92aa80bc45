"""Runs the window for carrying over: copies, ticks, moves on; each tick is kept at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain, plain_words
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.transfer.deviation_dialog import DeviationDialog
from sozialclient.gui.transfer.field_place import FieldPlace
from sozialclient.gui.transfer.finish_dialog import FinishDialog
from sozialclient.gui.transfer.order_deeds import OrderDeeds
from sozialclient.gui.transfer.page import TransferWindow
from sozialclient.gui.wording import count, full, say
from sozialclient.model.application import State

if TYPE_CHECKING:
    from sozialclient.documents.transfer.plan import TransferStep
    from sozialclient.gui.shell.controller import WindowController
    from sozialclient.store.store import Store
    from sozialclient.usecases.transfer_application import TransferSheet
    from sozialclient.usecases.workplace import Workplace

T = TypeVar("T")
LANE = "transfer"


class TransferController(QObject):
    """One per window; one application is carried over at a time.

    `changed` is sent whenever its window or its ticks have changed, `carried_over` with the id once it is done.
    """

    changed = Signal()
    carried_over = Signal(str)

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow,
                 shell: WindowController) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._shell = shell
        self._life: Task[Any] = Task()
        self._orders = OrderDeeds(self._store, self._run, moved=self._on_moved,
                                  chosen=lambda name: self._read(self._current().card.id, name),
                                  saved=lambda: window.status.note(say("note.saved")))
        self._places = FieldPlace(window, shell)
        self._places.said.connect(self._say)
        window.destroyed.connect(self._life.cancel)
        window.closing.connect(self.leave)
        shell.lock_requested.connect(self.leave)
        shell.application.opened.connect(self._on_shown)
        shell.clipboard.cleared.connect(self._on_cleared)
        window.actions_table["transfer"].triggered.connect(lambda _on=False: self.open())
        self._done: list[str] = []
        self._sheet: TransferSheet | None = None
        self._place = -1
        self._awaited: str | None = None
        self._deeds: dict[str, Callable[[TransferStep], None]] = {
            "copy_next": self._copy_next, "copy_stay": self._copy_step, "tick": self._turn_tick, "undo": self._undo,
            "form": self._next_form, "place": self._show_place, "block": self._copy_block,
            "second": self._second_look, "deviation": self._ask_deviation,
            "up": lambda step: self._orders.move(self._current(), step, -1),
            "down": lambda step: self._orders.move(self._current(), step, 1),
        }
        self.page: TransferWindow | None = None
        self.finish_dialog: FinishDialog | None = None
        self.deviation_dialog: DeviationDialog | None = None

    def open(self) -> None:
        """Carry over the application that is shown; where that is under way, go on with it."""
        current = self._shell.application.current
        if current is None:
            return
        if self.page is not None and self._sheet is not None and self._sheet.card.id == current.card.id:
            self.page.dock()
            return
        self._place = self._window.applications.place_of([current.card.id])
        self._read(current.card.id, None, begin=True)

    def _read(self, application_id: str, order: str | None, *, begin: bool = False) -> None:
        from sozialclient.usecases.transfer_application import begin_transfer, transfer_sheet

        def work() -> TransferSheet:
            sheet = transfer_sheet(self._store(), application_id, order)
            if begin:
                begin_transfer(self._store(), sheet)
                return replace(sheet, card=self._store().card(application_id))
            return sheet

        self._run(work, self._show)

    def _run(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        # Over the window people work in, so that it has the keyboard again afterwards.
        self._tasks.run(work, done, failed=lambda error: self._shell.show_error(error, self.page), lane=LANE,
                        task=self._life)

    def _store(self) -> Store:
        return self._workplace().store

    def _show(self, sheet: TransferSheet) -> None:
        if self._sheet is None or self._sheet.card.id != sheet.card.id:
            self._done = []
        self._sheet = sheet
        if self.page is None:
            self.page = TransferWindow(self._theme, self._window)
            self.page.wanted.connect(self._on_wanted)
            self.page.order_chosen.connect(lambda name: self._read(self._current().card.id, name))
            self.page.finish_requested.connect(self._on_finish)
            self.page.file_number_typed.connect(self._on_file_number)
            self.page.closed.connect(self._on_closed)
            self.page.on_current(self._on_row)
            for name, call in (("keep", self._orders.save), ("import", self._orders.load)):
                self.page.menu.addAction(say(f"transfer.menu.{name}")).triggered.connect(
                    lambda _on=False, call=call: call(self._current()))
            self.page.addActions([self._window.actions_table["lock"]])
            self._window.application.show_tab("document")
        if self._is_shown(sheet.card.id):
            self._window.application.show_state(sheet.card.state)
        self.page.show_sheet(sheet)
        self.page.dock()
        self.page.begin()
        self._shell.applications.refresh_soon()
        self.changed.emit()

    @property
    def sheet(self) -> TransferSheet | None:
        """What is carried over now."""
        return self._sheet

    def _current(self) -> TransferSheet:
        assert self._sheet is not None
        return self._sheet

    def _on_row(self, row: int) -> None:
        page = self.page
        step = page.model.entry_at(row) if page is not None else None
        if page is None or step is None:
            return
        copied = page.model.copy_text(row)
        value = step.field.value if step.field is not None else page.model.value(step)
        page.card.show_step(step.title, value, copied.text if copied else None,
                            more_forms=page.model.form_count(row) > 1, has_place=step.field is not None)
        tick = page.model.tick_of(step.key)
        words = say("transfer.ticked", who=tick.who, when=full(tick.at)) if tick else ""
        if tick and tick.second_at:
            words = f"{words}\n{say('transfer.seconded', who=tick.second_who, when=full(tick.second_at))}"
        note = say("transfer.noted", text=tick.note) if tick and tick.note else ""
        page.card.show_tick(words, note, ticked=tick is not None,
                            second=step.critical and tick is not None and tick.second_at is None)

    def _on_wanted(self, name: str) -> None:
        page = self.page
        step = page.model.entry_at(page.current_row()) if page is not None else None
        if step is not None:
            self._deeds[name](step)

    def _copy_next(self, step: TransferStep) -> None:
        page = self.page
        assert page is not None
        self._copy_step(step)
        self._tick(step)
        page.choose(page.model.next_row(page.current_row()))
        following = page.model.entry_at(page.current_row())
        if following is not None and following is not step:
            announce(page, say("transfer.said", label=following.title))

    def _copy_step(self, step: TransferStep) -> None:
        page = self.page
        assert page is not None
        text = page.model.copy_text(page.current_row())
        if text is not None:
            self._copy(step.title, text.text)

    def _copy(self, what: str, text: str) -> None:
        page = self.page
        assert page is not None
        self._shell.copy(plain(what), text)
        seconds = self._shell.clipboard.seconds
        words = "transfer.on_clipboard" if seconds else "transfer.on_clipboard_for_long"
        page.status.setText(say(words, what=what, seconds=seconds))

    def _say(self, words: str) -> None:
        if self.page is not None:
            self.page.status.setText(plain_words(words))
            announce(self.page, words)

    def _turn_tick(self, step: TransferStep) -> None:
        if step.key in self._current().ticks:
            self._change(lambda store, sheet: store.work.untick(sheet.card.id, step.key))
        else:
            self._tick(step)

    def _tick(self, step: TransferStep, note: str | None = None) -> None:
        from sozialclient.usecases.transfer_application import tick_step

        if step.key not in self._current().ticks:
            self._done.append(step.key)
        self._change(lambda store, sheet: tick_step(store, sheet, step.key, note=note))

    def _undo(self, _step: TransferStep) -> None:
        if self._done:
            key = self._done.pop()
            page = self.page
            assert page is not None
            page.choose(page.model.row_of(key))
            self._change(lambda store, sheet: store.work.untick(sheet.card.id, key))

    def _next_form(self, _step: TransferStep) -> None:
        page = self.page
        assert page is not None
        page.model.change_form(page.current_row())
        self._on_row(page.current_row())

    def _show_place(self, step: TransferStep) -> None:
        self._places.show(self._current().card.id, step)

    def _is_shown(self, application_id: str) -> bool:
        shown = self._shell.application.current
        return shown is not None and shown.card.id == application_id

    def _on_shown(self, application_id: str) -> None:
        if application_id == self._awaited:
            self._awaited = None
            self.open()

    def _copy_block(self, step: TransferStep) -> None:
        page = self.page
        assert page is not None
        rows = [row for row in range(page.model.rowCount()) if (one := page.model.entry_at(row)) is not None
                and one.group == step.group and one.assigned]
        texts = [text.text for row in rows if (text := page.model.copy_text(row)) is not None and text.text]
        if texts:
            self._copy(step.group, ", ".join(texts))

    def _second_look(self, step: TransferStep) -> None:
        """Note that the step was compared, where it waits for that; then, and else at once, on to the next one."""
        if step in self._current().unseconded:
            self._change(lambda store, sheet: store.work.second_look(sheet.card.id, step.key), self._go_to_second_look)
        else:
            self._go_to_second_look()

    def _go_to_second_look(self) -> None:
        page, left = self.page, len(self._current().unseconded)
        if page is not None and left:
            page.choose(page.model.next_waiting(page.current_row()))
        self._say(count("transfer.seconds_left", left) if left else say("transfer.no_seconds"))

    def _ask_deviation(self, step: TransferStep) -> None:
        tick = self._current().ticks.get(step.key)
        dialog = DeviationDialog(self._theme, step.title, tick.note if tick else "", self.page)
        dialog.accepted.connect(lambda: self._tick(step, note=dialog.text()))
        self.deviation_dialog = dialog
        dialog.open()

    def _change(self, call: Callable[[Store, TransferSheet], None], then: Callable[[], None] = lambda: None) -> None:
        from sozialclient.usecases.transfer_application import looked_again

        sheet = self._current()

        def work() -> TransferSheet:
            call(self._store(), sheet)
            return looked_again(self._store(), sheet)

        def done(sheet: TransferSheet) -> None:
            self._on_changed(sheet)
            then()

        self._run(work, done)

    def _on_changed(self, sheet: TransferSheet) -> None:
        if self.page is None or self._sheet is None or sheet.card.id != self._sheet.card.id:
            return
        self._sheet = sheet
        self.page.show_progress(sheet)
        self._shell.applications.renew([sheet.card.id])
        self._on_row(self.page.current_row())
        self.changed.emit()

    def _on_file_number(self, text: str) -> None:
        # A task and a lane of its own: locking waits for it, and the window may be gone by then.
        identity, store = self._current().card.id, self._store()
        self._tasks.run(lambda: store.work.note_file_number(identity, text), lambda _none: None,
                        failed=self._shell.show_error, lane="file number")

    def _on_finish(self, file_number: str) -> None:
        sheet = self._current()
        dialog = FinishDialog(self._theme, sheet, file_number.strip(), self.page)
        dialog.accepted.connect(lambda: self._finish(file_number))
        self.finish_dialog = dialog
        dialog.open()

    def _finish(self, file_number: str) -> None:
        from sozialclient.usecases.transfer_application import finish_transfer

        application_id = self._current().card.id

        def work() -> State:
            before = self._store().card(application_id).state
            finish_transfer(self._store(), application_id, file_number)
            return before

        self._run(work, lambda before: self._on_finished(application_id, before))

    def _on_finished(self, application_id: str, before: State) -> None:
        self.leave()
        self.carried_over.emit(application_id)
        # An application that was new has left its folder since; the next one stands in its place.
        place = self._window.applications.place_of([application_id])
        self._shell.moves.has_moved(application_id, before, State.TRANSFERRED, place if place >= 0 else self._place)

    def _on_moved(self, sheet: TransferSheet, key: str) -> None:
        self._show(sheet)
        if self.page is not None:
            self.page.choose(self.page.model.row_of(key))

    def _on_cleared(self) -> None:
        if self.page is not None:
            self.page.status.setText("")

    def _on_closed(self) -> None:
        self._shell.clipboard.clear()
        page, self.page, self._sheet = self.page, None, None
        self.finish_dialog = self.deviation_dialog = None
        if page is not None:
            page.deleteLater()
        self.changed.emit()
        if self._window.isVisible():
            self._window.activateWindow()

    def open_with(self, application_id: str | None) -> None:
        """Carry over that application as soon as it is shown."""
        self._awaited = application_id

    def leave(self) -> str | None:
        """Close the window; id of the application that was carried over in it."""
        application_id = self._sheet.card.id if self._sheet is not None else None
        if self.page is not None:
            self.page.close()
        return application_id
