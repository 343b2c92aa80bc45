"""Watched folders from the command line, up to the fetch that fills them."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.place import hub, three_applications
from tests.unit.cli.conftest import Files, Office, run


def test_a_route_is_set_shown_tried_and_forgotten(office: Office, tmp_path: Path) -> None:
    assert "keinen Übergabeordner" in office.run("drop", "list").out
    missing = office.run("drop", "set", "fach", "--folder", tmp_path / "fehlt", "--json")
    assert (missing.code, missing.json["error"]["reference"]) == (3, "EXPORT-TARGET")
    command = ("drop", "set", "fach", "--folder", tmp_path, "--service", "hzl", "--reader", "soa:990000000000")
    (route,) = office.run(*command, "--json").json["routes"]
    assert (route["name"], route["folder"], route["services"], route["readers"], route["active"]) == (
        "fach", str(tmp_path), ["hzl"], ["soa:990000000000"], True,
    )  # fmt: skip
    assert office.run(*command, "--off").out.endswith("ruht\n")
    assert office.run("drop", "list", "--json").json["routes"][0]["active"] is False
    assert office.run("drop", "run", "--dry-run", "--json").json == {
        "done": [], "waiting": [], "failed": [], "unrouted": [],
    }  # fmt: skip
    assert office.run("drop", "remove", "fach").code == 0
    unknown = office.run("drop", "remove", "fach", "--json")
    assert (unknown.code, unknown.json["error"]["reference"]) == (3, "DROP-UNKNOWN")


def test_a_fetch_fills_the_folder_and_says_so(files: Files, tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "ablage"
    folder.mkdir()
    with hub(tmp_path / "hub") as mailbox:
        mailbox.put(three_applications())
        assert run(*files.add(data, mailbox.url), "--training").code == 0
        assert run("--data", data, "drop", "set", "fach", "--folder", folder).code == 0
        fetched = run("--data", data, "fetch", "Sozialamt", "--json").json
    assert fetched["new"] == 3 and len(fetched["drop"]["done"]) == 3 and fetched["drop"]["failed"] == []
    for one in fetched["drop"]["done"]:
        assert one["route"] == "fach" and Path(f"{one['path']}.fertig").is_file()
    assert "Für keinen Übergabeordner wartet" in run("--data", data, "drop", "run").out
