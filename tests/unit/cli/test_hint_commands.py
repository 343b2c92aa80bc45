"""Hints link what belongs together, and two applications are compared, all from the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.demo.payload import LazyBytes
from sozialclient.demo.training_application import TrainingApplication
from sozialclient.demo.training_set import training_set
from tests.e2e.place import hub
from tests.unit.cli.conftest import Files, Office, run

KEY = "bildung-mittagessen"
OTHER_NUMBER = "11111111-2222-4333-8444-555555555555"


def changed(application: TrainingApplication, key: str, days: int, edit: Callable[[bytes], bytes]
            ) -> TrainingApplication:
    """The same with another message, some days later."""
    first, *others = application.contents
    data = edit(b"".join(first.chunks()))
    return replace(application, key=key, created_at=application.created_at + timedelta(days=days),
                   contents=(replace(first, payload=LazyBytes(lambda: data)), *others))


def renumbered(number: str, old: str) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old.encode(), number.encode())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, files: Files) -> Iterator[Office]:
    """The same case twice, the same person again at once and much later, and somebody who lives there."""
    folder = tmp_path_factory.mktemp("hints")
    first, again = (each for each in training_set(1, with_large=False) if each.key.startswith(KEY))
    number = first.number
    name = first.applicant.split()[0].encode()
    soon = changed(first, "soon", 13, renumbered(OTHER_NUMBER, number))
    late = changed(first, "late", 15, renumbered(OTHER_NUMBER[::-1].replace("-", "0"), number))
    sibling = changed(first, "sibling", 400, lambda data: renumbered("9" * 12, number)(data).replace(name, b"Zora"))
    stranger = next(each for each in training_set(1, with_large=False) if each.key == "pflegewohngeld")
    with hub(folder / "hub") as running:
        running.put([first, again, soon, late, sibling, stranger])
        data = folder / "data"
        added = run(*files.add(data, running.url), "--training", "--json")
        yield Office(data, added, run("--data", data, "fetch", "Sozialamt", "--json"))


@pytest.fixture(scope="module")
def ids(office: Office) -> list[str]:
    """Oldest Eingang first: the stranger, then the case, its twin, and the others."""
    return [str(row["id"]) for row in reversed(office.run("list", "--json").json)]


def linked(office: Office, identity: str) -> dict[str, str]:
    found = office.run("hints", identity, "--json").json["hints"]
    return {hint["application"]: hint["code"] for hint in found if hint["application"]}


def test_what_belongs_together_is_linked_and_what_does_not_is_not(office: Office, ids: list[str]) -> None:
    stranger, case, twin, soon, late, sibling = ids
    assert linked(office, case) == {twin: "LINK-DUPLICATE", soon: "LINK-PERSON", late: "LINK-MEMBER",
                                    sibling: "LINK-MEMBER"}
    assert linked(office, soon) == {case: "LINK-PERSON", twin: "LINK-PERSON", late: "LINK-PERSON",
                                    sibling: "LINK-MEMBER"}
    assert linked(office, stranger) == {}
    assert len(office.run("list", "--json").json) == 6


def made_up(model: TrainingApplication, days: int, name: str, street: str, iban: str) -> TrainingApplication:
    """An application of a standard nobody knows."""
    xml = f"""<antrag><antragsteller><familienname>{name}</familienname><vorname>Kim</vorname>
    <geburtsdatum>19{70 + days}-01-01</geburtsdatum><anschrift><strasse>{street}</strasse>
    <postleitzahl>12345</postleitzahl><ort>Musterdorf</ort></anschrift></antragsteller>
    <bankverbindung><iban>{iban}</iban></bankverbindung></antrag>"""
    return changed(model, f"made-up-{days}", days, lambda _data: xml.encode())


def test_households_by_address_and_account_without_false_friends(tmp_path: Path, files: Files) -> None:
    model = next(each for each in training_set(1, with_large=False) if each.key.startswith(KEY))
    mine, other = "DE89370400440532013000", "DE02120300000000202051"
    with hub(tmp_path / "hub") as running:
        running.put([made_up(model, 0, "Probe", "Lange Straße 5", mine),
                     made_up(model, 1, "Andere", "Lange Str. 5", ""),
                     made_up(model, 2, "Dritte", "Gasse 9", mine), made_up(model, 3, "Probe", "Lange Straße 6", other)])
        data = tmp_path / "data"
        added = run(*files.add(data, running.url), "--training", "--json")
        office = Office(data, added, run("--data", data, "fetch", "Sozialamt", "--json"))
    first, neighbour, account, _namesake = [str(row["id"]) for row in reversed(office.run("list", "--json").json)]
    assert linked(office, first) == {neighbour: "LINK-HOUSEHOLD", account: "LINK-ACCOUNT"}
    told = office.run("hints", first).out
    assert "mit dem Ende 3000" in told and mine not in told


def test_hints_are_told_in_words(office: Office, ids: list[str]) -> None:
    told = office.run("hints", ids[1], "--read-only").out
    assert ids[2] in told and "[LINK-DUPLICATE]" in told and "Postfach für Antworten" in told
    codes = {hint["code"] for hint in office.run("hints", ids[1], "--json").json["hints"]}
    assert {"HINT-POSTBOX", "HINT-TEST", "HINT-POSTCODE"} <= codes


def test_own_readers_come_from_the_settings(office: Office, ids: list[str]) -> None:
    settings = office.data / "settings.toml"
    try:
        settings.write_text('[office]\nreaders = ["soa:1"]\n', encoding="utf-8")
        first = office.run("hints", ids[1], "--json").json["hints"]
        assert "HINT-READER" in {hint["code"] for hint in first}
    finally:
        settings.unlink()


def test_compare(office: Office, ids: list[str]) -> None:
    twins = office.run("compare", ids[1], ids[2], "--json")
    assert twins.code == 0 and twins.json["fields"] == [] and twins.json["counts"]["changed"] == 0
    answer = office.run("compare", ids[1], ids[3], "--json")
    assert answer.code == 4
    (only,) = answer.json["fields"]
    assert (only["change"], only["right"]) == ("changed", OTHER_NUMBER)
    every = office.run("compare", ids[1], ids[3], "--all", "--json").json["fields"]
    assert len(every) > 20 and {row["change"] for row in every} == {"same", "changed"}
    told = office.run("compare", ids[1], ids[5]).out
    assert "Zora" in told and "→" in told
    assert "[STORE-NO-SUCH-APPLICATION]" in office.run("compare", ids[1], "A-2020-000001").err
