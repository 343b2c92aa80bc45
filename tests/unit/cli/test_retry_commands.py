"""`fetch`, `retry` and `original` where something cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.demo.key_files import write_p12
from sozialclient.demo.training_application import Quirk
from tests.e2e.place import Hub, hub, three_applications
from tests.e2e.poison import POISONS, spoiled
from tests.e2e.program import PIN
from tests.e2e.wire_between import Between, between, pass_through
from tests.mailbox_rig import training_pki
from tests.unit.cli.conftest import Files, Office, run
from tests.unit.store.conftest import open_store


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[tuple[Hub, Between, list[str]]]:
    with hub(tmp_path / "hub") as running, between(running.url) as proxy:
        yield running, proxy, running.put(three_applications())


def set_up(data: Path, files: Files, url: str) -> Office:
    return Office(data, run(*files.add(data, url)), run("--data", data, "list"))


def test_a_delivery_that_waits(tmp_path: Path, files: Files, wire: tuple[Hub, Between, list[str]]) -> None:
    running, proxy, sent = wire
    desk = set_up(tmp_path / "data", files, proxy.url)
    proxy.always = spoiled(sent[:1], POISONS["wrong signature"][0])
    fetched = desk.run("fetch", "Sozialamt")
    assert fetched.code == 4 and "2 neue Anträge" in fetched.out
    assert "Eine Zustellung konnte nicht gelesen werden und liegt weiter beim Intermediär" in fetched.out
    assert "[OSCI-SIGNATURE]" in fetched.out
    again = desk.run("fetch", "Sozialamt", "--json")
    assert again.code == 4 and (again.json["new"], again.json["waiting"], again.json["unreadable"]) == (0, 1, [])
    (card,) = (each for each in desk.run("list", "--json").json if each["state"] == "unprocessable")
    assert (card["failure"], card["acknowledged"], card["message_id"]) == ("OSCI-SIGNATURE", False, sent[0])
    exported = desk.run("export", card["id"], "--target", tmp_path, "--json")
    assert exported.code == 0 and exported.json["exported"][0]["files"] > 0
    shown = desk.run("show", card["id"])
    assert shown.code == 0 and "[DELIVERY-UNREADABLE]" in shown.out
    retried = desk.run("retry")
    assert retried.code == 4 and "[OSCI-SIGNATURE]" in retried.out and card["id"] in retried.out
    proxy.always = pass_through
    answer = desk.run("retry", card["id"], "--json")
    assert (answer.code, answer.json) == (0, {"retried": [{"id": card["id"], "outcome": "read", "failure": None}]})
    assert running.received() == sent
    assert "Es gibt nichts" in desk.run("retry").out and desk.run("fetch", "Sozialamt").code == 0


def test_contents_for_another_key(tmp_path: Path, files: Files) -> None:
    """A later key file holds both keys; then the stored bytes open."""
    odd = replace(three_applications()[0], quirks=frozenset({Quirk.OTHER_READER}))
    with hub(tmp_path / "hub") as running:
        running.put([odd])
        desk = set_up(tmp_path / "data", files, running.url)
        desk.run("fetch", "Sozialamt")
        (card,) = desk.run("list", "--json").json
        assert desk.run("retry", "--json").json["retried"][0]["outcome"] == "as_before"
        write_p12(tmp_path / "second.p12", training_pki().other_office, PIN)
        store = open_store(desk.data)
        both = replace(store.mailbox("Sozialamt"), signature_key_file=(tmp_path / "second.p12").read_bytes())
        store.save_mailbox(both)
        store.close()
        assert desk.run("retry", "--mailbox", "Sozialamt", "--json").json["retried"][0] == {
            "id": card["id"], "outcome": "read", "failure": None}


def test_the_original(tmp_path: Path, office: Office) -> None:
    (first, *_) = office.run("list", "--json").json
    target = tmp_path / "nachricht.osci"
    answer = office.run("original", first["id"], "--out", target, "--json")
    assert answer.json == {"id": first["id"], "path": str(target)}
    assert b"EncryptedData" in target.read_bytes()
    refused = office.run("original", first["id"], "--out", tmp_path / "no" / "folder" / "x")
    assert refused.code == 3 and "PAPER-WRITE" in refused.err


def test_what_is_not_there(office: Office) -> None:
    assert office.run("retry", "A-2026-999999").code == 3
    assert office.run("retry", "--mailbox", "Nirgendwo").code == 3
    assert office.run("original", "A-2026-999999", "--out", "x").code == 3
