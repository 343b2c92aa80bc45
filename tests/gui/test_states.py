"""The desk with one application, with thousands, with a very long name, and when keys or network fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from sozialclient.gui.screen_pictures import LOOKS
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.tokens import load_tokens
from sozialclient.model.application import State
from sozialclient.usecases.workplace import Workplace
from tests.bench.many import many_applications
from tests.gui.conftest import StartDesktop
from tests.gui.pictures import STRAY, compare, use_shipped_font
from tests.gui.states import (
    LONG_AGO,
    LONG_NAME,
    LONG_SERVICE,
    PIN,
    interrupted,
    key_file,
    nobody_listens,
    one_application,
    opened,
    save_mailbox,
)
from tests.unit.store.samples import APPLICANT

Draw = Callable[[Desktop], QWidget]


@pytest.fixture(autouse=True)
def shipped_font(qapp: QApplication) -> Iterator[None]:
    families = load_tokens().ui_families
    use_shipped_font(families)
    yield
    for family in families:
        QFont.removeSubstitutions(family)


@pytest.fixture(params=[pytest.param(("light",), id="light"),
                        pytest.param(("dark", "contrast", "200"), id="other-looks", marks=pytest.mark.slow)])
def looks(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """One look in every run, the others when there is time."""
    return tuple(request.param)


def looks_as_before(desktop: Desktop, name: str, draw: Draw, looks: tuple[str, ...]) -> dict[str, int]:
    """Parts that differ in any of these looks, by picture."""
    found = {}
    for look in looks:
        appearance, scale = LOOKS[look]
        desktop.show_look(appearance)
        desktop.show_size(scale)
        desktop.window.resize(1440, 900)
        while not desktop.window.status._balanced:
            settle(desktop, 0.05)
        window = draw(desktop)
        settle(desktop, 0.05)
        mark = "" if look == "light" else f"-{look}"
        if (different := compare(f"{name}{mark}", window)) > STRAY:
            found[f"{name}{mark}"] = different
        if window is not desktop.window:
            window.close()
    desktop.show_size(1.0)
    return found


def inbox(desktop: Desktop) -> QWidget:
    desktop.controller.go_to_folder(State.TRANSFERRED.value)
    settle(desktop, 0.05)
    desktop.window.applications.list.setFocus()
    return desktop.window


def first_of_it(desktop: Desktop) -> QWidget:
    inbox(desktop)
    desktop.window.applications.select_place(0)
    settle(desktop, 0.1)
    desktop.window.show_detail(desktop.window.application)
    return desktop.window


@pytest.fixture(params=[pytest.param(1, id="one"), pytest.param(2_000, id="thousands"),
                        pytest.param(50_000, id="fifty-thousand", marks=pytest.mark.slow)])
def many(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[int, Workplace]]:
    if request.param > 1:
        many_applications(tmp_path / "data", request.param, fetched=LONG_AGO)
    else:
        one_application(tmp_path / "data", APPLICANT, "Wohngeld")
    with opened(tmp_path / "data") as workplace:
        yield request.param, workplace


def test_a_list_looks_the_same_with_one_and_with_fifty_thousand(
    start: StartDesktop, many: tuple[int, Workplace], looks: tuple[str, ...],
) -> None:
    number, workplace = many
    desktop = start(workplace)
    inbox(desktop)
    assert desktop.controller.applications.total == number
    assert not looks_as_before(desktop, f"items-{number}", inbox, looks)


def test_a_name_longer_than_any_column_ends_in_an_ellipsis(
    start: StartDesktop, tmp_path: Path, looks: tuple[str, ...],
) -> None:
    one_application(tmp_path / "data", LONG_NAME, LONG_SERVICE)
    with opened(tmp_path / "data") as workplace:
        desktop = start(workplace)
        first_of_it(desktop)
        assert LONG_NAME in desktop.window.application.subtitle.accessibleName()
        assert not looks_as_before(desktop, "long-name-application", first_of_it, looks)


def fetched(desktop: Desktop) -> QWidget:
    """F5, which fails."""
    QTest.keyClick(desktop.window.focusWidget() or desktop.window, Qt.Key.Key_F5)
    settle(desktop, 0.2)
    assert not desktop.controller.fetch.running
    dialog = desktop.controller.error_dialog
    assert dialog is not None
    dialog.close()
    desktop.window.activateWindow()
    desktop.window.fetch.close_button.setFocus()
    return desktop.window


@pytest.mark.parametrize(("way", "name"), [(nobody_listens, "network-refused"), (interrupted, "network-interrupted")])
def test_a_fetch_that_failed_says_what_is_safe(
    start: StartDesktop, empty_workplace: Workplace, tmp_path: Path,
    way: Callable[[], AbstractContextManager[str]], name: str, looks: tuple[str, ...],
) -> None:
    with way() as url:
        save_mailbox(empty_workplace, url, key_file(tmp_path, expired=False))
        assert not looks_as_before(start(empty_workplace), name, fetched, looks)


def test_an_expired_certificate_is_told_in_the_assistant(
    start: StartDesktop, empty_workplace: Workplace, tmp_path: Path, looks: tuple[str, ...],
) -> None:
    keys = key_file(tmp_path, expired=True)

    def assistant(desktop: Desktop) -> QWidget:
        dialog = desktop.controller.assistant.start(desktop.window)
        dialog.show()
        dialog.key_file.picker.edit.setText(str(keys))
        dialog.next.click()
        dialog.pin.secret.line.setText(PIN)
        dialog.next.click()
        settle(desktop, 0.1)
        told = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
        assert any("nicht mehr abholen" in each and "Zurück" in each for each in told)
        return dialog

    assert not looks_as_before(start(empty_workplace), "expired-assistant", assistant, looks)


def test_an_expired_certificate_is_told_in_the_window(
    start: StartDesktop, empty_workplace: Workplace, tmp_path: Path, looks: tuple[str, ...],
) -> None:
    with nobody_listens() as url:
        save_mailbox(empty_workplace, url, key_file(tmp_path, expired=True))
        desktop = start(empty_workplace)
        fetched(desktop)
        assert "bgelaufen" in desktop.window.status.buttons["certificate"].accessibleName()
        assert not looks_as_before(desktop, "expired-window", inbox, looks)
