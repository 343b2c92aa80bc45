"""Carrying over, notes and orders from the command line."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.store.work import ticks
from tests.unit.cli.conftest import Office


@pytest.fixture
def office(office: Office, tmp_path: Path) -> Office:
    """A copy of its own."""
    shutil.copytree(office.data, tmp_path / "data")
    return replace(office, data=tmp_path / "data")


def first_with_fields(office: Office) -> str:
    return next(str(row["id"]) for row in office.run("list", "--json").json if row["applicant"])


def test_ticks_a_second_look_and_the_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = first_with_fields(office)
    first = office.run("transfer", identity, "--json")
    assert first.code == 0 and first.json["done"] == 0
    numbers = [step["number"] for step in first.json["steps"]]
    assert numbers == list(range(1, len(numbers) + 1)) and first.json["total"] > 0
    ticked = office.run("transfer", identity, "--json", "--tick", 1, 2, "--deviation", "anders")
    assert ticked.json["done"] == 2
    assert {step["note"] for step in ticked.json["steps"][:2]} == {"anders"}
    same = office.run("transfer", identity, "--second", 1)
    assert "[WORK-SAME-PERSON]" in same.err
    monkeypatch.setattr(ticks, "who", lambda: "andere@pc")
    second = office.run("transfer", identity, "--second", 1, "--untick", 2, "--json")
    assert second.json["done"] == 1
    assert second.json["steps"][0]["second_by"] == "andere@pc"
    end = office.run("transfer", identity, "--finish", "50.1-7/26")
    assert "50.1-7/26" in end.out
    assert office.run("show", identity, "--json").json["state"] == "transferred"


def test_a_wrong_number_changes_nothing(office: Office) -> None:
    identity = first_with_fields(office)
    answer = office.run("transfer", identity, "--tick", 1, 9999)
    assert "[TRANSFER-NO-STEP]" in answer.err
    assert office.run("transfer", identity, "--json").json["done"] == 0
    assert "[WORK-NO-PROFILE]" in office.run("transfer", identity, "--order", "keine").err


def test_notes(office: Office) -> None:
    identity = first_with_fields(office)
    assert office.run("note", identity).out.strip() != ""
    office.run("note", identity, "Rückruf")
    assert [one["text"] for one in office.run("note", identity, "--json").json["notes"]] == ["Rückruf"]
    assert "Rückruf" in office.run("note", identity).out
    assert office.run("assign", identity, "--to", "Frau Beispiel", "--json").json["ids"] == [identity]


def test_an_order_goes_out_and_comes_back_under_its_name(office: Office, tmp_path: Path) -> None:
    listed = office.run("order", "list", "--json").json["orders"]
    assert listed and not any(one["own"] for one in listed)
    file = tmp_path / "order.json"
    assert office.run("order", "save", listed[0]["name"], "--out", file).code == 0
    saved = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**saved, "name": "Unsere Maske"}), encoding="utf-8")
    assert office.run("order", "load", file).code == 0
    own = [one["name"] for one in office.run("order", "list", "--json").json["orders"] if one["own"]]
    assert own == ["Unsere Maske"]
    office.run("order", "remove", "Unsere Maske")
    assert "[WORK-NO-PROFILE]" in office.run("order", "remove", "Unsere Maske").err
    file.write_bytes(b"{}")
    assert "[TRANSFER-PROFILE]" in office.run("order", "load", file).err
    assert "[TRANSFER-PROFILE-FILE]" in office.run("order", "load", tmp_path).err
