"""Exports with profiles, patterns and passwords from the command line."""

from __future__ import annotations

from pathlib import Path

from pyzipper import AESZipFile

from sozialclient.exporters.profiles import PROFILES
from tests.unit.cli.conftest import Office


def _sound(office: Office) -> str:
    return str(next(row["id"] for row in office.run("list", "--json").json if row["verdict"] == "passed"))


def test_every_profile_is_told_and_can_be_exported(office: Office, tmp_path: Path) -> None:
    told = office.run("profiles", "--json").json["profiles"]
    assert [one["key"] for one in told] == list(PROFILES)
    german = office.run("profiles").out.splitlines()
    password = tmp_path / "kennwort.txt"
    password.write_text("ein langes Kennwort\n", encoding="utf-8")
    for one, line in zip(told, german, strict=True):
        assert line.startswith(f"{one['key']}: {one['name']} – ")
        answer = office.run("export", _sound(office), "--profile", one["key"], "--password-file", password,
                            "--target", tmp_path / one["key"], "--json")  # fmt: skip
        assert answer.code in (0, 4), answer.err
        assert Path(answer.json["exported"][0]["path"]).suffix == (".zip" if one["packing"] == "zip" else "")


def test_an_archive_opens_with_its_password_and_is_not_made_without(office: Office, tmp_path: Path) -> None:
    refused = office.run("export", _sound(office), "--profile", "colleague", "--target", tmp_path / "out", "--json")
    assert (refused.code, refused.json["error"]["reference"]) == (3, "EXPORT-PASSWORD")
    assert not (tmp_path / "out").exists()
    (tmp_path / "kennwort.txt").write_text("ein langes Kennwort", encoding="utf-8")
    answer = office.run("export", _sound(office), "--profile", "colleague", "--target", tmp_path / "out", "--json",
                        "--password-file", tmp_path / "kennwort.txt")  # fmt: skip
    with AESZipFile(Path(answer.json["exported"][0]["path"])) as archive:
        archive.setpassword(b"ein langes Kennwort")
        assert archive.testzip() is None and "00_Uebersicht.html" in archive.namelist()


def test_names_are_shown_before_anything_is_written(office: Office) -> None:
    identifier = _sound(office)
    answer = office.run("export", identifier, "--names-only", "--pattern", "{laufnr}_{eingang}", "--json")
    (name,) = answer.json["names"]
    assert answer.code == 0 and name["id"] == identifier and name["name"].startswith("001_20")
    assert name["length"] == len(name["name"]) and not name["cut"]
    german = office.run("export", identifier, "--names-only", "--pattern", "{laufnr}_{eingang}")
    assert f": {name['name']} (" in german.out


def test_personal_data_in_names_must_be_allowed_first(office: Office, tmp_path: Path) -> None:
    command = ("export", _sound(office), "--pattern", "{nachname}", "--target", tmp_path / "out", "--json")
    refused = office.run(*command)
    assert (refused.code, refused.json["error"]["reference"]) == (3, "EXPORT-PERSONAL")
    assert "{nachname}" in office.run(*command[:-1]).err
    wrong = office.run("export", _sound(office), "--pattern", "{name}", "--target", tmp_path / "out", "--json")
    assert (wrong.code, wrong.json["error"]["reference"]) == (3, "EXPORT-PATTERN")
    assert not (tmp_path / "out").exists()
    (office.data / "settings.toml").write_text("[export]\npersonal_names = true\n", encoding="utf-8")
    try:
        assert office.run(*command).code == 0
    finally:
        (office.data / "settings.toml").unlink()


def test_what_is_there_whole_is_not_written_again(office: Office, tmp_path: Path) -> None:
    command = ("export", _sound(office), "--target", tmp_path / "out")
    first = office.run(*command, "--json").json["exported"][0]
    again = office.run(*command, "--resume", "--json").json["exported"][0]
    assert (again["already"], again["path"]) == (True, first["path"])
    assert "lag schon vollständig" in office.run(*command, "--resume").out
    (Path(first["path"]) / "02_Antrag.xml").write_bytes(b"")
    third = office.run(*command, "--resume", "--json").json["exported"][0]
    assert (third["already"], third["path"]) == (False, f"{first['path']}_v2")
    noted = [row for row in office.run("show", first["id"], "--json").json["journal"] if row["action"] == "exported"]
    assert [row["detail"] for row in noted[-2:]] == ["manual", "manual"]


def test_what_a_profile_encloses_can_be_changed(office: Office, tmp_path: Path) -> None:
    whole = "08_Gesamt-PDF.pdf"
    given = {key: office.run("export", _sound(office), "--target", tmp_path / key, "--json", "--profile", key, *options)
             for key, options in (("slim", ("--with", "one_pdf")), ("pdf", ("--without", "one_pdf")))}
    found = {key: Path(answer.json["exported"][0]["path"]) for key, answer in given.items()}
    assert (found["slim"] / whole).read_bytes().startswith(b"%PDF") and not (found["pdf"] / whole).exists()
    assert office.run("export", _sound(office), "--target", tmp_path, "--with", "table").code == 2
    chosen = office.run("profiles", "--json").json["profiles"]
    assert {tuple(one["choosable"]) for one in chosen} == {("missing_evidence", "one_pdf")}
