"""Filters, saved views, people in charge, days and the calendar from the command line."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sozialclient.documents.local_time import berlin
from sozialclient.store.books.who import account_of, who
from tests.unit.cli.conftest import Office


@pytest.fixture
def office(office: Office, tmp_path: Path) -> Office:
    """A copy of its own."""
    shutil.copytree(office.data, tmp_path / "data")
    return replace(office, data=tmp_path / "data")


def ids(office: Office, *arguments: object) -> list[str]:
    return [str(row["id"]) for row in office.run("list", "--json", *arguments).json]


def test_each_filter_narrows_the_list_and_they_go_together(office: Office) -> None:
    rows = office.run("list", "--json").json
    every = [row["id"] for row in rows]
    assert len(every) == 5
    service = rows[0]["service"]
    of_it = [row["id"] for row in rows if row["service"] == service]
    assert ids(office, "--service", service) == of_it
    assert 0 < len(of_it) < 5
    assert ids(office, "--findings") == [row["id"] for row in rows if row["findings"]]
    office.run("assign", every[1], every[2], "--me")
    office.run("assign", every[3], "--to", "Frau Beispiel")
    assert ids(office, "--mine") == [every[1], every[2]]
    assert ids(office, "--assigned", "Frau Beispiel") == [every[3]]
    assert ids(office, "--unassigned") == [every[0], every[4]]
    office.run("state", "in_review", every[2])
    assert ids(office, "--mine", "--state", "in_review") == [every[2]]
    assert ids(office, "--oldest-first") == list(reversed(every))
    assert ids(office, "--words", "gibtesnicht") == []


def test_a_day_is_set_found_when_it_has_come_and_taken_back(office: Office) -> None:
    one, other = ids(office)[:2]
    today = berlin(datetime.now(UTC)).date()
    assert office.run("due", one, "--on", f"{today:%d.%m.%Y}", "--json").json["due"] == today.isoformat()
    office.run("due", other, "--on", (today + timedelta(days=400)).isoformat())
    assert ids(office, "--due") == [one]
    assert office.run("work", one, "--json").json["due"] == today.isoformat()
    office.run("due", one, "--none")
    assert ids(office, "--due") == []
    wrong = office.run("due", one, "--on", "31.02.2027")
    assert wrong.code == 3 and "[WORK-NO-DAY]" in wrong.err
    noted = [entry["action"] for entry in office.run("show", one, "--json").json["journal"]]
    assert noted.count("due_set") == 2


def test_a_view_keeps_filters_and_order_under_its_name(office: Office) -> None:
    every = ids(office)
    office.run("assign", every[0], every[4], "--me")
    me = account_of(who())
    assert office.run("view", "save", "Meine", "--mine", "--oldest-first").code == 0
    [view] = office.run("view", "list", "--json").json["views"]
    assert (view["name"], view["assigned"], view["newest_first"]) == ("Meine", me, False)
    assert ids(office, "--view", "Meine") == [every[4], every[0]]
    office.run("view", "save", "Meine", "--unassigned")
    assert ids(office, "--view", "Meine") == every[1:4]
    assert "[WORK-NO-VIEW]" in office.run("list", "--view", "meine").err
    office.run("view", "remove", "Meine")
    assert "[WORK-NO-VIEW]" in office.run("view", "remove", "Meine").err
    assert office.run("view", "list").out.strip()


def test_the_calendar_is_changed_part_by_part(office: Office) -> None:
    assert office.run("calendar", "show", "--json").json == {
        "land": "", "lands": {}, "days_off": [], "reminders": {"new": 5, "in_review": 10, "query": 20}}
    office.run("calendar", "set", "--land", "NW", "--remind", "new=10", "--remind", "query=0")
    office.run("calendar", "set", "--land", "Augsburg", "--mailbox", "Sozialamt")
    office.run("calendar", "set", "--day-off", "24.12.2026", "--day-off", "2026-12-31")
    assert office.run("calendar", "show", "--json").json == {
        "land": "NW", "lands": {"Sozialamt": "Augsburg"}, "days_off": ["2026-12-24", "2026-12-31"],
        "reminders": {"new": 10, "in_review": 10}}
    told = office.run("calendar", "show").out
    assert "24.12.2026, 31.12.2026" in told and "„Neu“ nach 10" in told
    assert office.run("calendar", "set", "--land", "", "--mailbox", "Sozialamt", "--json").json["lands"] == {}
    assert office.run("calendar", "set", "--no-days-off", "--json").json["days_off"] == []
    wrong = office.run("calendar", "set", "--land", "XX")
    assert wrong.code == 3 and "[WORK-NO-LAND]" in wrong.err and "Augsburg" in wrong.err
    assert office.run("calendar", "set", "--remind", "trash=3").code == 2
    assert office.run("calendar", "show", "--json").json["land"] == "NW"


def test_one_application_is_spoken_of_as_one(office: Office) -> None:
    one, other, *_ = ids(office)
    for command in (("assign", "--to", "Frau Beispiel"), ("due", "--on", "+5"), ("due", "--none")):
        single = office.run(command[0], one, *command[1:]).out
        both = office.run(command[0], one, other, *command[1:]).out
        assert "1 Antr" not in single and "2 Antr" in both, (single, both)


def test_what_is_known_of_the_work_is_told_with_the_three_times(office: Office) -> None:
    one = ids(office)[0]
    office.run("note", one, "Rückruf")
    office.run("assign", one, "--to", "Frau Beispiel")
    told = office.run("work", one)
    assert "Frau Beispiel" in told.out and "Rückruf" in told.out
    row = office.run("list", "--json").json[0]
    assert row["work"]["assigned"] == "Frau Beispiel" and row["working_days"] >= 0
    shown = office.run("show", one).out
    for word in ("Eingang (Intermediär):", "Abgeholt:", "Geöffnet:"):
        [line] = [line for line in shown.splitlines() if line.startswith(word)]
        assert line.endswith(("MEZ", "MESZ"))
