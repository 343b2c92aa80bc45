"""Moves applications from one state to another, chooses the next one, and takes the last move back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from sozialclient.errors import SozialclientError
from sozialclient.gui.application.controller import ApplicationController
from sozialclient.gui.applications.controller import ApplicationsController
from sozialclient.gui.desk import Desk
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.wording import count, say
from sozialclient.model.application import State

Undo = list[tuple[list[str], State]]


class Moves(QObject):
    """What was moved last is kept for `undo`; `failed` carries an error, when what was shown ahead is not so."""

    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, window: MainWindow, applications: ApplicationsController,
                 application: ApplicationController) -> None:
        super().__init__(window)
        self._desk, self._tasks, self._window = desk, tasks, window
        self._applications, self._application = applications, application
        self._undo: Undo = []
        self._goal: int | str | None = None

    def move(self, ids: list[str], state: State) -> None:
        """Move applications to a state; can be undone."""
        if not ids:
            return
        place = self._window.applications.place_of(ids)
        current = self._application.current
        if current is not None and current.card.id in ids:
            self._window.application.show_state(state)
        self._tasks.run(lambda: self._applications.desk.move(ids, state),
                        lambda moved: self._on_moved(moved, state, place), failed=self._on_not_moved)

    def _on_moved(self, moved: Undo, state: State, place: int) -> None:
        if moved:
            self._undo = moved
            self._goal = place if place >= 0 else None
            number = sum(len(ids) for ids, _ in moved)
            self._window.status.note(count("note.moved", number, folder=say(f"folders.{state.value}")))
            self._applications.refresh()

    def has_moved(self, application_id: str, before: State, state: State, place: int) -> None:
        """Show that another window moved an application that stood at row `place`; can be undone as any move."""
        current = self._application.current
        if current is not None and current.card.id == application_id:
            self._window.application.show_state(state)
        self._on_moved([([application_id], before)], state, place)

    def undo(self) -> None:
        """Take the last move back."""
        if self._undo:
            moves, self._undo = self._undo, []
            self._goal = moves[0][0][0]
            self._set_states(moves)
            self._window.status.note(say("note.undone"))

    def reach_goal(self) -> None:
        """After a move the next application is chosen, after taking it back the one that came back."""
        goal, self._goal = self._goal, None
        page = self._window.applications
        if isinstance(goal, str):
            if page.place_of([goal]) >= 0:
                page.select(goal)
        elif goal is not None and not page.has_selection() and not page.select_place(goal):
            self._window.show_detail(self._window.empty)
            page.list.setFocus()

    def _set_states(self, moves: Undo) -> None:
        def work() -> None:
            for ids, state in moves:
                self._desk.set_state(ids, state)

        current = self._application.current
        for ids, state in moves:
            if current is not None and current.card.id in ids:
                self._window.application.show_state(state)
        self._tasks.run(work, lambda _none: self._applications.refresh(), failed=self._on_not_moved)

    def _on_not_moved(self, error: SozialclientError) -> None:
        """What was shown ahead of the store is not so: look again."""
        self._window.status.note("")
        self._applications.refresh()
        if self._application.current is not None:
            self._application.open(self._application.current.card.id)
        self.failed.emit(error)

