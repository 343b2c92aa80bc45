"""Working on applications: people, days, notes; filters and views; all mailboxes together; ages in the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from sozialclient.documents.ages import Ages
from sozialclient.documents.local_time import berlin
from sozialclient.documents.working_days import WorkingDays, working_days
from sozialclient.gui.applications.row_chips import age_words
from sozialclient.gui.folders.mailbox_model import EVERYTHING
from sozialclient.gui.folders.table_model import SAVED
from sozialclient.gui.screens import settle
from sozialclient.gui.shell.desktop import Desktop
from sozialclient.gui.widgets.rows import ROW_ROLE, CardRow
from sozialclient.model.application import State
from sozialclient.model.view import Filters, SavedView
from sozialclient.store.books.who import account_of, who
from sozialclient.usecases.workplace import Workplace
from tests.gui.conftest import MAILBOX, StartDesktop, press, write

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
OTHER = "Sozialamt Beispielstadt"


def today() -> date:
    return berlin(datetime.now(UTC)).date()


def keys(desktop: Desktop, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    # A dialog that closes leaves no window active where there is no window system.
    desktop.window.activateWindow()
    settle(desktop, 0.01)
    focus = QApplication.focusWidget() or desktop.window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)
    settle(desktop, 0.1)


def open_first(desktop: Desktop, folder: str = "in_review") -> str:
    desktop.window.folders.select(folder)
    settle(desktop, 0.05)
    desktop.window.applications.list.setFocus()
    assert desktop.window.applications.select_place(0)
    settle(desktop, 0.2)
    current = desktop.controller.application.current
    assert current is not None
    return current.card.id


def row_of(desktop: Desktop, application_id: str) -> CardRow:
    model = desktop.window.applications._model
    row = model.data(model.index(model.row_of(application_id)), ROW_ROLE)
    assert isinstance(row, CardRow)
    return row


def shown_ids(desktop: Desktop) -> list[str]:
    model = desktop.window.applications._model
    return [one for one in map(model.id_at, range(model.rowCount())) if one]


def choose(menu: QMenu | None, *captions: str) -> None:
    """Walk to an entry of a menu by its words and press Enter on it."""
    assert menu is not None
    top = menu
    for caption in captions:
        action: QAction = next(each for each in menu.actions() if each.text().replace("&&", "&") == caption)
        if (inner := action.menu()) is not None:
            assert isinstance(inner, QMenu)
            menu = inner
        else:
            menu.setActiveAction(action)
            press(menu, Qt.Key.Key_Return)
    # A part that was never opened does not take the whole menu with it.
    top.close()


def test_in_charge_day_and_note_by_keys_alone(desktop: Desktop, workplace: Workplace) -> None:
    one = open_first(desktop)
    page, work = desktop.window.application.work, workplace.store.work
    keys(desktop, Qt.Key.Key_I, CONTROL)
    me = account_of(who())
    assert work.work(one).assigned == me == page.person.text()
    keys(desktop, Qt.Key.Key_D, CONTROL | SHIFT)
    assert QApplication.focusWidget() is page.due
    write(page.due, "morgen")
    keys(desktop, Qt.Key.Key_Return)
    assert page.wrong.isVisible() and work.work(one).due is None
    page.due.clear()
    write(page.due, "+5")
    keys(desktop, Qt.Key.Key_Return)
    expected = working_days("", range(today().year, today().year + 2)).after(today(), 5)
    assert work.work(one).due == expected
    assert page.due.text() == f"{expected:%d.%m.%Y}" and not page.wrong.isVisible()
    keys(desktop, Qt.Key.Key_N, CONTROL)
    assert QApplication.focusWidget() is page.edit
    write(page.edit, "Rückruf <b>morgen</b>")
    keys(desktop, Qt.Key.Key_Return, CONTROL)
    [note] = work.notes(one)
    assert (note.text, note.who) == ("Rückruf <b>morgen</b>", who())
    assert page.edit.toPlainText() == ""
    texts = [label.text() for label in page.notes.findChildren(type(page.wrong))]
    assert "Rückruf <b>morgen</b>" in texts and any(who() in text and "ME" in text for text in texts)
    desktop.window.application.show_tab("history")
    model = desktop.window.application.history.model
    done = {model.data(model.index(row, 1)) for row in range(model.rowCount())}
    assert {"Zuständigkeit geändert", "Wiedervorlage geändert", "Notiz geschrieben"} <= done
    details = {model.data(model.index(row, 1)): model.data(model.index(row, 3)) for row in range(model.rowCount())}
    assert details["Wiedervorlage geändert"] == f"{expected:%d.%m.%Y}"
    words = [chip.text for chip in row_of(desktop, one).chips]
    assert f"Wiedervorlage {expected:%d.%m.}" in words and me in words


def test_several_are_given_to_somebody_at_once(desktop: Desktop, workplace: Workplace) -> None:
    open_first(desktop, "new")
    desktop.window.applications.list.selectAll()
    ids = desktop.window.applications.selected_ids()
    assert len(ids) > 1
    keys(desktop, Qt.Key.Key_I, CONTROL | SHIFT)
    dialog = desktop.casework.work.dialog
    assert dialog is not None
    assert any(f"die {len(ids)} gewählten" in label.text() for label in dialog.findChildren(QLabel))
    write(dialog.edit, "Frau Beispiel")
    press(dialog.go, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    assert {workplace.store.work.work(one).assigned for one in ids} == {"Frau Beispiel"}
    sentence = desktop.window.applications._model.data(
        desktop.window.applications._model.index(desktop.window.applications._model.row_of(ids[0])),
        Qt.ItemDataRole.AccessibleTextRole)
    assert "In Bearbeitung bei Frau Beispiel." in str(sentence)


def test_filters_are_chips_that_keys_put_on_and_take_off(desktop: Desktop, workplace: Workplace) -> None:
    open_first(desktop, "new")
    everything = shown_ids(desktop)
    service = workplace.store.card(everything[0]).service_name
    keys(desktop, Qt.Key.Key_L, CONTROL | SHIFT)
    choose(desktop.casework.filters.menu, "Leistung", service)
    settle(desktop, 0.1)
    bar = desktop.window.applications.filters
    fitting = [one for one in everything if workplace.store.card(one).service_name == service]
    assert shown_ids(desktop) == fitting and list(bar.chips) == ["service"] and bar.isVisible()
    assert bar.chips["service"].accessibleName() == f"Filter {service} entfernen"
    keys(desktop, Qt.Key.Key_L, CONTROL | SHIFT)
    choose(desktop.casework.filters.menu, "In Bearbeitung bei", "Niemandem")
    settle(desktop, 0.1)
    assert list(bar.chips) == ["service", "assigned"]
    bar.chips["service"].setFocus()
    keys(desktop, Qt.Key.Key_Return)
    assert list(bar.chips) == ["assigned"] and bar.chips["assigned"].hasFocus()
    assert shown_ids(desktop) == everything
    workplace.store.work.assign(everything[0], "Frau Beispiel")
    desktop.controller.applications.refresh()
    settle(desktop, 0.1)
    assert shown_ids(desktop) == everything[1:]
    desktop.window.applications.list.setFocus()
    keys(desktop, Qt.Key.Key_Escape)
    assert not bar.isVisible() and shown_ids(desktop) == everything


def test_the_words_of_the_search_are_a_chip_too(desktop: Desktop, workplace: Workplace) -> None:
    name = workplace.store.cards()[0].applicant.split(",")[0]
    search = desktop.window.toolbar.search
    search.setFocus()
    write(search, name)
    settle(desktop, 0.2)
    bar = desktop.window.applications.filters
    assert list(bar.chips) == ["words"]
    bar.chips["words"].setFocus()
    keys(desktop, Qt.Key.Key_Return)
    assert search.text() == "" and not bar.isVisible()


def test_a_view_is_saved_counted_shown_again_and_forgotten(desktop: Desktop, workplace: Workplace) -> None:
    open_first(desktop, "new")
    keys(desktop, Qt.Key.Key_L, CONTROL | SHIFT)
    choose(desktop.casework.filters.menu, "Status", "Neu")
    settle(desktop, 0.1)
    expected = shown_ids(desktop)
    keys(desktop, Qt.Key.Key_L, CONTROL | SHIFT)
    choose(desktop.casework.filters.menu, "Als Ansicht speichern …")
    settle(desktop, 0.05)
    dialog = desktop.casework.filters.dialog
    assert dialog is not None and not dialog.go.isEnabled()
    write(dialog.edit, "Alles <Neue>")
    press(dialog.go, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    assert workplace.store.work.desk.views() == (
        SavedView(name="Alles <Neue>", filters=Filters(states=frozenset({State.NEW}))),)
    folders, key = desktop.window.folders, SAVED + "Alles <Neue>"
    model = folders._model
    spoken = model.data(model.index(model.row_of(key)), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"Alles <Neue>, {len(expected)}"
    folders.select("in_review")
    settle(desktop, 0.1)
    assert not desktop.window.applications.filters.isVisible()
    folders.select(key)
    settle(desktop, 0.1)
    assert shown_ids(desktop) == expected and list(desktop.window.applications.filters.chips) == ["states"]
    desktop.window.actions_table["filter"].trigger()
    settle(desktop, 0.1)
    choose(desktop.casework.filters.menu, "Ansicht „Alles <Neue>“ löschen")
    settle(desktop, 0.2)
    assert workplace.store.work.desk.views() == () and desktop.controller.applications.folder == "new"


@pytest.fixture
def two_mailboxes(workplace: Workplace) -> Workplace:
    """Every third application is another mailbox's, which is for real data."""
    (mailbox,) = workplace.store.mailboxes()
    store = workplace.store
    store.save_mailbox(replace(mailbox, name=OTHER, training=False))
    with store._index.writing() as connection:
        connection.execute("UPDATE application SET mailbox = ?, training = 0 WHERE number % 3 = 0", (OTHER,))
    return workplace


def test_counts_of_all_mailboxes_are_those_of_each_put_together(start: StartDesktop, two_mailboxes: Workplace) -> None:
    desktop = start(two_mailboxes)
    boxes, model = desktop.window.folders.boxes, desktop.window.folders.boxes_model
    assert boxes.isVisible() and set(model.names()) == {EVERYTHING, MAILBOX, OTHER}
    counts: dict[str, dict[str, int]] = {}
    boxes.setFocus()
    for name in model.names():
        boxes.setCurrentIndex(model.index(model.names().index(name)))
        settle(desktop, 0.1)
        counts[name] = dict(desktop.controller.applications.counts)
        real = name == OTHER
        assert desktop.window.band.isVisible() is not real
        assert model.count(name) == sum(counts[name][state.value] for state in State)
    together = counts.pop(EVERYTHING)
    assert together == {key: sum(each[key] for each in counts.values()) for key in together}
    assert all(sum(each[state.value] for state in State) > 0 for each in counts.values())
    assert model.count(EVERYTHING) == len(two_mailboxes.store.cards())


def test_all_together_mark_what_is_a_test_and_can_be_fetched(start: StartDesktop, two_mailboxes: Workplace) -> None:
    desktop = start(two_mailboxes)
    boxes = desktop.window.folders.boxes
    boxes.setFocus()
    boxes.setCurrentIndex(desktop.window.folders.boxes_model.index(0))
    settle(desktop, 0.1)
    assert desktop.controller.everything and "Alle Postfächer" in desktop.window.windowTitle()
    one = open_first(desktop, "in_review")
    training = two_mailboxes.store.card(one).training
    assert ("Test" in [chip.text for chip in row_of(desktop, one).chips]) is training
    assert desktop.window.actions_table["fetch"].isEnabled()
    used = desktop.controller.mailbox_in_use()
    assert used is not None and used.name == two_mailboxes.store.card(one).mailbox
    two_mailboxes.store.remove_mailbox(OTHER)
    desktop.controller.start()
    settle(desktop, 0.2)
    assert desktop.window.folders.boxes_model.caption(OTHER) == f"{OTHER} (nicht mehr eingerichtet)"
    boxes.setCurrentIndex(desktop.window.folders.boxes_model.index(
        desktop.window.folders.boxes_model.names().index(OTHER)))
    settle(desktop, 0.1)
    assert desktop.controller.applications.total > 0 and not desktop.window.actions_table["fetch"].isEnabled()


def test_a_narrow_window_offers_the_mailboxes_by_keys(start: StartDesktop, two_mailboxes: Workplace) -> None:
    desktop = start(two_mailboxes)
    button = desktop.window.folders.rail_mailbox
    assert not button.isVisible()
    desktop.window.resize(1000, 800)
    settle(desktop, 0.1)
    assert not desktop.window.folders.boxes.isVisible() and button.accessibleName() == f"Postfach {OTHER}"
    desktop.window.toolbar.search.setFocus()
    keys(desktop, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is button

    def go_up() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        words = [action.text() for action in menu.actions() if action.text()]
        assert words[0] == f"Alle Postfächer\t{len(two_mailboxes.store.cards())}"
        assert words[-1] == "Postfach einrichten …" and menu.actions()[1].isChecked()
        press(menu, Qt.Key.Key_Down)
        press(menu, Qt.Key.Key_Return)

    QTimer.singleShot(50, go_up)
    keys(desktop, Qt.Key.Key_Return)
    settle(desktop, 0.2)
    assert desktop.controller.everything and button.accessibleName() == "Alle Postfächer"
    assert QApplication.focusWidget() is button


def test_rows_tell_their_age_by_the_calendar_of_the_office(desktop: Desktop, workplace: Workplace) -> None:
    one = open_first(desktop, "new")
    days = working_days("", range(today().year - 2, today().year + 2))
    begun = days.oldest_within(7, today())
    _arrived(workplace, one, begun)
    desktop.controller.applications.refresh()
    settle(desktop, 0.2)
    assert f"seit {days.since(begun, today())} Arbeitstagen neu" in [chip.text for chip in row_of(desktop, one).chips]
    desktop.window.actions_table["calendar"].trigger()
    settle(desktop, 0.1)
    dialog = desktop.casework.calendar.dialog
    assert dialog is not None
    dialog.days.setPlainText("kein Tag")
    press(dialog.go, Qt.Key.Key_Return)
    assert dialog.isVisible() and dialog.wrong.isVisible()
    free = next(begun + timedelta(days=step) for step in range(1, 9) if days.is_one(begun + timedelta(days=step)))
    dialog.days.setPlainText(f"{free:%d.%m.%Y}")
    dialog.reminders[State.NEW].setValue(0)
    dialog.land.setCurrentIndex(dialog.land.findData("NW"))
    press(dialog.go, Qt.Key.Key_Return)
    settle(desktop, 0.3)
    kept = workplace.store.work.desk.calendar()
    assert (kept.land, kept.days_off) == ("NW", (free,))
    there = working_days("NW", range(today().year - 2, today().year + 2), (free,))
    age = there.since(begun, today())
    assert f"{age} Arbeitstage" in [chip.text for chip in row_of(desktop, one).chips]


def _arrived(workplace: Workplace, application_id: str, day: date) -> None:
    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()) * 1_000_000
    with workplace.store._index.writing() as connection:
        connection.execute("UPDATE application SET received = ? WHERE id = ?", (noon, application_id))


def test_rows_say_what_a_person_wants_of_them_and_it_is_kept(desktop: Desktop, workplace: Workplace) -> None:
    one = open_first(desktop)
    workplace.store.work.begin(one, ["/a", "/b", "/c"])
    workplace.store.work.tick(one, "/a")
    desktop.controller.applications.refresh()
    settle(desktop, 0.1)
    assert "1/3" in [chip.text for chip in row_of(desktop, one).chips]
    desktop.window.actions_table["row"].trigger()
    choose(desktop.casework.filters.menu, "Übertragene Felder")
    settle(desktop, 0.1)
    assert "1/3" not in [chip.text for chip in row_of(desktop, one).chips]
    high = desktop.window.applications.list.visualRect(desktop.window.applications.list.currentIndex()).height()
    desktop.window.actions_table["row"].trigger()
    choose(desktop.casework.filters.menu, "Dicht (zwei Zeilen)")
    settle(desktop, 0.1)
    assert row_of(desktop, one).chips == ()
    view = desktop.window.applications.list
    index = desktop.window.applications._model.index(desktop.window.applications._model.row_of(one))
    assert view.visualRect(index).height() < high
    kept = workplace.store.work.desk.row()
    assert kept.dense and "progress" not in {fact.value for fact in kept.facts}


def test_three_times_stand_together_with_seconds_and_zone(desktop: Desktop) -> None:
    open_first(desktop)
    strip = desktop.window.application.strip
    fetched, opened = strip.side.text().split("\n")
    for text, word in ((strip.time.text(), ""), (fetched, "Abgeholt "), (opened, "Geöffnet ")):
        assert text.startswith(word) and text.endswith(("MEZ", "MESZ")) and text.count(":") == 2
    model = desktop.window.applications._model
    tip = str(model.data(model.index(1), Qt.ItemDataRole.ToolTipRole))
    assert tip.index("Eingang (Intermediär)") < tip.index("Abgeholt") < tip.index("Geöffnet")
    row = model.data(model.index(1), ROW_ROLE)
    assert isinstance(row, CardRow) and row.title in tip and row.subtitle in tip, "whole, however narrow the list"


def test_a_button_does_what_the_key_does(desktop: Desktop) -> None:
    open_first(desktop)
    button = desktop.window.applications.narrow
    button.setFocus()
    press(button, Qt.Key.Key_Return)
    settle(desktop, 0.1)
    menu = desktop.casework.filters.menu
    assert menu is not None and menu.isVisible() and menu.actions()[0].text() == "Leistung"
    menu.close()


def test_what_came_on_friday_is_not_of_today_on_sunday(workplace: Workplace) -> None:
    card = replace(workplace.store.cards()[0], state=State.NEW, received=datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert age_words(card, Ages(), date(2026, 11, 20)) == "heute"
    assert age_words(card, Ages(), date(2026, 11, 22)) == "seit Freitag"
    away = WorkingDays(frozenset(date(2026, 11, 23) + timedelta(days=step) for step in range(12)))
    assert age_words(card, Ages(whole=away), date(2026, 12, 4)) == "seit 20.11."
    assert age_words(card, Ages(), date(2026, 11, 23)) == "1 Arbeitstag"
