"""Removing a mailbox in the window: what it means, the keys for it, and what is left afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sozialclient.gui.folders.mailbox_model import EVERYTHING
from sozialclient.gui.removal.dialog import RemovalDialog
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.usecases.store_keys import keep_recovery_key, new_recovery_key
from sozialclient.usecases.workplace import Workplace
from tests.e2e.place import mailbox_at
from tests.e2e.program import PIN, office_p12
from tests.gui.conftest import MAILBOX, StartDesktop, press

OTHER = "Wohngeld <Süd>"


def asked(desktop: Desktop) -> RemovalDialog:
    """The dialog, opened from the menu, once it knows what the removal means."""
    desktop.window.actions_table["remove_mailbox"].trigger()
    settle(desktop, 0.05)
    assert desktop.removal.dialog is not None and desktop.removal.dialog.isVisible()
    return desktop.removal.dialog


def sentences(dialog: RemovalDialog) -> str:
    return " ".join(label.text() for label in dialog._sentences if label.isVisible())


@pytest.fixture
def two(workplace: Workplace) -> Workplace:
    """Every third application is of a mailbox for real data, whose key file opens the store."""
    store = workplace.store
    mailbox = workplace.remember_pin(replace(mailbox_at("http://127.0.0.1:9/", OTHER), key_file=office_p12()), PIN)
    workplace.unlock(mailbox, None)
    with store._index.writing() as connection:
        connection.execute("UPDATE application SET mailbox = ?, training = 0 WHERE number % 3 = 0", (OTHER,))
        connection.execute("DELETE FROM tally")
        connection.execute("INSERT INTO tally SELECT mailbox, count(*), 0 FROM application GROUP BY mailbox")
    return workplace


def test_a_mailbox_is_removed_by_keys(start: StartDesktop, two: Workplace) -> None:
    keep_recovery_key(two.store, new_recovery_key())
    desktop = start(two)
    stays = {card.id for card in two.store.cards(mailbox=OTHER)}
    mailbox = two.store.mailbox(OTHER)
    desktop._desk.transport(mailbox, PIN)
    assert desktop._desk.certificate(mailbox) is not None
    dialog = asked(desktop)
    assert dialog.name == OTHER and dialog.mailbox.hasFocus() and dialog.confirmed.isVisible()
    dialog.confirmed.setChecked(True)
    press(dialog.mailbox, Qt.Key.Key_Down)
    settle(desktop, 0.05)
    assert dialog.name == MAILBOX and dialog.confirmed.isHidden() and "Übungspostfach" in sentences(dialog)
    press(dialog.mailbox, Qt.Key.Key_Up)
    settle(desktop, 0.05)
    assert not dialog.confirmed.isChecked(), "confirmed for one is not confirmed for another"
    assert dialog.name == OTHER and "<Süd>" in dialog.banner.title.text()
    assert f"Die {len(stays)} Anträge" in sentences(dialog) and "gespeicherte PIN" in sentences(dialog)
    assert dialog.confirmed.isVisible() and not dialog.go.isEnabled() and dialog.keys.isHidden()
    press(dialog.confirmed, Qt.Key.Key_Space)
    assert dialog.go.isEnabled()
    press(dialog.go, Qt.Key.Key_Space)
    settle(desktop, 0.1)
    assert [each.name for each in two.store.mailboxes()] == [MAILBOX]
    assert dialog.isVisible() and "ist entfernt" in dialog.banner.title.text() and dialog.cancel.hasFocus()
    assert desktop._desk.certificate(mailbox) is None, "its keys are forgotten"
    press(dialog.cancel, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    boxes = desktop.window.folders.boxes_model
    assert boxes.caption(OTHER) == f"{OTHER} (nicht mehr eingerichtet)" and boxes.count(OTHER) == len(stays)
    assert {card.id for card in two.store.cards(mailbox=OTHER)} == stays and two.store.books.audit().balanced


def test_the_last_way_to_the_store_leads_to_another_one_first(start: StartDesktop, two: Workplace) -> None:
    desktop = start(two)
    dialog = asked(desktop)
    assert "Noch nicht möglich" in sentences(dialog) and not dialog.go.isEnabled() and dialog.confirmed.isHidden()
    assert dialog.keys.isVisible()
    press(dialog.keys, Qt.Key.Key_Space)
    settle(desktop, 0.1)
    assert not dialog.isVisible() and desktop.keeping.store_keys.dialog is not None
    assert len(two.store.mailboxes()) == 2


def test_a_fetch_that_began_meanwhile_is_waited_for(start: StartDesktop, workplace: Workplace) -> None:
    desktop = start(workplace)
    dialog = asked(desktop)
    assert dialog.mailbox.isHidden() and dialog.go.isEnabled(), "practising needs no confirmation"
    with workplace.store.fetching(MAILBOX):
        press(dialog.go, Qt.Key.Key_Space)
        settle(desktop, 0.05)
    error = desktop.controller.error_dialog
    assert error is not None and error.isVisible() and len(workplace.store.mailboxes()) == 1
    error.reject()
    assert dialog.isVisible() and dialog.go.isEnabled() and dialog.cancel.isEnabled()


def test_one_that_another_program_removed_is_found_out_by_the_next_fetch(
    start: StartDesktop, two: Workplace,
) -> None:
    desktop = start(two)
    desktop.window.folders.mailbox_requested.emit(OTHER)
    settle(desktop, 0.05)
    two.store.remove_mailbox(OTHER)
    desktop.controller.start_fetch()
    settle(desktop, 0.1)
    error = desktop.controller.error_dialog
    assert error is not None and error.isVisible()
    error.reject()
    assert [each.name for each in desktop.controller.mailboxes] == [MAILBOX]
    assert desktop.window.folders.boxes_model.caption(OTHER) == f"{OTHER} (nicht mehr eingerichtet)"


def test_without_any_mailbox_the_window_goes_on_showing_what_is_there(
    start: StartDesktop, workplace: Workplace,
) -> None:
    desktop = start(workplace)
    desktop._desk.transport(workplace.store.mailbox(MAILBOX), None)
    desktop.controller.look_at_status()
    settle(desktop, 0.05)
    standing = [desktop.window.status.buttons[name] for name in ("fetch", "certificate")]
    assert all(each.isVisible() for each in standing)
    press(asked(desktop).go, Qt.Key.Key_Space)
    settle(desktop, 0.1)
    assert not any(each.isVisible() for each in standing), "of a mailbox that is gone there is nothing to tell"
    assert workplace.store.mailboxes() == [] and desktop.controller.applications.total == len(workplace.store.cards())
    assert desktop.window.applications.isVisible()
    assert not desktop.window.actions_table["fetch"].isEnabled()
    assert not desktop.window.actions_table["remove_mailbox"].isEnabled()


def test_where_all_are_shown_an_application_of_a_removed_one_is_not_fetched_again(
    start: StartDesktop, two: Workplace,
) -> None:
    keep_recovery_key(two.store, new_recovery_key())
    third = mailbox_at("http://127.0.0.1:9/", "Dritte Stelle")
    two.store.save_mailbox(third)
    two.store.remove_mailbox(OTHER)
    desktop = start(two)
    desktop.window.folders.mailbox_requested.emit(EVERYTHING)
    desktop.controller.application.open(two.store.cards(mailbox=OTHER)[0].id)
    settle(desktop, 0.1)
    assert desktop.controller.mailbox_in_use() is None
    desktop.window.actions_table["retry"].trigger()
    settle(desktop, 0.05)
    assert not desktop.controller.fetch.running and not desktop.controller.fetch.asking
    assert "nicht mehr eingerichtet" in desktop.window.status._note.text()
