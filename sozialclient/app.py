"""Builds every object of the desktop program once and wires the window."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler

from sozialclient import __version__
from sozialclient.errors import SozialclientError
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.lock.door import StoreDoor
from sozialclient.gui.program_desk import ProgramDesk
from sozialclient.gui.qt_messages import take_qt_messages
from sozialclient.gui.shell.desktop import Desktop, german_application
from sozialclient.gui.theme import Theme
from sozialclient.gui.tray.background import ClosingWish
from sozialclient.gui.tray.controller import AutomaticWish
from sozialclient.gui.wording import say
from sozialclient.logs import Code, start_logs
from sozialclient.logs.hooks import watch_crashes
from sozialclient.settings import (
    Appearance,
    Closing,
    DataFolder,
    Settings,
    data_folder,
    load_settings,
    save_settings,
    settings_values,
)

if TYPE_CHECKING:
    from sozialclient.store.keys.vault import KeyVault
    from sozialclient.usecases.workplace import Workplace

_log = logging.getLogger(__name__)
_PLACE = "window.ini"
_PREPARE_MS = 300
_SIGNAL_MS = 200


def open_workplace(folder: DataFolder, settings: Settings, vault: KeyVault | None = None) -> Workplace:
    """Store, network and policy for a data folder; `vault` may be unlocked already. Raises the errors of `store`."""
    # It costs a third of a second; the window is painted before anybody asks for it.
    from sozialclient.usecases.workplace import SeatWish, Workplace

    workplace = Workplace.from_settings(
        folder.path, self_contained=folder.chosen, settings=settings, vault=vault, seat=SeatWish.EITHER
    )
    try:
        workplace.store.note_settings(settings_values(settings))
    except BaseException:
        workplace.close()
        raise
    return workplace


def build_desktop(folder: DataFolder, settings: Settings) -> tuple[Desktop, ProgramDesk]:
    """The window and what answers it; the window is not shown and the store not opened yet."""
    app = german_application(sys.argv[:1])
    desk = ProgramDesk(store_door(folder), folder.path / "training")
    theme = Theme(settings.theme, settings.text_scale)

    def keep_look(appearance: Appearance, scale: float) -> None:
        save_settings(folder.path, replace(load_settings(folder.path), theme=appearance, text_scale=scale))

    def keep_minutes(minutes: int) -> None:
        save_settings(folder.path, replace(load_settings(folder.path), automatic_minutes=minutes))

    def keep_closing(what: Closing) -> None:
        save_settings(folder.path, replace(load_settings(folder.path), when_closed=what))

    automatic = AutomaticWish(settings.automatic_minutes, keep_minutes,
                              ClosingWish(settings.when_closed, keep_closing))
    return Desktop(app, desk, theme, folder.path / _PLACE, keep_look, settings.idle_minutes,
                   settings.clipboard_seconds, automatic), desk


def store_door(folder: DataFolder) -> StoreDoor:
    """Where the window opens its data folder, each time with the settings as they are then."""

    def vault() -> KeyVault:
        from sozialclient.store.keys.vault import KeyVault

        return KeyVault(folder.path, self_contained=folder.chosen)

    return StoreDoor(vault, lambda vault: open_workplace(folder, load_settings(folder.path), vault))


def run_window(data: Path | None = None) -> int:
    """Open the window on a data folder; returns when it is closed: 0, or 1 when it could not start."""
    folder = data_folder(data)
    app = german_application(sys.argv[:1])
    try:
        settings = load_settings(folder.path)
    except SozialclientError as error:
        return _refuse(error)
    start_logs(folder.path, settings.log_level)
    watch_crashes(folder.path)
    take_qt_messages()
    _log.info("window.starts %s", Code(__version__))
    desktop, desk = build_desktop(folder, settings)
    # The search for reference cycles rested since the process began.
    gc.enable()
    desktop.window.show()
    QTimer.singleShot(0, desktop.controller.start)
    listening = _close_on_signals(desktop)
    QTimer.singleShot(_PREPARE_MS, lambda: desktop.tasks.run(desk.prepare, lambda _none: None, lane="render"))
    code = app.exec()
    listening.stop()
    desktop.close()
    desk.close()
    _log.info("window.closed %s", code)
    return 1 if desktop.controller.start_error else code


def _close_on_signals(desktop: Desktop) -> QTimer:
    """Close the window on Ctrl+C and SIGTERM as if its button had been pressed.

    Python looks at signals only between its own steps, and Qt's loop takes none while nothing
    happens; the timer that is returned gives it some.
    """
    for request in (signal.SIGINT, signal.SIGTERM):
        signal.signal(request, lambda _number, _frame: desktop.window.end())
    steps = QTimer(desktop)
    steps.timeout.connect(lambda: None)
    steps.start(_SIGNAL_MS)
    return steps


def _refuse(error: SozialclientError) -> int:
    """Say why the program cannot start; nothing was changed."""
    app = german_application(sys.argv[:1])
    theme = Theme()
    theme.apply(app)
    ErrorDialog(theme, Clipboard(), error, say("error.start")).exec()
    return 1


def _draw_without_display() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(_say_only_what_fails)
    if sys.platform == "win32":
        # Without a display Qt does not ask Windows for its fonts, and would draw a box for every letter.
        os.environ.setdefault("QT_QPA_FONTDIR", str(Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "Fonts")))


def _say_only_what_fails(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's remarks about a screen that is not there help nobody who wanted a picture."""
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        print(message, file=sys.stderr)


def draw_main_window(data: Path, target: Path) -> None:
    """Write a PNG of the main window on a data folder, without a display."""
    _draw_without_display()
    from sozialclient.gui.screen_pictures import draw_first_application

    folder = data_folder(data)
    desktop, desk = build_desktop(folder, load_settings(folder.path))
    draw_first_application(desktop, target)
    desktop.close()
    desk.close()


def render_screens(target: Path) -> int:
    """Draw every screen with invented data to PNG files in `target`, without a display."""
    _draw_without_display()
    import tempfile

    from sozialclient.gui.screen_pictures import draw_screens, draw_welcome, write_index
    from sozialclient.usecases.practise import fill_desk

    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sozialclient-", ignore_cleanup_errors=True) as scratch:
        folder = DataFolder(Path(scratch, "client"), chosen=True)
        workplace = open_workplace(folder, Settings())
        fill_desk(workplace, Path(scratch, "intermediary"))
        workplace.close()
        for shown, draw in ((folder, draw_screens), (DataFolder(Path(scratch, "new"), chosen=True), draw_welcome)):
            desktop, desk = build_desktop(shown, Settings(theme=Appearance.LIGHT))
            draw(desktop, target)
            desktop.close()
            desk.close()
    print(write_index(target))
    return 0
