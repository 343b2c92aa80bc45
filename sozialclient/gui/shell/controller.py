"""Turns what the pages ask for into work of the controllers, and keeps the whole window true."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.application.controller import ApplicationController
from sozialclient.gui.applications.controller import ApplicationsController
from sozialclient.gui.assistant.controller import AssistantController
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.desk import Desk
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.export.controller import ExportController
from sozialclient.gui.export.desk import ExportDesk
from sozialclient.gui.fetch.controller import FetchController
from sozialclient.gui.fetch.round import FetchRound
from sozialclient.gui.folders.mailbox_model import EVERYTHING
from sozialclient.gui.folders.table_model import FOLDERS
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.plain import plain
from sozialclient.gui.shell.keyboard_dialog import KeyboardDialog
from sozialclient.gui.shell.mailbox_status import MailboxStatus
from sozialclient.gui.shell.moves import Moves
from sozialclient.gui.tasks import TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import count, say
from sozialclient.model.application import State
from sozialclient.model.mailbox import Mailbox


class WindowController(QObject):
    """One per window; `ready` is sent when mailboxes and cards have been loaded the first time."""

    ready = Signal()
    lock_requested = Signal()
    key_wanted = Signal(object)

    def __init__(
        self, desk: Desk, tasks: TaskRunner, theme: Theme, window: MainWindow, applications: ApplicationsController,
    ) -> None:
        super().__init__(window)
        self._desk, self._tasks, self._theme, self._window = desk, tasks, theme, window
        self.applications = applications
        self.clipboard = Clipboard(parent=self)
        self.clipboard.watch()
        self.application = ApplicationController(desk, tasks, window.application)
        self.moves = Moves(desk, tasks, window, applications, self.application)
        self.status = MailboxStatus(desk, tasks, window)
        self.fetch = FetchController(desk, tasks, window.fetch, theme, self.clipboard)
        self.export = ExportController(ExportDesk(desk.workplace), tasks, theme)
        self.assistant = AssistantController(desk, tasks, theme)
        self.mailboxes: tuple[Mailbox, ...] = ()
        self.mailbox: Mailbox | None = None
        self.everything = False
        self.fetch_round = FetchRound(self.fetch, window.fetch, window)
        self.error_dialog: ErrorDialog | None = None
        self.start_error: SozialclientError | None = None
        self._first = True
        tasks.unhandled = self.show_error
        self._connect_pages()
        self._connect_actions()
        self._show_empty()
        self._enable()

    def _connect_pages(self) -> None:
        window = self._window
        window.folders.folder_requested.connect(self._on_folder)
        window.folders.mailbox_requested.connect(self._on_mailbox)
        window.folders.set_up_requested.connect(self.set_up)
        window.applications.selected.connect(self._on_selected)
        window.applications.opened.connect(self._on_entered)
        window.toolbar.searched.connect(self.applications.search)
        window.toolbar.hits_wanted.connect(self._on_hits_wanted)
        window.application.state_requested.connect(lambda state: self.moves.move(self._chosen_ids(), state))
        window.application.copy_requested.connect(self.copy)
        window.application.fields.copy_requested.connect(self.copy)
        window.application.back_requested.connect(self._on_back)
        window.application.inspection.save_requested.connect(self._on_save_inspection)
        window.fetch.close_requested.connect(self._on_fetch_closed)
        window.empty.action_requested.connect(self._on_empty_action)
        window.closing.connect(self._on_closing)
        self.applications.attach(window.applications)
        self.applications.refreshed.connect(self._on_refreshed)
        self.application.opened.connect(self._on_opened)
        self.moves.failed.connect(self.show_error)
        self.status.looked.connect(self._on_status)
        self.fetch.started.connect(self._on_fetch_started)
        self.fetch.stored.connect(self.applications.refresh_soon)
        self.fetch.finished.connect(self._on_fetch_finished)
        self.fetch.failed.connect(self.show_error)
        self.assistant.added.connect(self._on_added)
        self.assistant.fetch_requested.connect(self.start_fetch)
        self.export.finished.connect(self.applications.refresh_soon)
        window.status.buttons["fetch"].clicked.connect(self.start_fetch)

    def _connect_actions(self) -> None:
        window = self._window
        page = window.application
        calls = {
            "fetch": self.start_fetch, "set_up": self.set_up, "training": self._on_training,
            "lock": self.lock_requested.emit, "close_window": window.close, "quit": window.end,
            "export": self.start_export, "copy_received": page.copy_received, "state": page.state.showMenu,
            "find_field": self.application.find_place,
            "trash": lambda: self.moves.move(self._chosen_ids(), State.TRASH), "close": self._on_back,
            "undo": self.moves.undo,
            "search": self._on_search,
            "reload": self.applications.refresh, "next_pane": lambda: self._pane(1),
            "previous_pane": lambda: self._pane(-1), "back": self._on_back,
            "full_screen": lambda: (window.showNormal if window.isFullScreen() else window.showFullScreen)(),
            "keyboard": lambda: KeyboardDialog(self._theme, window).open(), "about": self._on_about,
        }
        for name, call in calls.items():
            window.actions_table[name].triggered.connect(lambda _on=False, call=call: call())

    def start(self) -> None:
        """Load mailboxes and cards; called once after the first paint."""
        self._tasks.run(self._desk.mailboxes, self._on_mailboxes, failed=self._on_no_store)

    def _on_no_store(self, error: SozialclientError) -> None:
        """Without its store the window is of no use: ask for the key if that is missing, else say why and close."""
        if not self._first:
            self.show_error(error)
            return
        if error.reference.startswith("STORE-KEY-"):
            self.key_wanted.emit(error)
            return
        self.start_error = error
        self.error_dialog = ErrorDialog(self._theme, self.clipboard, error, say("error.start"), self._window)
        self.error_dialog.finished.connect(self._window.end)
        self.error_dialog.open()

    def _on_mailboxes(self, mailboxes: tuple[Mailbox, ...]) -> None:
        self.mailboxes = mailboxes
        known = {mailbox.name: mailbox for mailbox in mailboxes}
        current = known.get(self.mailbox.name) if self.mailbox else None
        if current is None and not (self.everything and len(mailboxes) > 1):
            current = mailboxes[0] if mailboxes else None
        self._show_mailbox(current)
        self._window.folders.select(self.applications.folder)

    def _on_mailbox(self, name: str) -> None:
        self._put_report_away()
        self._show_mailbox(next((mailbox for mailbox in self.mailboxes if mailbox.name == name), None), name)

    def _show_mailbox(self, mailbox: Mailbox | None, removed: str = EVERYTHING) -> None:
        """Show a mailbox; without one all of them, or what is left of the one that was `removed`."""
        self.mailbox = mailbox
        name = mailbox.name if mailbox else removed
        self.everything = name == EVERYTHING and bool(self.mailboxes)
        looked_at = self._fetchable()
        title = say("folders.all") if self.everything else plain(name)
        self._window.show_mailbox(title, training=any(one.training for one in looked_at))
        self._window.folders.show_mailboxes(self.mailboxes, name)
        self.applications.show_mailbox(None if name == EVERYTHING else name)
        self.status.show_mailboxes(looked_at)
        self._show_empty()
        self._enable()

    def _fetchable(self) -> tuple[Mailbox, ...]:
        """The mailboxes whose applications are shown."""
        if self.everything:
            return self.mailboxes
        return (self.mailbox,) if self.mailbox else ()

    def mailbox_in_use(self) -> Mailbox | None:
        """The mailbox that is open; where all are shown together, that of the application at the right."""
        current = self.application.current
        wanted = current.card.mailbox if current is not None and self.everything else ""
        return self.mailbox or next((one for one in self.mailboxes if one.name == wanted), None)

    def look_at_status(self) -> None:
        """Say anew in the status bar how things stand with the mailboxes that are shown."""
        self.status.show_mailboxes(self._fetchable())

    def _on_status(self) -> None:
        if not self.applications.total:
            self._show_empty()

    def _on_refreshed(self) -> None:
        self._window.status.show_sum(count("status.sum", self.applications.total))
        self._window.folders.boxes_model.show_counts(self.applications.mailboxes)
        self._show_empty()
        self.moves.reach_goal()
        if self._first:
            self._first = False
            focus = self._window.applications.list if self.applications.total else self._window.empty.button
            focus.setFocus()
            self.ready.emit()

    def _show_empty(self) -> None:
        empty = self._window.empty
        self._window.set_list_wanted(bool(self.applications.total))
        if not self.mailboxes and not self.applications.total:
            empty.show_text(say("empty.welcome"), say("empty.welcome_more"), say("action.set_up"))
        elif not self.applications.total:
            words = say("empty.all_fetched"), say("empty.all_fetched_more")
            if not self.status.ever_fetched:
                words = say("empty.never_fetched"), say("empty.never_fetched_more")
            empty.show_text(*words, say("action.fetch"))
        else:
            empty.show_text(say("empty.choose"), say("empty.choose_more"))

    def _enable(self) -> None:
        has = self.application.current is not None and self._window.detail.currentWidget() is self._window.application
        self._window.actions_table.enable(
            mailbox=bool(self._fetchable()) and not self.fetch.running,
            selection=self._window.applications.has_selection(), application=has)

    def _on_folder(self, key: str) -> None:
        self.applications.show_folder(key)

    def go_to_folder(self, key: str) -> None:
        """Show a folder and go on in its list."""
        self._window.toolbar.search.clear()
        self._window.folders.select(key)
        self._window.show_list()
        self._window.applications.list.setFocus()

    def _on_selected(self, ids: list[str]) -> None:
        if len(ids) == 1 and (self.application.current is None or self.application.current.card.id != ids[0]):
            self.application.open(ids[0])
        elif len(ids) == 1:
            self._window.show_detail(self._window.application)
        self._enable()

    def _on_entered(self, application_id: str) -> None:
        current = self.application.current
        if current is not None and current.card.id == application_id:
            self._window.show_detail(self._window.application)
            self._window.application.front().setFocus()
        else:
            self.application.open(application_id)

    def _on_opened(self, _application_id: str) -> None:
        self._window.show_detail(self._window.application)
        self._enable()

    def _on_back(self) -> None:
        self._window.show_list()
        self._window.applications.list.setFocus()

    def _chosen_ids(self) -> list[str]:
        ids = self._window.applications.selected_ids()
        current = self.application.current
        return ids or ([current.card.id] if current else [])

    def _on_hits_wanted(self) -> None:
        self._window.show_list()
        self.applications.search_now()
        if (hits := self._window.applications.list).isVisible():
            # To a hidden list Qt would give the focus later, when it comes back, under the hands of whoever types.
            hits.setFocus()

    def copy(self, what: str, text: str) -> None:
        """Put a value on the clipboard and say so."""
        self.clipboard.copy(text)
        words = say("note.copied", what=what, text=plain(text, limit=60))
        self._window.status.note(words)
        announce(self._window, words)

    def start_fetch(self) -> None:
        """Fetch the current mailbox, or all of them one by one."""
        self.fetch_round.start(self._fetchable())

    def _on_fetch_started(self) -> None:
        self._window.toolbar.show_primary(say("fetch.button_running"))
        self._window.folders.select(FOLDERS[0].key)
        self._window.show_detail(self._window.fetch)
        self._enable()

    def _on_fetch_finished(self) -> None:
        self._window.toolbar.show_primary(say("action.fetch"))
        self.applications.refresh()
        self.status.show_mailboxes(self._fetchable())
        self._enable()

    def _put_report_away(self) -> None:
        """What was fetched from one mailbox must not stand beside the list of another."""
        if self._window.detail.currentWidget() is self._window.fetch and not self.fetch.running:
            self._window.show_detail(self._window.application if self.application.current else self._window.empty)

    def _on_fetch_closed(self) -> None:
        self._window.show_detail(self._window.application if self.application.current else self._window.empty)
        self._window.applications.list.setFocus()
        self._enable()

    def start_export(self) -> None:
        """Export what is chosen."""
        ids = self._chosen_ids()
        self._tasks.run(lambda: self.applications.desk.cards(ids), lambda cards: self.export.start(cards, self._window))

    def set_up(self) -> None:
        """Open the assistant."""
        self.assistant.start(self._window)

    def _on_added(self, mailbox: Mailbox) -> None:
        self._put_report_away()
        self.mailbox = mailbox
        self.start()

    def _on_training(self) -> None:
        self._window.status.note(say("note.training_starts"))
        self._tasks.run(self._desk.open_training, self._on_added, lane="training")

    def _on_empty_action(self) -> None:
        (self.start_fetch if self.mailboxes else self.set_up)()

    def _on_save_inspection(self) -> None:
        current = self.application.current
        if current is None:
            return
        name = say("inspection.file_name", id=current.card.id)
        chosen, _ = QFileDialog.getSaveFileName(self._window, say("inspection.save"), name,
                                                say("inspection.file_kinds"))
        if chosen:
            identity, path = current.card.id, Path(chosen)
            self._tasks.run(lambda: self._desk.save_inspection(identity, path),
                            lambda _none: self._window.status.note(say("note.saved")))

    def show_error(self, error: SozialclientError, over: QWidget | None = None) -> None:
        """The error dialog, over this window or another; errors in quick succession do not pile up."""
        if isinstance(error, Cancelled) or (self.error_dialog is not None and self.error_dialog.isVisible()):
            return
        self.error_dialog = ErrorDialog(self._theme, self.clipboard, error, say("error.title"), over or self._window)
        self.error_dialog.open()

    def _pane(self, step: int) -> None:
        panes = self._window.panes()
        focus = self._window.focusWidget()
        at = next((at for at, pane in enumerate(panes) if _inside(focus, pane)), -1 if step > 0 else 0)
        panes[(at + step) % len(panes)].setFocus()

    def _on_search(self) -> None:
        self._window.toolbar.search.setFocus()
        self._window.toolbar.search.selectAll()

    def _on_about(self) -> None:
        from sozialclient.gui.shell.about_dialog import AboutDialog

        AboutDialog(self._theme, self._window).open()

    def _on_closing(self) -> None:
        self.fetch.cancel()
        self.application.close()
        self.clipboard.clear()


def _inside(widget: QWidget | None, pane: QWidget) -> bool:
    return widget is not None and (widget is pane or pane.isAncestorOf(widget))
