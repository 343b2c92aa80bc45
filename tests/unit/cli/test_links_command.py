"""Which field stands where in the PDF, from the command line."""

from __future__ import annotations

from sozialclient.cli.exit_codes import ExitCode
from tests.unit.cli.conftest import Office


def test_every_field_is_told_with_its_page(office: Office) -> None:
    told = 0
    for row in office.run("list", "--json").json:
        answer = office.run("links", row["id"], "--json")
        if answer.code == ExitCode.REFUSED:
            assert "LINKS-NO-PDF" in answer.out or "TRANSFER-NO-FIELDS" in answer.out
            continue
        linkage, counts = answer.json, answer.json["counts"]
        assert linkage["located"] == counts["found"] + counts["ambiguous"]
        assert linkage["readable"] == linkage["located"] + counts["missing"]
        expected = [one for one in linkage["fields"] if one["expected"]]
        assert sum(counts.values()) == len(expected)
        assert all((one["page"] is None) is (one["verdict"] == "missing") for one in linkage["fields"])
        assert (answer.code == 0) is (not counts["missing"] and not linkage["pdf_only"])
        told += 1
    assert told


def test_people_read_the_counts_and_what_is_missing(office: Office) -> None:
    identity = next(row["id"] for row in office.run("list", "--json").json
                    if office.run("links", row["id"], "--json").code != ExitCode.REFUSED)
    linkage = office.run("links", identity, "--json").json
    said = office.run("links", identity).out
    assert f"{linkage['located']} von {linkage['readable']} Feldern" in said
    for one in linkage["fields"]:
        if one["expected"] and one["verdict"] == "missing":
            assert f"- {one['label']}: {one['value']}" in said
    assert f"nicht gelesen: {linkage['counts']['drawn']}" in said
