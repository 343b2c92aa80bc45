"""Rules expect what the answers call for, and nothing more; files are proposed for what they seem to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialclient.documents.evidence.benefit import benefit_of
from sozialclient.documents.evidence.checklist import Checklist, Presence, checklist, unmatched
from sozialclient.documents.evidence.inventory import Arrival, Inventory, InventoryRow
from sozialclient.documents.evidence.matching import fits
from sozialclient.documents.evidence.rules import EvidenceKind, Level, benefits, rules
from sozialclient.documents.fields import FieldDocument, read_fields
from sozialclient.documents.services import services

NOTHING = Inventory((), told=False)


def message(inside: str) -> FieldDocument:
    return read_fields(f"<antrag>{inside}</antrag>".encode())


def kinds(found: Checklist, presence: Presence) -> set[str]:
    return {each.rule.kind.key for each in found.expected if each.presence is presence}


def row(title: str, name: str = "", arrival: Arrival = Arrival.RECEIVED) -> Inventory:
    return Inventory((InventoryRow(arrival=arrival, title=title, original_name=name, key="1"),), told=True)


@pytest.mark.parametrize(("answer", "kind"), [
    ("<wohnsituation><wohnsituation><code>01</code></wohnsituation></wohnsituation>", "rent"),
    ("<wohnsituation><wohnsituation><code>9</code><name>zur Miete</name></wohnsituation></wohnsituation>", "rent"),
    ("<miete><nebenkosten>80.50</nebenkosten></miete>", "service_charges"),
    ("<vermoegen><wertpapiere>true</wertpapiere></vermoegen>", "securities"),
    ("<personendaten><staatsangehoerigkeit><code>135</code></staatsangehoerigkeit></personendaten>", "residence"),
    ("<einkommen><art>Kindergeld</art></einkommen><einkommen><art>Altersrente</art></einkommen>", "pension"),
    ("<x:kraftfahrzeug xmlns:x='urn:x'><x:kennzeichen>XX-A 1</x:kennzeichen></x:kraftfahrzeug>", "vehicle"),
])
def test_an_answer_calls_for_evidence(answer: str, kind: str) -> None:
    assert kind in kinds(checklist("hzl", message(answer), NOTHING), Presence.MISSING)
    assert kind not in kinds(checklist("hzl", message("<a>1</a>"), NOTHING), Presence.MISSING)


@pytest.mark.parametrize(("answer", "kind"), [
    ("<wohnsituation><wohnsituation><code>04</code></wohnsituation></wohnsituation>", "rent"),
    ("<miete><nebenkosten>0.00</nebenkosten></miete>", "service_charges"),
    ("<miete><nebenkosten>NaN</nebenkosten></miete>", "service_charges"),
    ("<vermoegen><wertpapiere>false</wertpapiere></vermoegen>", "securities"),
    ("<personendaten><staatsangehoerigkeit><code>000</code></staatsangehoerigkeit></personendaten>", "residence"),
    ("<einkommen><art>Rentenversicherung</art></einkommen><situation><rente>false</rente></situation>", "wages"),
    ("<einkommen><art>Rente wegen Erwerbsminderung</art></einkommen>", "wages"),
    ("<einkommen><art>Nichtselbstständige Arbeit</art></einkommen>", "business"),
])
def test_an_answer_rules_evidence_out(answer: str, kind: str) -> None:
    assert kind not in {each.rule.kind.key for each in checklist("hzl", message(answer), NOTHING).expected}


def test_what_no_answer_tells_is_left_to_people_and_never_asked_for() -> None:
    found = checklist("hzl", message("<a>1</a>"), NOTHING)
    assert {"rent", "pregnancy", "residence"} <= kinds(found, Presence.OPEN)
    assert not any(each.ask for each in found.expected if each.presence is Presence.OPEN)
    assert kinds(found, Presence.MISSING) == {"identity", "health_insurance", "bank_statements"}


def test_a_file_is_proposed_by_its_title_and_else_by_its_name() -> None:
    paper = message("<wohnsituation><wohnsituation><code>01</code></wohnsituation></wohnsituation>")
    assert "rent" in kinds(checklist("hzl", paper, row("Mietvertrag/Mietbescheinigung", "IMG_1.jpg")), Presence.THERE)
    assert "rent" in kinds(checklist("hzl", paper, row("", "Mietvertrag_2019.pdf")), Presence.THERE)
    lost = checklist("hzl", paper, row("Mietvertrag", "x.pdf", Arrival.MISSING))
    assert "rent" in kinds(lost, Presence.ANNOUNCED)
    assert [each.rule.kind.key for each in lost.expected if each.ask] == ["rent"]
    empty = checklist("hzl", paper, row("Mietvertrag", "", Arrival.NOT_GIVEN))
    assert "rent" in kinds(empty, Presence.MISSING)


def test_announced_evidence_that_no_rule_knows_is_not_lost() -> None:
    inventory = row("Bescheinigung über Zauberei", "z.pdf", Arrival.MISSING)
    found = checklist("hzl", message("<a>1</a>"), inventory)
    assert unmatched(inventory, found.expected) == inventory.rows
    assert unmatched(inventory, checklist(None, None, inventory).expected) == inventory.rows


@pytest.mark.parametrize(("text", "word", "hit"), [
    ("Mietanpassung.pdf", "pass", False), ("pass.pdf", "pass", True), ("Kündigung_Foto.jpg", "kuendigung", True),
    ("meinKontoauszug10.pdf", "kontoauszug", True), ("konto okt.pdf", "konto", True), ("kontor.pdf", "konto", False),
    ("Depotauszug.pdf", "depot", False), ("Vollmachten.pdf", "vollmacht", True), ("Re\u0301nte.pdf", "rente", True),
    ("IMG_0815.jpg", "mietvertrag", False), ("Bescheid ALG II.pdf", "alg ii", True),
])
def test_words_in_names(text: str, word: str, hit: bool) -> None:
    kind = EvidenceKind(key="k", name="k", purpose="", words=(word,))
    assert bool(fits(kind, text)) is hit


@pytest.mark.parametrize(("inside", "key"), [
    ("<leistung><code>99107012017002</code></leistung>", "hzl-wohnform"), ("<a>1</a>", "hzl"),
    ("<produkt>Einmalige Bedarfe nach § 31 SGB XII – Bewilligung</produkt>", "einmalig"),
    ("<leistung><code>99107009017000</code></leistung>", "hzl"),
])
def test_the_benefit_of_a_service(inside: str, key: str) -> None:
    found = benefit_of("hzl", message(inside))
    assert found is not None
    assert found.key == key


def test_counselling_and_compensation_have_no_check_list() -> None:
    for key in ("suchtberatung", "schuldnerberatung", "entschaedigung", None):
        assert checklist(key, None, NOTHING).benefit is None


def test_every_rule_is_whole() -> None:
    known, keys = {one.key for one in services()}, {one.key for one in benefits()}
    assert {one.service for one in benefits()} <= known
    assert len(rules()) > 80
    for rule in rules():
        assert rule.benefits <= keys
        assert rule.basis and rule.source and rule.kind.words and rule.kind.purpose, rule.kind.key
        assert not rule.conditions or rule.occasion, rule.kind.key
        assert all(len(word) > 2 for word in rule.kind.words)
        for condition in rule.conditions:
            asked = [condition.values or condition.words, condition.unless, condition.above is not None,
                     condition.filled]
            assert sum(map(bool, asked)) == 1, rule.kind.key
    assert {one.key for one in benefits()} == {key for rule in rules() for key in rule.benefits}


def test_the_sample_application(shared: Path) -> None:
    data = (shared / "xoev/hzl-synthetic/hzl_demo.xml").read_bytes()
    found = checklist("hzl", read_fields(data), NOTHING)
    assert found.benefit is not None
    required = {each.rule.kind.key for each in found.expected
                if each.presence is Presence.MISSING and each.rule.level is Level.REQUIRED}
    assert required == {"pension", "rent", "maintenance", "diet", "savings"}
