"""What a message says of itself, what contradicts it and what its schema says, whatever the message is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sozialclient.documents.message_facts import Party, message_facts
from sozialclient.documents.parsing import parse_document
from sozialclient.documents.schema.library import SchemaLibrary
from sozialclient.documents.schema.radar import is_older, look_out
from sozialclient.model.schema_check import SchemaFinding, SchemaOutcome, SchemaResult
from sozialclient.reports.schema_words import contradiction_words, finding_words, radar_words, result_words
from sozialclient.usecases.check_message import check_xml
from tests.unit.documents.samples import hzl, shared, xsozial
from tests.unit.documents.schema_samples import NOW, flat, main_xsd, message, nested, types_xsd, zipped


@pytest.fixture
def library(tmp_path: Path) -> SchemaLibrary:
    return SchemaLibrary(tmp_path)


def add(library: SchemaLibrary, folder: Path, files: dict[str, bytes]) -> None:
    path = folder / "delivery.zip"
    path.write_bytes(zipped(files))
    library.add(path, NOW)


def test_xsozial_says_what_it_is() -> None:
    facts = message_facts(parse_document(xsozial()))
    assert (facts.standard, facts.version, facts.message_type) == ("XSozial-basis", "2.4.0", "1000001")
    assert facts.reader == Party("bth:990000000000", "Sozialamt Musterstadt (Demo)")
    assert facts.author == Party("sop:990000000099", "Sozialplattform (Demo)")
    assert facts.case_id == "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
    assert (facts.applied[:10], facts.created[:10]) == ("2026-02-03", "2026-02-03")
    assert facts.service is not None and facts.service.key == "but"
    assert facts.test


@pytest.mark.parametrize("version", ["2.1.0", "2.2.0", "2.3.1", "2.5.0", "3.0.0"])
def test_xsozial_of_any_version_is_recognised_and_shown(library: SchemaLibrary, version: str) -> None:
    other = xsozial().replace(b"2_4_0", version.replace(".", "_").encode()).replace(b'"2.4.0"', f'"{version}"'.encode())
    facts = message_facts(parse_document(other))
    assert (facts.standard, facts.version) == ("XSozial-basis", version)
    check = check_xml(library, other)
    assert check.schema.outcome is SchemaOutcome.MISSING and check.unknown == ()


def test_any_xml_has_facts() -> None:
    facts = message_facts(parse_document(b"<brief><betreff>x</betreff></brief>"))
    assert (facts.standard, facts.version, facts.root_name, facts.reader) == ("", "", "brief", Party("", ""))


def test_the_real_messages_say_what_they_are() -> None:
    for path in shared("xwasser-1.0.0", "nachrichten").glob("*.xml"):
        facts = message_facts(parse_document(path.read_bytes()))
        assert (facts.standard, facts.version) == ("XWasser", "1.0.0")
        assert facts.message_id and facts.created and facts.case_id, path.name


def test_contradictions_are_told(library: SchemaLibrary) -> None:
    sound = check_xml(library, xsozial(), "Bildung und Teilhabe")
    assert sound.contradictions == ()
    forged = (xsozial().replace(b'version="2.4.0"', b'version="2.3.1"').replace(b"XSoz240-BTH", b"XSoz230-SOA")
              .replace(b'standard="XSozial-basis"', b'standard="XMeld"'))
    found = check_xml(library, forged, "Antrag auf Hilfe zum Lebensunterhalt").contradictions
    assert [(one.kind, one.here, one.there) for one in found] == [
        ("standard", "XSozial-basis", "XMeld"), ("version", "2.4.0", "2.3.1"), ("service_version", "2.4.0", "2.3.0"),
        ("reader", "bth:990000000000", "soa"),
        ("service", "Bildung und Teilhabe", "Antrag auf Hilfe zum Lebensunterhalt"),
    ]  # fmt: skip
    for one in found:
        assert one.here in contradiction_words(one) and one.there in contradiction_words(one)


def test_without_a_package_the_schema_is_missing(library: SchemaLibrary) -> None:
    check = check_xml(library, hzl())
    assert check.schema == SchemaResult(outcome=SchemaOutcome.MISSING)
    assert "XDemoSozial" in result_words(check.schema, "XDemoSozial 1.0.0")
    assert not check.older


def test_valid_invalid_incomplete_and_outdated(library: SchemaLibrary, tmp_path: Path) -> None:
    add(library, tmp_path, {"xmuster.xsd": main_xsd(), "xmuster-typen.xsd": types_xsd()})
    lacking = check_xml(library, message())
    assert lacking.schema.outcome is SchemaOutcome.MISSING
    assert "baustein.xsd" in result_words(lacking.schema)
    add(library, tmp_path, flat())
    assert check_xml(library, message()).schema.outcome is SchemaOutcome.VALID
    assert result_words(check_xml(library, message()).schema) == "Das XML ist gültig (XMuster 1.0.0)."
    wrong = check_xml(library, message(listed="1", day="gestern"))
    assert (wrong.schema.outcome, wrong.schema.total) == (SchemaOutcome.INVALID, 2)
    assert result_words(wrong.schema) == "Das XML hat 2 Befunde (XMuster 1.0.0)."
    newer = check_xml(library, message("1.1.0"))
    assert newer.older and newer.schema.outcome is SchemaOutcome.MISSING
    assert "Importiert ist XMuster 1.0.0" in result_words(newer.schema, "XMuster 1.1.0")
    assert not check_xml(library, message("0.9.0")).older


def test_a_defective_schema_is_a_result_and_no_error(library: SchemaLibrary, tmp_path: Path) -> None:
    defective = {**nested(), "XMuster/xsd/xmuster-typen.xsd": types_xsd().replace(b"FarbeType", b"OtherType")}
    add(library, tmp_path, defective)
    check = check_xml(library, message())
    assert (check.schema.outcome, check.schema.reason) == (SchemaOutcome.UNDECIDED, "SCHEMA-DEFECT")


def test_the_two_invalid_real_messages_are_reported_with_the_real_reason(library: SchemaLibrary) -> None:
    library.add(shared("xwasser-1.0.0"), NOW)
    for name, lines in (("maximal", (75, 95, 112)), ("minimal", (74, 101, 119))):
        path = shared("xwasser-1.0.0", "nachrichten", f"monitoring_plan_{name}.xml")
        check = check_xml(library, path.read_bytes())
        words = [finding_words(one) for one in check.schema.findings]
        where = f"Zeile {lines[0]}: probennahmestelleKategorie"
        assert words[0].startswith(f"{where} ist an dieser Stelle nicht vorgesehen")
        assert words[1:] == [
            f"Zeile {lines[1]}, artAnlage: listVersionID ist „1“, vorgeschrieben ist „2“.",
            f"Zeile {lines[2]}, kategorieProbennahmestelle: listVersionID ist „2“, vorgeschrieben ist „3“.",
        ]
        assert [one.name for one in check.unknown] == ["probennahmestelleKategorie"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Element '{urn:x}a': Missing child element(s). Expected is ( {urn:x}b ).",
         "Zeile 7, a: Es fehlen Angaben; erwartet wird b."),
        ("Element 'a': This element is not expected.",
         "Zeile 7: a ist an dieser Stelle nicht vorgesehen; erwartet wird –."),
        ("Element 'a': [facet 'enumeration'] The value 'x' is not an element of the set {'y'}.",
         "Zeile 7, a: „x“ steht nicht in der Liste der erlaubten Werte."),
        ("Element 'a': [facet 'pattern'] The value 'x' is not accepted by the pattern '[0-9]+'.",
         "Zeile 7, a: „x“ hat nicht die vorgeschriebene Form ([0-9]+)."),
        ("Element 'a': [facet 'maxLength'] The value has a length of '5'; this exceeds the maximum length of '3'.",
         "Zeile 7, a: Der Wert hat nicht die vorgeschriebene Länge (3 Zeichen)."),
        ("Element 'a': The attribute 'b' is required but missing.", "Zeile 7, a: Das Attribut b fehlt."),
        ("Element 'a', attribute 'b': The attribute 'b' is not allowed.",
         "Zeile 7, a: Das Attribut b ist nicht vorgesehen."),
        ("Element 'a': No matching global declaration available for the validation root.",
         "Zeile 7: a ist keine Nachricht dieses Standards."),
        ("Element 'a': 'x' is not a valid value of the atomic type 'xs:date'.",
         "Zeile 7, a: „x“ ist kein gültiger Wert (xs:date)."),
        ("Something that nobody foresaw\u202e", "Zeile 7, last: Something that nobody foresaw"),
    ],
)  # fmt: skip
def test_findings_are_told_in_german(said: str, words: str) -> None:
    assert finding_words(SchemaFinding(7, "/first/last", said)) == words


def test_the_radar_knows_the_release_days(library: SchemaLibrary, tmp_path: Path) -> None:
    add(library, tmp_path, nested())
    for today, last, following, stale in (
        ("2026-03-01", "2025-11-01", "2026-05-01", 0), ("2026-05-01", "2026-05-01", "2026-11-01", 1),
        ("2026-10-31", "2026-05-01", "2026-11-01", 1), ("2026-11-01", "2026-11-01", "2027-05-01", 1),
        ("2027-01-01", "2026-11-01", "2027-05-01", 1),
    ):  # fmt: skip
        radar = look_out(date.fromisoformat(today), library.packages())
        assert (radar.last.isoformat(), radar.next.isoformat(), len(radar.before_last)) == (last, following, stale)
    assert "XMuster 1.0.0" in radar_words(radar)[1]
    (package,) = library.packages()
    assert is_older(package, "1.0.1") and not is_older(package, "1.0.0") and not is_older(package, "")
