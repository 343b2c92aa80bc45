"""Papierkorb, deletion, Löschsperre, rules and records by commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Answer, Office, run
from tests.unit.store.conftest import open_store


class Desk:
    """A copy of the office's data folder, so that deleting in it harms nobody."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *arguments: object) -> Answer:
        return run("--data", self.data, *arguments)

    def states(self) -> dict[str, str]:
        return {row["id"]: row["state"] for row in self.run("list", "--json").json}

    def transfer(self, *identifiers: str) -> None:
        assert self.run("state", "transferred", *identifiers).code == 0

    def age(self, days: int) -> None:
        """Let everything have happened earlier."""
        store = open_store(self.data)
        with store._index.writing() as connection:
            connection.execute(
                "UPDATE application SET state_since = state_since - :past, transferred = transferred - :past",
                {"past": days * 86_400_000_000},
            )
        store.close()


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Desk:
    shutil.copytree(office.data, tmp_path / "data", ignore=shutil.ignore_patterns("seats", "spool"))
    return Desk(tmp_path / "data")


def test_into_the_trash_back_and_out_of_the_world(desk: Desk, tmp_path: Path) -> None:
    first, second, *_ = desk.states()
    assert desk.run("trash", first, second, "--json").json == {"ids": [first, second]}
    assert desk.states()[first] == "trash"
    assert desk.run("restore", first, "--json").json == [{"id": first, "state": "new"}]
    refused = desk.run("delete", first, second, "--confirm", 2)
    assert refused.code == 3 and "[DELETION-NOT-IN-TRASH]" in refused.err
    wrong = desk.run("delete", second, "--confirm", 2)
    assert wrong.code == 3 and "[DELETION-NOT-CONFIRMED]" in wrong.err and second in desk.states()
    proof = tmp_path / "proof.pdf"
    done = desk.run("delete", second, "--confirm", 1, "--on-request", "--proof", proof, "--json").json
    assert [record["id"] for record in done["deleted"]] == [second]
    assert done["deleted"][0]["rule"] == "request" and done["traces"]["emptied"]
    assert second not in desk.states() and first in desk.states()
    assert proof.read_bytes().startswith(b"%PDF-")
    assert desk.run("retention", "records", "--json").json == done["deleted"]
    assert second in desk.run("retention", "records").out
    again = tmp_path / "again.pdf"
    assert str(again) in desk.run("retention", "records", second, "--proof", again).out and again.exists()
    assert "keiner endgültig gelöscht" in desk.run("retention", "records", first).out


def test_states_are_set_for_all_or_none(desk: Desk) -> None:
    first, second, *_ = desk.states()
    assert desk.run("state", "in_review", first, second, "--json").json == {"ids": [first, second]}
    assert desk.states()[first] == desk.states()[second] == "in_review"
    refused = desk.run("state", "transferred", first, "A-2026-999999")
    assert refused.code == 3 and "[STORE-NO-SUCH-APPLICATION]" in refused.err
    assert desk.states()[first] == "in_review"
    assert desk.run("journal", "list", "--application", first, "--json").json[-1]["detail"] == "in_review"
    assert desk.run("state", "lost", first).code == 2


def test_hold(desk: Desk) -> None:
    first, *_ = desk.states()
    assert desk.run("hold", first).out == "Für den Antrag gilt jetzt eine Löschsperre.\n"
    refused = desk.run("trash", first)
    assert refused.code == 3 and refused.err.endswith("[DELETION-HELD]\n")
    assert desk.run("hold", first, "--release").code == 0
    assert desk.run("trash", first).code == 0


def test_rules_are_shown_and_set(desk: Desk) -> None:
    shown = desk.run("retention", "show", "--json").json
    assert shown["mode"] == "remind" and shown["default"] == {"transferred": 30, "archived": None, "trash": 30}
    desk.run("retention", "set", "--service", "hzl", "--transferred", "365", "--trash", "never")
    named = ("--mode", "off", "--archived", "1", "--untransferred", "never")
    changed = desk.run("retention", "set", *named, "--json").json
    assert changed["services"] == {"hzl": {"transferred": 365, "archived": None, "trash": None}}
    assert (changed["mode"], changed["untransferred_by_hand"]) == ("off", False)
    assert changed["default"]["archived"] == 1
    assert "HzL: Übertragen 365 Tage, Archiv ohne Frist, Papierkorb ohne Frist" in desk.run("retention", "show").out
    assert desk.run("retention", "set", "--service", "hzl", "--remove", "--json").json["services"] == {}
    for wrong in (("--service", "fehlt", "--trash", "9"), ("--remove",), ("--transferred", "99999")):
        assert desk.run("retention", "set", *wrong).err.endswith("[RETENTION-INVALID]\n")
    assert desk.run("retention", "set", "--trash", "0").code == 2


def test_a_preview_changes_nothing_and_apply_does_exactly_it(desk: Desk) -> None:
    first, second, third, *_ = desk.states()
    desk.transfer(first, second)
    assert desk.run("retention", "preview", "--json").json["now"] == []
    desk.age(31)
    before = desk.states()
    plan = desk.run("retention", "preview", "--json").json
    assert [(step["id"], step["stage"]) for step in plan["now"]] == [(first, "trash"), (second, "trash")]
    assert desk.states() == before
    assert "[DELETION-NOT-CONFIRMED]" in desk.run("retention", "apply", "--confirm", 1).err
    assert desk.states() == before
    assert desk.run("retention", "apply", "--confirm", 2, "--json").json["applied"]["trashed"] == 2
    desk.age(31)
    german = desk.run("retention", "preview").out
    assert "Endgültig löschen: 2 (Regel Standard: 30 Tage in „Papierkorb“)" in german
    assert desk.run("retention", "apply", "--confirm", 2, "--json").json["applied"]["deleted"] == 2
    assert set(desk.states()) == set(before) - {first, second} and third in desk.states()


def test_scheduled_runs_obey_the_mode_and_run_once_a_day(desk: Desk) -> None:
    first, *_ = desk.states()
    desk.transfer(first)
    desk.age(31)
    reminded = desk.run("retention", "apply", "--automatic", "--json").json
    assert reminded["applied"] is None and len(reminded["plan"]["now"]) == 1
    assert desk.run("retention", "apply", "--automatic", "--json").json == {"plan": None, "applied": None}
    assert desk.states()[first] == "transferred"
