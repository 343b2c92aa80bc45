"""Shows the settings, checks what was changed, keeps it, and tells who has to act on it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from sozialclient.errors import SozialclientError
from sozialclient.gui.announce import announce
from sozialclient.gui.main_window import MainWindow
from sozialclient.gui.settings.page import SettingsDialog
from sozialclient.gui.tasks import Task, TaskRunner
from sozialclient.gui.theme import Theme
from sozialclient.gui.wording import failure_words, say
from sozialclient.logs import write_logs_from
from sozialclient.settings import Settings, SettingsInvalid, changed, load_settings, save_settings, settings_values

if TYPE_CHECKING:
    from sozialclient.usecases.workplace import Workplace


_JUDGING = frozenset({"policy.refused_algorithms", "office.readers"})


class SettingsController(QObject):
    """One per window; `saved` carries the settings as they are now.

    `rules_changed` comes before it where an application that is shown may be judged otherwise now.
    """

    saved = Signal(object)
    rules_changed = Signal()

    def __init__(self, workplace: Callable[[], Workplace], tasks: TaskRunner, theme: Theme, window: MainWindow) -> None:
        super().__init__(window)
        self._workplace, self._tasks, self._theme, self._window = workplace, tasks, theme, window
        self._life: Task[Any] = Task()
        self.dialog: SettingsDialog | None = None
        window.destroyed.connect(self._life.cancel)
        window.actions_table["settings"].triggered.connect(lambda _on=False: self.open())

    def open(self) -> None:
        """Show what is kept now."""
        self._tasks.run(lambda: load_settings(self._workplace().store.folder), self._show, task=self._life)

    def _show(self, settings: Settings) -> None:
        dialog = self.dialog = SettingsDialog(self._theme, settings, self._window)
        dialog.save_requested.connect(lambda: self._save(settings, ""))
        dialog.other_requested.connect(lambda name: self._save(settings, name))
        dialog.open()

    def _save(self, settings: Settings, then: str) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        wanted = dialog.touched()
        try:
            with_changes(settings, wanted)
        except SettingsInvalid as error:
            words = say("settings.wrong", allowed=str(error.parameters["allowed"]))
            dialog.show_wrong(str(error.parameters["key"]), words)
            announce(dialog, words)
            return
        dialog.show_right()
        dialog.save.setEnabled(False)
        self._tasks.run(lambda: self._keep(wanted), lambda kept: self._on_kept(kept, then, wanted),
                        failed=self._on_failed, task=self._life)

    def _keep(self, wanted: Mapping[str, object]) -> Settings:
        """On what stands in the file by now: others may have changed something else meanwhile.

        What cannot be gone by is not kept, and what cannot be kept is not gone by.
        """
        workplace = self._workplace()
        folder = workplace.store.folder
        before = load_settings(folder)
        settings = with_changes(before, wanted)
        if wanted:
            workplace.adapt(settings)
            try:
                save_settings(folder, settings)
            except SozialclientError:
                workplace.adapt(before)
                raise
            workplace.store.note_settings(settings_values(settings))
            write_logs_from(settings.log_level)
        return settings

    def _on_kept(self, settings: Settings, then: str, wanted: Mapping[str, object]) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        if wanted:
            if not _JUDGING.isdisjoint(wanted):
                self.rules_changed.emit()
            self._window.status.note(say("settings.kept"))
            self.saved.emit(settings)
        if then:
            self._window.actions_table[then].trigger()

    def _on_failed(self, error: SozialclientError) -> None:
        if self.dialog is not None:
            self.dialog.save.setEnabled(True)
            self.dialog.show_failed(*failure_words(error))


def with_changes(settings: Settings, wanted: Mapping[str, object]) -> Settings:
    """`settings` with other values by name. Raises SettingsInvalid."""
    for key, value in wanted.items():
        settings = changed(settings, key, value)
    return settings
