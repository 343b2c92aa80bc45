"""Draws every screen in every look into PNG files, so that anyone can look at them without a display."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

from sozialclient.gui.folders.table_model import FOLDERS
from sozialclient.gui.screens import SCREENS, settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.settings import Appearance

LOOKS: dict[str, tuple[Appearance, float]] = {
    "light": (Appearance.LIGHT, 1.0), "dark": (Appearance.DARK, 1.0), "contrast": (Appearance.CONTRAST, 1.0),
    "200": (Appearance.LIGHT, 2.0),
}
"""Folders of the pictures: appearance and text size."""

WELCOME = "welcome"
"""The one screen only a store without a mailbox has."""

_WIDTH, _HEIGHT = 1440, 900
_STYLE = (
    "body{font:15px system-ui,sans-serif;margin:24px;background:#fff;color:#1a1f27}"
    "section{margin:0 0 32px}div{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}"
    "img{width:100%;border:1px solid #79838f}figure{margin:0}"
)


def draw_first_application(desktop: Desktop, target: Path) -> None:
    """Write a picture of the window with the first application of the fullest folder."""
    _open(desktop)
    counts = desktop.controller.applications.counts
    if desktop.controller.applications.total:
        desktop.window.folders.select(max((folder.key for folder in FOLDERS), key=lambda key: counts[key]))
        settle(desktop)
        view = desktop.window.applications.list
        view.setCurrentIndex(view.model().index(1, 0))
        settle(desktop, 0.6)
    desktop.window.grab().save(str(target))


def draw_screens(desktop: Desktop, target: Path) -> None:
    """All screens of `desktop`, whose store holds the examples, into one folder for each look."""
    _open(desktop)
    for folder in _each_look(desktop, target):
        for name, draw in SCREENS.items():
            picture = draw(desktop)
            settle(desktop)
            picture.grab().save(str(folder / f"{name}.png"))
            desktop.aids.tour.leave()
            if picture is not desktop.window:
                picture.close()


def draw_welcome(desktop: Desktop, target: Path) -> None:
    """The window of somebody who has no mailbox yet, as `draw_screens` does."""
    _open(desktop)
    for folder in _each_look(desktop, target):
        desktop.window.grab().save(str(folder / f"{WELCOME}.png"))


def write_index(target: Path) -> Path:
    """A page with every screen in all looks beside each other; returns its path."""
    rows = []
    for name in (*SCREENS, WELCOME):
        title = html.escape(name)
        pictures = "".join(
            f'<figure><a href="{look}/{title}.png"><img loading="lazy" src="{look}/{title}.png" alt="{title}, {look}">'
            f"</a><figcaption>{look}</figcaption></figure>" for look in LOOKS)
        rows.append(f'<section id="{title}"><h2>{title}</h2><div>{pictures}</div></section>')
    page = target / "index.html"
    page.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Sozialclient: screens</title>'
        f"<style>{_STYLE}</style><h1>Screens</h1>{''.join(rows)}</html>", encoding="utf-8")
    return page


def _open(desktop: Desktop) -> None:
    desktop.window.resize(_WIDTH, _HEIGHT)
    desktop.window.show()
    desktop.controller.start()
    settle(desktop)


def _each_look(desktop: Desktop, target: Path) -> Iterable[Path]:
    """The folder for each look, while the window has that look."""
    for look, (appearance, scale) in LOOKS.items():
        desktop.show_look(appearance)
        desktop.show_size(scale)
        desktop.window.resize(_WIDTH, _HEIGHT)
        settle(desktop)
        folder = target / look
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
