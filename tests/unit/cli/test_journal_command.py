"""`sozialclient journal list|verify`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Answer, run
from tests.unit.cli.test_audit_command import copy
from tests.unit.store.test_books import index_of

__all__ = ["copy"]


def journal(data: Path, *more: str) -> Answer:
    return run("--data", data, "journal", *more)


def test_lines_say_when_who_and_what(copy: Path) -> None:
    answer = journal(copy, "list")
    assert answer.code == 0
    assert "@" in answer.out
    assert "Abgeholt und gespeichert  A-" in answer.out
    assert "Postfach abgeholt  (Sozialamt)" in answer.out
    lines = journal(copy, "list", "--json").json
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert {"at", "action", "application", "detail", "who", "program_version"} <= set(lines[0])


def test_lines_can_be_chosen(copy: Path) -> None:
    everything = journal(copy, "list", "--json").json
    application = next(line["application"] for line in everything if line["application"])
    chosen = journal(copy, "list", "--application", application, "--json").json
    assert {line["application"] for line in chosen} == {application}
    assert {line["action"] for line in journal(copy, "list", "--action", "stored", "--json").json} == {"stored"}
    assert journal(copy, "list", "--last", "2", "--json").json == everything[-2:]
    assert journal(copy, "list", "--since", "2099-01-01", "--json").json == []
    assert "nichts im Journal" in journal(copy, "list", "--application", "A-2026-999999").out


def test_a_sound_journal(copy: Path) -> None:
    answer = journal(copy, "verify")
    assert (answer.code, answer.err) == (0, "")
    assert "lückenlos" in answer.out


def test_the_first_changed_line_is_named(copy: Path) -> None:
    with index_of(copy) as index:
        index.execute("UPDATE journal SET detail = 'folder' WHERE number = 3")
    answer = journal(copy, "verify")
    assert answer.code == 4
    assert "Zeile 3 passt nicht" in answer.out
    assert journal(copy, "verify", "--json").json["broken_line"] == 3


def test_a_store_set_back_is_told_until_it_is_accepted(copy: Path, tmp_path: Path) -> None:
    older = shutil.copytree(copy, tmp_path / "older")
    assert run("--data", copy, "audit", "--full").code == 0
    for name in ("store.db", "contents.db"):
        shutil.copyfile(older / name, copy / name)
    for _ in range(2):
        assert journal(copy, "verify").code == 4
    assert "älter als zuletzt" in journal(copy, "verify").out
    assert run("--data", copy, "audit").code == 4
    assert journal(copy, "verify", "--accept").code == 0
    assert journal(copy, "verify").code == 0
    assert journal(copy, "list", "--last", "1", "--json").json[0]["action"] == "journal_accepted"


def test_showing_an_application_is_noted_once_a_day_for_each_account(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests may have looked at applications of the same office; this account did not.
    monkeypatch.setattr("sozialclient.store.books.journal.who", lambda: "neu@PC-9")
    identifier = run("--data", copy, "list", "--json").json[0]["id"]
    for _ in range(2):
        assert run("--data", copy, "show", identifier).code == 0
    lines = journal(copy, "list", "--application", identifier, "--json").json
    noted = [line["action"] for line in lines if line["who"] == "neu@PC-9"]
    assert len(noted) == 1 and noted[0] in ("opened", "viewed")


def test_an_action_that_is_never_noted_is_told(copy: Path) -> None:
    answer = journal(copy, "list", "--action", "unfug")
    assert answer.code == 3
    assert "fetch_done" in answer.err and answer.err.endswith("[JOURNAL-ACTION]\n")
