"""Text of strangers stays text, wherever the window shows or says it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from sozialclient.errors import SozialclientError
from sozialclient.gui import screens
from sozialclient.gui.clipboard import Clipboard
from sozialclient.gui.error_dialog import ErrorDialog
from sozialclient.gui.icons import icon_pixmap
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.usecases.save_paper import save_inspection
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import StartDesktop
from tests.hostile.rows import guarded_by
from tests.hostile.shown_texts import everything_said, faults, said_in
from tests.hostile.stranger import put_stranger

MARK = "Zwergfell"
_IN_OPEN = 0x20
_IN_NONBLOCK = 0o4000


class KeyPinWith(SozialclientError):
    """An error whose parameter a stranger wrote."""

    reference = "KEY-PIN"


@contextmanager
def opens_of(path: Path) -> Iterator[list[int]]:
    """How often anything opened `path` meanwhile is in the list after the block; Linux only (inotify)."""
    opened: list[int] = []
    if sys.platform != "linux":
        yield opened
        return
    libc = ctypes.CDLL(None)
    watcher = libc.inotify_init1(_IN_NONBLOCK)
    assert libc.inotify_add_watch(watcher, os.fsencode(path), _IN_OPEN) >= 0
    try:
        yield opened
        with contextlib.suppress(BlockingIOError):
            opened.append(len(os.read(watcher, 65536)))
    finally:
        os.close(watcher)


@contextmanager
def listener() -> Iterator[socket.socket]:
    """A port where whoever follows a link of the stranger would turn up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def text_of_stranger(picture: Path, server: socket.socket) -> str:
    """Every way to make a widget act or deceive, in one line."""
    where = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
    return (f"<img src='{picture}'><img src='{picture.as_uri()}'><img src='{where}'><a href='{where}'>{MARK}</a> "
            f"<b>fett</b> ![x]({picture}) [x]({where}) &amp; &x %1 %n {{0}} %(x)s \u202egnp.exe \u2066a\u200db\u2028c")


def show_screens(desktop: Desktop) -> Iterator[tuple[str, QWidget]]:
    """Every screen and dialog the program draws for its own pictures."""
    desktop.window.resize(1440, 900)
    for name, draw in screens.SCREENS.items():
        shown = draw(desktop)
        settle(desktop, 0.02)
        shown.grab()
        yield name, shown
        if shown is not desktop.window:
            shown.close()


def show_more(desktop: Desktop, identity: str) -> Iterator[tuple[str, QWidget]]:
    """The windows that open beside the screens."""
    desktop.controller.application.open(identity)
    settle(desktop, 0.1)
    for name, part in (("transfer", desktop.transfer), ("certificates", desktop.keeping.certificates),
                       ("revocation", desktop.revocation)):
        known = set(QApplication.topLevelWidgets())
        part.open()
        settle(desktop, 0.1)
        for opened in set(QApplication.topLevelWidgets()) - known:
            opened.grab()
            yield name, opened
            opened.close()


@guarded_by("sozialclient.gui.plain.plain_label", "sozialclient.gui.plain.literal_tooltip",
            "sozialclient.gui.plain.plain")
def test_u_04_markup_of_a_stranger_is_shown_and_never_followed(
    start: StartDesktop, workplace: Workplace, tmp_path: Path
) -> None:
    """Markup, links and placeholders in every field of a message stand in every screen as they were written."""
    picture = tmp_path / "x.png"
    with listener() as server:
        icon_pixmap("program", "#000000", 16).save(str(picture))
        text = text_of_stranger(picture, server)
        identity = put_stranger(workplace.store, text)
        put_stranger(workplace.store, text, 2, unreadable=True)
        desktop = start(workplace)
        wrong, marked = [], set()
        with opens_of(picture) as opened:
            for name, shown in chain(show_screens(desktop), show_more(desktop, identity)):
                for said in said_in(shown):
                    wrong += [f"{name}: {fault}" for fault in faults(said)]
                    if MARK in said.text:
                        marked.add(name)
            ErrorDialog(desktop.theme, Clipboard(), KeyPinWith(file=text), text, desktop.window).show()
            wrong += [fault for said in everything_said() for fault in faults(said)]
            save_inspection(workplace.store, identity, tmp_path / "p.pdf", workplace.policy)
        assert wrong == []
        assert opened == []
        with pytest.raises(BlockingIOError):
            server.accept()
    assert marked >= {"list", "main", "evidence", "origin", "inspection", "history", "raw-xml", "unreadable", "export",
                      "transfer"}


@pytest.mark.skipif(sys.platform != "linux", reason="inotify tells what was opened on Linux only")
def test_u_04a_an_unguarded_label_is_seen_to_open_the_file(qapp: QApplication, tmp_path: Path) -> None:
    """What watches for opened files finds one that Qt opens by itself, or the row above would prove nothing."""
    picture = tmp_path / "x.png"
    icon_pixmap("program", "#000000", 16).save(str(picture))
    with opens_of(picture) as opened:
        label = QLabel(f"<img src='{picture}'>")
        label.show()
        label.grab()
        label.close()
    assert opened
