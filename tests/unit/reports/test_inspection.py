import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sozialclient.documents.html_page import PageTable, html_page
from sozialclient.model.delivery import Container
from sozialclient.model.process_card import Instant
from sozialclient.model.verdict import Finding, Severity, Verdict
from sozialclient.reports import REPORTS, all_papers
from sozialclient.reports.algorithms import algorithm_name
from sozialclient.reports.checks import inspection_rows
from sozialclient.reports.inspection import inspection_sheet
from sozialclient.reports.papers import sheet_html, sheet_text
from tests.unit.documents.samples import Sample, card, delivery, process_card, signature


def sound() -> Sample:
    return Sample().data(b"<a/>", "form.xml").attach("b.pdf", b"%PDF")


def test_a_sound_delivery_passes_every_check() -> None:
    sheet = inspection_sheet(card(), sound().delivery())
    assert sheet.verdict is Verdict.PASSED
    assert sheet.headline == "Unverändert und vollständig entschlüsselt."
    assert sheet.sentence == "Alle 4 Prüfungen sind bestanden."
    assert [check.key for check in sheet.checks] == ["integrity", "decryption", "author", "transport"]
    details = " ".join(check.detail for check in sheet.checks)
    assert "AES-256-GCM" in details and "RSA-SHA-256" in details and "14.09.2027" in details
    assert sheet.checks[2].title == "Signiert von Testplattform"


def test_the_legal_time_leads_and_is_marked() -> None:
    sheet = inspection_sheet(card(opened=datetime(2026, 1, 12, 6, 38, 52, tzinfo=UTC)), sound().delivery())
    first = sheet.times[0]
    assert (first.key, first.label, first.legal) == ("received", "Eingang (Intermediär)", True)
    assert first.shown == "Sa, 10.01.2026, 12:06:44 MEZ"
    assert "Maßgeblich für Fristen. UTC: 10.01.2026, 11:06:44" in first.note
    assert [row.key for row in sheet.times] == ["received", "forwarded", "changed", "fetched", "opened"]
    assert not any(row.legal for row in sheet.times[1:])
    assert sheet.times[-1].shown == "Mo, 12.01.2026, 07:38:52 MEZ"


def test_a_missing_or_unreadable_creation_is_never_replaced_by_the_fetch_time() -> None:
    bare = replace(sound().delivery(), process_card=None)
    assert inspection_sheet(card(received=None), bare).times[0].shown == "nicht bekannt"
    assert inspection_sheet(card(), bare).times[0].shown == "Sa, 10.01.2026, 12:06:44 MEZ"
    bundle = process_card()
    odd = replace(bundle, card=replace(bundle.card, creation=Instant("gestern", None, "VG9rZW4=")))
    row = inspection_sheet(card(), replace(bare, process_card=odd)).times[0]
    assert row.shown == "nicht bekannt" and "gestern" in row.note and "nicht ausgewertet" in row.note


def test_the_month_change_is_flagged_by_german_time() -> None:
    creation = datetime(2026, 1, 31, 22, 59, 57, tzinfo=UTC)
    sheet = inspection_sheet(card(received=creation), delivery(sound().contents(), creation=creation))
    assert sheet.times[0].shown == "Sa, 31.01.2026, 23:59:57 MEZ"
    assert "Monatswechsel" in sheet.times[0].note


def test_failed_integrity_is_told_first_and_clearly() -> None:
    sample = sound()
    sample.damaged = (1,)
    sheet = inspection_sheet(card(), sample.delivery())
    assert sheet.verdict is Verdict.FAILED
    assert "Nicht bearbeiten" in sheet.sentence and "1 von 4" in sheet.sentence
    assert sheet.checks[0].title == "Ein Inhalt wurde verändert oder beschädigt"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_of_an_author_has_its_own_words(verdict: Verdict) -> None:
    made = delivery(sound().contents(), signatures=(signature(verdict, "NO-SUCH-FINDING"),))
    sheet = inspection_sheet(card(), made)
    assert sheet.verdict is verdict
    assert "NO-SUCH-FINDING" in sheet.checks[2].detail
    word = {"passed": "Signiert von", "undecided": "ließ sich nicht prüfen", "failed": "ist ungültig"}[verdict.value]
    assert word in sheet.checks[2].title


def test_what_is_missing_is_undecided_neither_forged_nor_fine() -> None:
    made = sound().delivery()
    plain = Container(id="X", encryption=None, readable=True, contents=sound().contents())
    transport = replace(made.transport, encryption=None, signature=None, verdict=Verdict.UNDECIDED)
    sheet = inspection_sheet(card(), replace(made, containers=(plain,), transport=transport))
    assert sheet.verdict is Verdict.UNDECIDED
    assert [check.verdict for check in sheet.checks] == [Verdict.PASSED] + [Verdict.UNDECIDED] * 3
    unreadable = inspection_sheet(card(), delivery((), readable=False))
    assert unreadable.verdict is Verdict.UNDECIDED
    assert "Container XSOZIAL_DATA" in unreadable.checks[1].detail
    assert inspection_sheet(card(), replace(made, containers=())).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("math", "offline", "online", "verdict"),
    [
        ("ok", "valid", "ok", Verdict.PASSED),
        ("ok", "valid", None, Verdict.UNDECIDED),
        ("indeterminate", "valid", "ok", Verdict.UNDECIDED),
        ("ok", "valid", "revoked", Verdict.FAILED),
        ("corrupted", "valid", "ok", Verdict.FAILED),
        ("ok", "invalid", None, Verdict.FAILED),
        ("seltsam", "valid", "ok", Verdict.UNDECIDED),
    ],
)
def test_inspections_of_the_intermediary(math: str, offline: str, online: str | None, verdict: Verdict) -> None:
    given = process_card().inspections[0]
    (row,) = inspection_rows([replace(given, math_result=math, offline_result=offline, online_result=online)])
    assert row.verdict is verdict
    assert ("nicht durchgeführt" in row.detail) == (online is None)
    assert ("seltsam" in row.detail) == (math == "seltsam")


def test_findings_appear_once_and_unknown_ones_by_reference() -> None:
    finding = Finding("NO-SUCH-FINDING", Severity.WARNING)
    sheet = inspection_sheet(card(), delivery(sound().contents(), findings=(finding, finding)))
    assert [note.text for note in sheet.notes] == ["NO-SUCH-FINDING"]


def test_papers_are_static_escaped_and_agree() -> None:
    hostile = sound().attach("<script>x\u202e</script>.pdf", b"%PDF")
    hostile.subject = "<img src=x>"
    made = hostile.delivery()
    papers = {paper.file_name: paper for paper in all_papers(card(), made)}
    assert set(papers) == {
        "05_Pruefprotokoll.html",
        "05_Pruefprotokoll.txt",
        "05_Pruefprotokoll.pdf",
        "pruefprotokoll.json",
        "pruefprotokoll.xml",
        "06_Laufzettel.html",
        "06_Laufzettel.pdf",
        "laufzettel.xml",
    }
    technical = [paper.file_name for paper in papers.values() if paper.technical]
    assert technical == ["pruefprotokoll.json", "pruefprotokoll.xml", "laufzettel.xml"]
    for name in ("05_Pruefprotokoll.html", "06_Laufzettel.html"):
        page = papers[name].data.decode()
        assert "<script" not in page and "<img" not in page and "\u202e" not in page
        assert page.index("Eingang (Intermediär)") < page.index("Abgeholt")
    data = json.loads(papers["pruefprotokoll.json"].data)
    assert data["verdict"] == "passed"
    assert data["times"]["received"] == "2026-01-10T11:06:44+00:00"
    assert len(REPORTS) == 2


def test_text_and_page_say_the_same() -> None:
    sheet = inspection_sheet(card(), sound().delivery())
    plain, page = sheet_text(sheet), sheet_html(sheet).decode()
    for check in (*sheet.checks, *sheet.inspections):
        assert check.title in plain and check.title in page
        assert check.detail in plain and check.detail in page
    assert plain.count("bestanden") >= 5
    assert plain.index("Eingang (Intermediär)") < plain.index("Unverändert")
    assert "\n" not in plain.replace("\r\n", "")


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "AES-256-CBC"),
        ("http://www.w3.org/2009/xmlenc11#aes128-gcm", "AES-128-GCM"),
        ("http://www.w3.org/2001/04/xmlenc#tripledes-cbc", "3DES-CBC"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "RSA-SHA-512"),
        ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "ECDSA-SHA-384"),
        ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "RSA-PSS (SHA-256)"),
        ("http://www.w3.org/2007/05/xmldsig-more#sha3-512", "SHA-3-512"),
        ("http://www.w3.org/2000/09/xmldsig#sha1", "SHA-1"),
        ("http://www.w3.org/2009/xmlenc11#rsa-oaep", "RSA-OAEP"),
        ("urn:unknown:thing", "urn:unknown:thing"),
        (None, ""),
    ],
)
def test_algorithm_names(uri: str | None, name: str) -> None:
    assert algorithm_name(uri) == name


def test_only_digests_and_long_names_may_be_cut_in_a_page() -> None:
    """A word of a heading is never cut, whatever the width; a table of many columns gets small letters."""
    page = html_page("Titel", ["Satz"], [
        PageTable("Zwei", ("Prüfung", "Angaben"), (("Weiterleitung der Nachricht", "0f" * 32), ("kurz", "1,2 KB"))),
        PageTable("Viele", tuple("abcdefghi"), (tuple("123456789"),)),
    ]).decode()
    assert '<thead><tr><th scope="col">Prüfung</th>' in page and '<th scope="row">Weiterleitung der Nachricht' in page
    assert f'<td class="long">{"0f" * 32}</td>' in page and '<td class="short">1,2 KB</td>' in page
    assert page.count('class="many"') == 1 and page.index('class="many"') > page.index("Viele")
