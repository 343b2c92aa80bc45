"""Evidence is listed and asked for from the command line; the letter says what was chosen, the store what happened."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sozialclient.demo.training_set import training_set
from tests.e2e.place import hub
from tests.unit.cli.conftest import Files, Office, run

KEY = "hilfe-zum-lebensunterhalt"
SENDER = ("--sender", "Stadt Musterstadt", "--sender", "Marktplatz 1", "--contact", "Frau Beispiel")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, files: Files) -> Iterator[Office]:
    """One application whose form announces evidence, one of which comes later."""
    folder = tmp_path_factory.mktemp("evidence")
    with hub(folder / "hub") as running:
        running.put([each for each in training_set(1, with_large=False) if each.key == KEY])
        data = folder / "data"
        added = run(*files.add(data, running.url), "--training", "--json")
        yield Office(data, added, run("--data", data, "fetch", "Sozialamt", "--json"))


@pytest.fixture
def office(made: Office, tmp_path: Path) -> Office:
    """A copy of its own."""
    shutil.copytree(made.data, tmp_path / "data")
    return replace(made, data=tmp_path / "data")


@pytest.fixture
def identity(office: Office) -> str:
    return str(office.run("list", "--json").json[0]["id"])


def proposed(office: Office, identity: str) -> date:
    return date.fromisoformat(office.run("evidence", "request", identity, "--json").json["deadlines"][1])


def test_list(office: Office, identity: str) -> None:
    answer = office.run("evidence", "list", identity, "--json")
    assert answer.code == 0
    found = answer.json
    assert found["benefit"] == "hzl" and found["told"] and found["form_error"] is None
    assert {row["state"] for row in found["evidence"]} == {"received", "later"}
    assert [row["title"] for row in found["evidence"] if row["state"] == "later"] == [
        "Ärztliche Bescheinigung über kostenaufwändige Ernährung"]
    states = {row["key"]: row["state"] for row in found["expected"]}
    assert states["rent"] == "there" and states["diet"] == "announced" and states["pregnancy"] == "open"
    shown = office.run("evidence", "list", identity, "--read-only").out
    assert "rentenbescheid.jpg (Nachweise über Renten/Pensionen): eingegangen" in shown
    assert "diet: Ärztliche Bescheinigung" in shown


def test_a_request_is_written_noted_and_comes_up_again(office: Office, identity: str, tmp_path: Path) -> None:
    day = proposed(office, identity)
    out = tmp_path / "brief.pdf", tmp_path / "brief.txt"
    answer = office.run("evidence", "request", identity, "--deadline", f"{day:%d.%m.%Y}", *SENDER, "--item", "diet",
                        "--item", "bank_statements", "--more", "Nachweis über \u202eXYZ", "--out", out[0],
                        "--out", out[1], "--json")
    assert answer.code == 0, answer.err
    written = out[1].read_bytes().decode("utf-8")
    assert "\u202e" not in written
    assert "3. Nachweis über XYZ" in written
    assert "schwärzen" in written and f"{day.day}. " in written and str(day.year) in written
    assert "§ 66" not in written and "versag" not in written
    pages = subprocess.run(["pdftotext", "-layout", out[0], "-"], capture_output=True, text=True, check=True).stdout
    assert "Ärztliche Bescheinigung über die nötige Ernährung" in pages
    assert "Zum Ankreuzen und Zurückschicken" in pages and "Seite 1 von 3" in pages
    assert office.run("show", identity, "--json").json["state"] == "query"
    noted = [(line["action"], line["detail"]) for line in office.run("show", identity, "--json").json["journal"]]
    assert ("evidence_requested", "3") in noted


def test_without_a_file_nothing_happens(office: Office, identity: str) -> None:
    day = proposed(office, identity)
    answer = office.run("evidence", "request", identity, "--deadline", f"{day:%d.%m.%Y}", *SENDER)
    assert answer.code == 0 and "Ärztliche Bescheinigung über die nötige Ernährung" in answer.out
    assert office.run("show", identity, "--json").json["state"] == "new"


@pytest.mark.parametrize(("wrong", "reference"), [
    (("--item", "nothing"), "REQUEST-NO-ITEM"), (("--deadline", "24.12.2023"), "REQUEST-DEADLINE"),
    (("--deadline", "03.10.2027"), "REQUEST-DEADLINE"), (("--more", " "), "REQUEST-INCOMPLETE"),
])
def test_refused_and_nothing_changed(office: Office, identity: str, tmp_path: Path, wrong: tuple[str, ...],
                                     reference: str) -> None:
    day = f"{proposed(office, identity):%d.%m.%Y}"
    out = tmp_path / "x.pdf"
    answer = office.run("evidence", "request", identity, "--deadline", day, *SENDER, "--out", out, *wrong)
    assert f"[{reference}]" in answer.err
    assert not (tmp_path / "x.pdf").exists()
    assert office.run("show", identity, "--json").json["state"] == "new"


FINDINGS = ("--way", "paper", "--decisive", "Kontoauszüge", "--unclear", "ob Vermögen einzusetzen ist", "--inquiries",
            "Abfrage im Haus", "--part", "die Hilfe zum Lebensunterhalt", "--since", "1. Januar",
            "--untouched", "Miete")


def test_nobody_is_reminded_of_what_was_never_asked(office: Office, identity: str, tmp_path: Path) -> None:
    for stage in ("reminder", "warning"):
        refused = office.run("evidence", "request", identity, "--stage", stage, "--deadline", "+15", *SENDER, *FINDINGS,
                             "--item", "diet", "--out", tmp_path / "x.pdf")
        assert "[REQUEST-NOT-ASKED]" in refused.err and not (tmp_path / "x.pdf").exists()
    known = office.run("evidence", "request", identity, "--stage", "reminder", "--deadline", "+15", *SENDER,
                       "--item", "diet", "--asked", "05.01.2026", "--json").json
    assert known["asked"] == "2026-01-05" and "Am 5. Januar 2026 haben wir Sie" in known["text"]
    assert known["working_days"] == 15


def test_asked_reminded_and_warned(office: Office, identity: str, tmp_path: Path) -> None:
    def letter(stage: str, *more: str) -> str:
        out = tmp_path / f"{stage}.txt"
        answer = office.run("evidence", "request", identity, "--stage", stage, "--deadline", "+15", *SENDER, "--item",
                            "bank_statements", "--out", out, "--out", out.with_suffix(".pdf"), *more, "--json")
        assert answer.code == 0, answer.err
        return out.read_bytes().decode("utf-8")

    assert "haben wir Sie um Unterlagen gebeten" not in letter("request")
    reminder = letter("reminder", "--mailbox")
    assert reminder.startswith("Betreff: Ihr Antrag: ") and "Stadt Musterstadt\r\nMarktplatz" not in reminder
    assert "schon abgeschickt?" in reminder and "versag" not in reminder
    warning = letter("warning", *FINDINGS)
    for sentence in ("Ohne „Kontoauszüge“ können wir nicht feststellen, ob Vermögen einzusetzen ist.",
                     "können wir die Hilfe zum Lebensunterhalt ab 1. Januar ganz oder teilweise versagen",
                     "(§ 66 Absatz 1 und 3 Erstes Buch Sozialgesetzbuch)", "Davon nicht betroffen: Miete.",
                     "(§ 65 Erstes Buch", "(§ 67 Erstes Buch"):
        assert sentence in warning
    assert "Rechtsbehelf" not in warning
    printed = subprocess.run(["pdftotext", tmp_path / "warning.pdf", "-"], capture_output=True, text=True, check=True)
    assert "Datum, Unterschrift" in printed.stdout
    lines = office.run("show", identity, "--json").json["journal"]
    assert [(line["action"], line["detail"]) for line in lines if line["action"].startswith("evidence_")] == [
        ("evidence_requested", "1"), ("evidence_reminded", "1"), ("evidence_warned", "1, way=paper")]


def test_what_to_think_about_before_a_letter_goes_out(office: Office, identity: str, tmp_path: Path) -> None:
    def doubts(*more: str) -> set[str]:
        answer = office.run("evidence", "request", identity, "--deadline", "+15", *SENDER, "--item", "diet", *more,
                            "--json")
        assert answer.code == 0, answer.err
        return set(answer.json["doubts"])

    assert doubts() == set() and doubts("--more", "Bitte unverzüglich sämtliche Belege") == {"harsh"}
    asked = ("--asked", "05.01.2026", *FINDINGS)
    assert doubts("--stage", "reminder", *asked) == set()
    assert doubts("--stage", "warning", *asked) == {"four_eyes"}
    doubts("--out", str(tmp_path / "erste.txt"))
    assert doubts("--stage", "reminder") == {"early"}, "the first deadline has not passed"
    office.run("evidence", "request", identity, "--stage", "warning", "--deadline", "+15", *SENDER, "--item", "diet",
               *FINDINGS)
    noted = [line["action"] for line in office.run("show", identity, "--json").json["journal"]]
    assert noted.count("evidence_requested") == 1 and "evidence_warned" not in noted, "nothing was written"


@pytest.mark.parametrize("lacking", ["--decisive", "--unclear", "--inquiries", "--part", "--since", "--way"])
def test_no_warning_without_the_case(office: Office, identity: str, lacking: str) -> None:
    at = FINDINGS.index(lacking)
    refused = office.run("evidence", "request", identity, "--stage", "warning", "--asked", "05.01.2026", "--deadline",
                         "+15", *SENDER, "--item", "diet", *FINDINGS[:at], *FINDINGS[at + 2:])
    assert "[REQUEST-INCOMPLETE]" in refused.err


def test_the_office_chooses_its_deadlines(office: Office, identity: str) -> None:
    (office.data / "settings.toml").write_text('[office]\ndeadlines = ["10 working days", "6 weeks"]\n')
    days = [date.fromisoformat(day) for day in office.run("evidence", "request", identity, "--json").json["deadlines"]]
    assert len(days) == 2 and all(day.weekday() < 5 for day in days) and (days[1] - days[0]).days > 14
    assert "[WORK-NO-DAY]" in office.run("evidence", "request", identity, "--deadline", "bald", *SENDER).err


def test_a_sender_is_taken_from_the_settings_and_missed_without(office: Office, identity: str, tmp_path: Path) -> None:
    day = f"{proposed(office, identity):%d.%m.%Y}"
    assert "[REQUEST-INCOMPLETE]" in office.run("evidence", "request", identity, "--deadline", day).err
    (office.data / "settings.toml").write_text('[office]\nsender = ["Kreis Probe", "Am Weg 2"]\n', encoding="utf-8")
    assert "Kreis Probe" in office.run("evidence", "request", identity, "--deadline", day).out


def test_a_place_that_cannot_be_written_leaves_the_state(office: Office, identity: str, tmp_path: Path) -> None:
    day = f"{proposed(office, identity):%d.%m.%Y}"
    answer = office.run("evidence", "request", identity, "--deadline", day, *SENDER, "--out", tmp_path / "no" / "x.pdf")
    assert "[PAPER-WRITE]" in answer.err
    assert office.run("show", identity, "--json").json["state"] == "new"
