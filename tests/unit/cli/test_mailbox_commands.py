"""Setting up, listing, checking and fetching a mailbox: exit codes, JSON key by key, German for people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.place import Hub
from tests.mailbox_rig import training_pki
from tests.unit.cli.conftest import Files, Office, run

CERTIFICATE = {"subject", "issuer", "serial", "not_before", "not_after", "sha256", "key"}
MAILBOX = {"name", "transport", "url", "training", "intermediary_cipher", "intermediary_signature"}
SUMMARY = {"new", "duplicates", "with_findings", "application_ids", "closing_error", "unreadable", "waiting",
           "unfinished", "not_found"}


def test_add(office: Office, running: Hub) -> None:
    assert office.added.code == 0
    mailbox = office.added.json
    assert set(mailbox) == MAILBOX
    assert set(mailbox["intermediary_cipher"]) == set(mailbox["intermediary_signature"]) == CERTIFICATE
    assert (mailbox["name"], mailbox["url"], mailbox["training"]) == ("Sozialamt", running.url, True)


def test_add_in_german(files: Files, running: Hub, tmp_path: Path) -> None:
    answer = run(*files.add(tmp_path / "data", running.url, "Zweites Amt"))
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "Das Postfach „Zweites Amt“ ist eingerichtet.\n"
    again = run(*files.add(tmp_path / "data", running.url, "Zweites Amt"))
    assert again.code == 3 and again.out == "" and again.err.endswith("[MAILBOX-EXISTS]\n")


def test_list(office: Office, tmp_path: Path) -> None:
    (row,) = office.run("mailbox", "list", "--json").json
    assert set(row) == MAILBOX | {"last_fetch"}
    assert datetime.fromisoformat(row["last_fetch"]).tzinfo is not None
    assert office.run("mailbox", "list").out.startswith("Sozialamt  http://127.0.0.1:")
    empty = run("--data", tmp_path, "mailbox", "list")
    assert (empty.code, empty.out) == (0, "Es ist noch kein Postfach eingerichtet.\n")
    assert run("--data", tmp_path, "mailbox", "list", "--json").json == []


def test_check(office: Office) -> None:
    answer = office.run("mailbox", "check", "Sozialamt", "--json")
    assert answer.code == 0 and set(answer.json) == {"mailbox", "reachable", "waiting", "features", "certificate"}
    assert answer.json["reachable"] is True and answer.json["waiting"] is False
    assert set(answer.json["certificate"]) == CERTIFICATE
    german = office.run("mailbox", "check", "Sozialamt")
    assert german.code == 0 and "ist erreichbar; Ihr Zertifikat gilt bis " in german.out
    assert german.out.endswith("Es wartet kein Antrag.\n")


def test_fetch(office: Office) -> None:
    assert office.fetched.code == 4
    summary = office.fetched.json
    assert set(summary) == SUMMARY
    assert (summary["new"], summary["duplicates"], summary["closing_error"]) == (5, 0, None)
    assert len(summary["application_ids"]) == 5


def test_fetch_again_in_german(office: Office) -> None:
    answer = office.run("fetch", "Sozialamt")
    assert (answer.code, answer.out, answer.err) == (0, "Es ist nichts Neues abgeholt worden.\n", "")


def test_fetch_by_id_since_and_in_pieces(office: Office, running: Hub) -> None:
    ids = [delivery.message_id for delivery in running.deliveries()]
    options = ["--message-id", ids[0], "--message-id", ids[4], "--chunk-size", "64"]
    answer = office.run("fetch", "Sozialamt", *options, "--json")
    assert (answer.code, answer.json["new"], answer.json["duplicates"]) == (0, 0, 2)
    since = office.run("fetch", "Sozialamt", "--since", "2026-01-01T00:00:00", "--json")
    assert (since.code, since.json["new"]) == (0, 0)
    german = office.run("fetch", "Sozialamt", *options)
    assert "2 Zustellungen waren schon da und wurden nicht doppelt abgelegt.\n" in german.out


def test_several_mailboxes_are_fetched_past_one_that_fails(office: Office) -> None:
    answer = office.run("fetch", "Jugendamt", "Sozialamt", "Jugendamt", "--json")
    assert answer.code == 3 and set(answer.json) == {"new", "mailboxes"} and answer.json["new"] == 0
    unknown, fetched = answer.json["mailboxes"]
    assert unknown["name"] == "Jugendamt" and unknown["error"]["reference"] == "STORE-NO-SUCH-MAILBOX"
    assert fetched["name"] == "Sozialamt" and set(fetched) == SUMMARY | {"name"}
    german = office.run("fetch", "Sozialamt", "Jugendamt")
    assert german.out == "Postfach Sozialamt:\nEs ist nichts Neues abgeholt worden.\nPostfach Jugendamt:\n"
    assert german.err.endswith("[STORE-NO-SUCH-MAILBOX]\n") and german.code == answer.code


def test_not_reachable_is_5(files: Files, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run(*files.add(data, "http://127.0.0.1:9/")).code == 0
    fetched = run("--data", data, "fetch", "Sozialamt", "--json")
    assert fetched.code == 5 and set(fetched.json) == SUMMARY | {"error"}
    assert set(fetched.json["error"]) == {"reference", "message"}
    assert fetched.json["error"]["reference"] == "NET-REFUSED"
    checked = run("--data", data, "mailbox", "check", "Sozialamt", "--json")
    assert checked.code == 5 and set(checked.json) == {"error"}
    german = run("--data", data, "fetch", "Sozialamt")
    assert german.code == 5 and german.err.endswith("[NET-REFUSED]\n")
    assert german.out == "Es ist nichts Neues abgeholt worden.\n"


def replaced(arguments: list[object], option: str, value: object) -> list[object]:
    position = arguments.index(option) + 1
    return [*arguments[:position], value, *arguments[position + 1 :]]


@pytest.mark.parametrize(("option", "content", "reference"), [
    ("--pin-file", b"falsch", "KEY-PIN"),
    ("--pin-file", b"\xff\xfe1\x00", "KEY-PIN-FILE"),
    ("--pin-file", b"eins\nzwei\n", "KEY-PIN-FILE"),
    ("--pin-file", b"", "KEY-PIN-FILE"),
    ("--p12", b"no key file", "KEY-NOT-A-KEY-FILE"),
    ("--intermediary-cipher", b"no certificate", "CERT-DAMAGED"),
    ("--intermediary-signature", b"", "CERT-DAMAGED"),
    ("--url", "gopher://x", "NET-ADDRESS"),
    ("--pin-file", None, "CLI-FILE"),
    ("--p12", None, "CLI-FILE"),
    ("--intermediary-cipher", None, "CLI-FILE"),
    ("--intermediary-signature", None, "CLI-FILE"),
])
def test_add_refuses_by_name(
    files: Files, tmp_path: Path, option: str, content: bytes | str | None, reference: str
) -> None:
    value: object = content
    if not isinstance(content, str):
        value = tmp_path / "file"
        if content is not None:
            (tmp_path / "file").write_bytes(content)
    arguments = replaced(files.add(tmp_path / "data", "http://127.0.0.1:9/"), option, value)
    answer = run(*arguments, "--json")
    assert answer.code == 3
    assert set(answer.json) == {"error"} and answer.json["error"]["reference"] == reference
    assert len(answer.json["error"]["message"]) > 40
    assert reference != "CLI-FILE" or f"„{option}“" in answer.json["error"]["message"]
    assert run("--data", tmp_path / "data", "mailbox", "list", "--json").json == []


def test_a_bad_name(files: Files, tmp_path: Path) -> None:
    answer = run(*files.add(tmp_path / "data", "http://127.0.0.1:9/", "a/b"), "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "MAILBOX-NAME")


def test_a_second_key_file_signs(files: Files, running: Hub, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run(*files.add(data, running.url), "--signature-p12", files.folder / "signature.p12").code == 0
    assert run("--data", data, "mailbox", "check", "Sozialamt").code == 0
    refused = run(*files.add(data, running.url, "Andere"), "--signature-p12", files.folder / "c.cer", "--json")
    assert (refused.code, refused.json["error"]["reference"]) == (3, "KEY-NOT-A-KEY-FILE")


@pytest.mark.parametrize("command", [["fetch"], ["mailbox", "check"]])
def test_an_unknown_mailbox_and_a_wrong_pin(office: Office, tmp_path: Path, command: list[str]) -> None:
    unknown = office.run(*command, "Fehlt", "--json")
    assert (unknown.code, unknown.json["error"]["reference"]) == (3, "STORE-NO-SUCH-MAILBOX")
    (tmp_path / "pin").write_bytes(b"falsch")
    wrong = office.run(*command, "Sozialamt", "--pin-file", tmp_path / "pin", "--json")
    assert (wrong.code, wrong.json["error"]["reference"]) == (3, "KEY-PIN")


def test_another_signer_is_refused_with_3(files: Files, running: Hub, tmp_path: Path) -> None:
    """The intermediary answers, but not with the certificate on file."""
    data, arguments = tmp_path / "data", files.add(tmp_path / "data", running.url)
    (tmp_path / "other.cer").write_bytes(training_pki().platform_signature.der)
    assert run(*replaced(arguments, "--intermediary-signature", tmp_path / "other.cer")).code == 0
    answer = run("--data", data, "fetch", "Sozialamt", "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "OSCI-SIGNER-CHANGED")
