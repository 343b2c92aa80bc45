"""`mailbox remove`: what it means first, then the removal; what was fetched stays."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.place import Hub
from tests.unit.cli.conftest import Files, Office, run


@pytest.fixture
def leaving(office: Office, tmp_path: Path) -> Office:
    """The office of all tests in a folder of its own, which may lose its mailbox."""
    shutil.copytree(office.data, tmp_path / "leaving", ignore=shutil.ignore_patterns("seats"))
    return replace(office, data=tmp_path / "leaving")


def test_removing_shows_first_what_it_means(leaving: Office) -> None:
    shown = leaving.run("mailbox", "remove", "Sozialamt")
    assert shown.code == 4 and "Die 5 Anträge aus diesem Postfach bleiben" in shown.out
    assert shown.out.endswith("Es wurde nichts geändert. Mit --yes wird das Postfach entfernt.\n")
    told = leaving.run("mailbox", "remove", "Sozialamt", "--json")
    assert told.code == 4 and told.json["removed"] is False and sum(told.json["applications"].values()) == 5
    assert set(told.json) == {"name", "url", "training", "applications", "unread_waiting", "pin_kept", "opens_store",
                              "last_way", "last_fetch", "removed", "key_renewed"}
    assert len(leaving.run("mailbox", "list", "--json").json) == 1


def test_what_was_fetched_outlives_its_mailbox(leaving: Office, tmp_path: Path) -> None:
    before = leaving.run("list", "--json").json
    removed = leaving.run("mailbox", "remove", "Sozialamt", "--yes")
    assert (removed.code, removed.err) == (0, "")
    assert removed.out == "Das Postfach „Sozialamt“ ist entfernt; seine Anträge sind noch da.\n"
    assert leaving.run("list", "--mailbox", "Sozialamt", "--json").json == before
    audit = leaving.run("audit", "--json")
    assert audit.code == 0 and audit.json["mailboxes"][0]["arrived"] == 5
    exported = leaving.run("export", before[0]["id"], "--target", tmp_path, "--json")
    assert exported.code == 0 and exported.json["exported"][0]["files"] > 0
    for command in (("fetch", "Sozialamt"), ("mailbox", "check", "Sozialamt"), ("mailbox", "remove", "Sozialamt")):
        gone = leaving.run(*command, "--json")
        assert gone.code == 3 and gone.json["error"]["reference"] == "STORE-NO-SUCH-MAILBOX"


def test_trying_again_goes_past_a_removed_mailbox(leaving: Office) -> None:
    (closed,) = (one["id"] for one in leaving.run("list", "--state", "unprocessable", "--json").json)
    leaving.run("mailbox", "remove", "Sozialamt", "--yes")
    tried = leaving.run("retry", "--json")
    assert tried.code == 4
    assert tried.json == {"retried": [{"id": closed, "outcome": "not_tried", "failure": "STORE-NO-SUCH-MAILBOX"}]}


def test_the_same_name_again_goes_on(leaving: Office, files: Files, running: Hub) -> None:
    leaving.run("mailbox", "remove", "Sozialamt", "--yes")
    again = run(*files.add(leaving.data, running.url))
    assert again.code == 0 and "Unter diesem Namen liegen 5 Anträge eines entfernten Postfachs" in again.out
    fetched = leaving.run("fetch", "Sozialamt", "--json")
    assert (fetched.code, fetched.json["new"]) == (0, 0)
