"""`sozialclient audit` on a store that is in order, and on one that is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from tests.unit.cli.conftest import Answer, Office, run
from tests.unit.store.test_books import index_of


@pytest.fixture
def copy(office: Office, tmp_path: Path) -> Path:
    """A data folder of one's own."""
    shutil.copytree(office.data, tmp_path / "data")
    return tmp_path / "data"


def audit(data: Path, *more: str) -> Answer:
    return run("--data", data, "audit", *more)


def test_what_was_fetched_is_there(copy: Path) -> None:
    answer = audit(copy)
    assert (answer.code, answer.err) == (0, "")
    assert "Sozialamt: 5 abgeholt = 5 vorhanden" in answer.out
    assert "Nicht verarbeitbar 1" in answer.out
    assert "Jedes Byte" not in answer.out
    assert "Jedes Byte wurde gelesen" in audit(copy, "--full").out


def test_for_machines(copy: Path) -> None:
    for full in (False, True):
        value = audit(copy, "--json", *(["--full"] if full else [])).json
        assert (value["full"], value["balanced"], value["discrepancies"]) == (full, True, [])
        assert value["mailboxes"][0]["name"] == "Sozialamt"
        assert value["total"]["arrived"] == value["total"]["present"] == 5
        assert value["journal"]["sound"]


@pytest.mark.parametrize("full", [False, True])
def test_something_missing_is_a_finding_in_plain_words(copy: Path, full: bool) -> None:
    with index_of(copy) as index:
        index.execute("DELETE FROM application WHERE number = 2")
    answer = audit(copy, *(["--full"] if full else []))
    assert answer.code == 4
    assert "Sozialamt: Bestand stimmt nicht: 5 abgeholt, 4 vorhanden, 0 gelöscht" in answer.out
    assert "weder vorhanden noch gelöscht: A-" in answer.out
    assert "Bitte löschen Sie nichts" in answer.out
    value = audit(copy, "--json").json
    assert {item["fault"] for item in value["discrepancies"]} == {"sum", "vanished", "number_missing"}


def test_the_end_of_day_sheet_names_nobody(copy: Path, tmp_path: Path, office: Office) -> None:
    names = {card["applicant"] for card in office.run("list", "--json").json}
    assert any(names)
    for name in ("tag.pdf", "tag.html"):
        answer = audit(copy, "--sheet", str(tmp_path / name))
        assert (answer.code, answer.err) == (0, "")
        assert f"Tagesabschluss: {tmp_path / name}" in answer.out
    page = (tmp_path / "tag.html").read_text(encoding="utf-8")
    document = pypdfium2.PdfDocument(tmp_path / "tag.pdf")
    printed = "".join(document[at].get_textpage().get_text_range() for at in range(len(document)))
    for text in (page, " ".join(printed.split())):
        for wanted in ("Tagesabschluss", "Sozialamt", "Nicht verarbeitbar", "Letzte Sicherung", "noch nie", "Journal:",
                       "Unterschrift", "stimmt"):
            assert wanted in text
        assert not [word for word in names if word and word in text]
    assert run("--data", copy, "journal", "list", "--last", "1", "--json").json[0]["detail"] == "html"
    assert audit(copy, "--sheet", str(tmp_path / "tag.doc")).code == 2 and not (tmp_path / "tag.doc").exists()


def test_a_reading_seat_checks_without_leaving_a_trace(copy: Path, tmp_path: Path) -> None:
    before = run("--data", copy, "journal", "list", "--json").json
    for command in (["audit"], ["audit", "--full"], ["audit", "--sheet", tmp_path / "tag.html"], ["journal", "list"],
                    ["journal", "verify"], ["support"], ["support", "--out", tmp_path / "hilfe.txt"]):
        answer = run("--data", copy, *command, "--read-only")
        assert (answer.code, answer.err) == (0, ""), command
    assert run("--data", copy, "journal", "list", "--json").json == before
    assert run("--data", copy, "journal", "verify", "--accept", "--read-only").code == 3
