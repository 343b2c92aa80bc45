"""Listing, showing and exporting what was fetched."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.conftest import Office, run

CARD = {
    "id", "mailbox", "message_id", "state", "subject", "service_key", "service", "applicant", "received", "fetched",
    "opened", "contents", "attachments", "size", "verdict", "findings", "training", "duplicate_of",
    "failure", "acknowledged", "work",
}
DELIVERY = {"message_type", "message_id", "subject", "feedback", "originator", "process_card", "transport",
            "containers", "findings"}
CONTENT = {"id", "kind", "name", "mime", "size", "sha256", "integrity", "path"}


def test_list(office: Office) -> None:
    rows = office.run("list", "--json").json
    assert len(rows) == 5 and all(set(row) == CARD | {"working_days"} for row in rows)
    assert [row["received"] for row in rows] == sorted((row["received"] for row in rows), reverse=True)
    assert sorted(row["state"] for row in rows) == ["new"] * 4 + ["unprocessable"]
    german = office.run("list")
    assert german.code == 0 and len(german.out.splitlines()) == 5
    assert all(line.startswith("A-") for line in german.out.splitlines())
    assert len(office.run("list", "--mailbox", "Sozialamt", "--json").json) == 5
    unknown = office.run("list", "--mailbox", "Fehlt")
    assert (unknown.code, unknown.out) == (3, "") and unknown.err.endswith("[STORE-NO-SUCH-MAILBOX]\n")


def test_list_of_some_states_and_of_a_few(office: Office) -> None:
    everything = office.run("list", "--json").json
    new = office.run("list", "--state", "new", "--json").json
    assert new == [row for row in everything if row["state"] == "new"]
    assert office.run("list", "--state", "new", "--state", "unprocessable", "--json").json == everything
    assert office.run("list", "--limit", "2", "--json").json == everything[:2]
    assert len(office.run("list", "--limit", "3").out.splitlines()) == 3
    assert office.run("list", "--state", "trash").out == "In diesem Zustand gibt es keine Anträge.\n"
    assert office.run("list", "--state", "trash", "--json").json == []
    assert office.run("list", "--state", "gone").code == 2


def test_list_of_nothing(tmp_path: Path) -> None:
    assert run("--data", tmp_path, "list").out == "Es sind noch keine Anträge gespeichert.\n"
    assert run("--data", tmp_path, "list", "--json").json == []


def test_show(office: Office) -> None:
    for row in office.run("list", "--json").json:
        answer = office.run("show", row["id"], "--json")
        assert answer.code == 0
        shown = answer.json
        assert set(shown) == CARD | DELIVERY | {"facts", "trust", "journal"}
        # A card counts contents, a delivery has them; the key of a delivery wins where both have one.
        assert (shown["id"], shown["message_id"]) == (row["id"], row["message_id"])
        assert set(shown["facts"]) == {"main_xml", "main_pdf"}
        assert all(set(entry) == {"at", "action", "detail"} for entry in shown["journal"])
        assert shown["journal"][0]["action"] == "stored"
        contents = [content for container in shown["containers"] for content in container["contents"]]
        assert all(set(content) == CONTENT and content["path"] is None for content in contents)
        assert shown["process_card"]["creation"] and shown["process_card"]["reception"] is None


def test_show_in_german(office: Office) -> None:
    rows = office.run("list", "--json").json
    sound = next(row for row in rows if row["contents"] and row["verdict"] == "passed")
    lines = office.run("show", sound["id"]).out.splitlines()
    assert lines[0] == f"{sound['id']}: {sound['service']}, {sound['applicant']}"
    assert lines[1] == "Betreff: XSOZIAL_DATA" and lines[2].startswith("Eingang (Intermediär): ")
    assert "Übertragung: geprüft, in Ordnung." in lines
    assert sum(line.startswith("Inhalt: ") for line in lines) == sound["contents"] + sound["attachments"]


def test_what_is_not_there(office: Office, tmp_path: Path) -> None:
    for command in (["show", "A-1999-000001"], ["export", "A-1999-000001", "--target", tmp_path]):
        answer = office.run(*command, "--json")
        assert (answer.code, answer.json["error"]["reference"]) == (3, "STORE-NO-SUCH-APPLICATION")
    assert list(tmp_path.iterdir()) == []


def test_export(office: Office, tmp_path: Path) -> None:
    rows = office.run("list", "--json").json
    sound = [row["id"] for row in rows if row["verdict"] == "passed"][:2]
    answer = office.run("export", *sound, "--profile", "slim", "--target", tmp_path / "out", "--json")
    assert answer.code == 0 and set(answer.json) == {"exported", "failed", "untried", "doubt"}
    assert (answer.json["failed"], answer.json["untried"]) == ([], [])
    assert [done["id"] for done in answer.json["exported"]] == sound
    for done in answer.json["exported"]:
        assert set(done) == {"id", "path", "files", "bytes", "withheld", "already"} and done["withheld"] == 0
        files = [path for path in Path(done["path"]).rglob("*") if path.is_file()]
        assert Path(done["path"]).parent == tmp_path / "out" and len(files) == done["files"] > 3
    german = office.run("export", sound[0], "--target", tmp_path / "out")
    assert german.code == 0 and german.out.startswith(f"{sound[0]}: ") and " Dateien in " in german.out


def test_what_is_not_intact_is_withheld_and_told(office: Office, tmp_path: Path) -> None:
    (broken,) = [row["id"] for row in office.run("list", "--json").json if row["verdict"] == "failed"]
    answer = office.run("export", broken, "--target", tmp_path, "--json")
    assert answer.code == 4 and answer.json["exported"][0]["withheld"] > 0
    german = office.run("export", broken, "--target", tmp_path)
    assert german.code == 4 and "_NICHT_AUSGEGEBEN.txt" in german.out


def test_an_unknown_profile_and_a_target_that_is_none(office: Office, tmp_path: Path) -> None:
    identifier = office.run("list", "--json").json[0]["id"]
    unknown = office.run("export", identifier, "--profile", "pergament", "--target", tmp_path, "--json")
    assert (unknown.code, unknown.json["error"]["reference"]) == (3, "EXPORT-FORMAT")
    (tmp_path / "file").write_bytes(b"")
    blocked = office.run("export", identifier, "--target", tmp_path / "file", "--json")
    assert blocked.code == 3 and blocked.json["error"]["reference"].startswith("EXPORT-")
