"""The letter that asks for evidence in its three stages: what each says, and how it stands on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from sozialclient.documents.evidence.rules import Outcome, benefits
from sozialclient.model.evidence_request import Findings, Stage, Way
from sozialclient.reports.evidence_letter import EvidenceLetter, LetterItem, Notice, evidence_letter
from sozialclient.reports.letters.letter import letter_text, mailbox_text
from sozialclient.reports.letters.letter_pdf import letter_pdf

FINDINGS = Findings(way=Way.PAPER, decisive="Kontoauszüge.", unclear="ob Vermögen einzusetzen ist", inquiries="Anruf",
                    part="die Hilfe", since="1. März")
REQUEST = EvidenceLetter(
    sender=("Kreis Muster", "Weg 1", "12345 Muster"), contact=("Frau Beispiel", "Telefon 1"),
    recipient=("Ines C\u0308ak <b>", "Lange Straße 12", "12345 Musterstadt"), service="Hilfe",
    number="0f0e", file_number="",
    received=datetime(2026, 1, 31, 22, 59, tzinfo=UTC), items=(LetterItem(name="Kontoauszüge", advice="statements"),),
    there=("Mietvertrag\u202e",), deadline=date(2026, 3, 2), law="§ 60", emergency=False, day=date(2026, 2, 2),
)
REMINDER = replace(REQUEST, stage=Stage.REMINDER, asked=date(2026, 1, 5))
WARNING = replace(REMINDER, stage=Stage.WARNING,
                  notice=Notice(outcome=Outcome.WITHHOLD, cited="SGB I", findings=FINDINGS))
ON_THE_RECORD = replace(WARNING, notice=Notice(outcome=Outcome.RECORD, cited="", findings=FINDINGS))
_MM = 72 / 25.4


def words(letter: EvidenceLetter) -> str:
    return letter_text(evidence_letter(letter))


def pages(letter: EvidenceLetter) -> list[str]:
    data = letter_pdf(evidence_letter(letter))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(data)]


def test_only_the_last_stage_says_what_may_follow() -> None:
    for letter in (REQUEST, REMINDER):
        assert "§ 66" not in words(letter) and "versag" not in words(letter) and "Unterschrift" not in words(letter)
    assert "Am 5. Januar 2026" in words(REMINDER) and "bis Montag, 2. März 2026" in words(REMINDER)
    warned = words(WARNING)
    assert "Bekommen wir „Kontoauszüge“ bis dahin nicht" in warned and "können wir die Hilfe ab 1. März" in warned
    assert warned.count("§ 66 Absatz 1 und 3 SGB I") == 1 and "werden wir" not in warned


def test_where_nothing_can_be_withheld_nobody_is_told_so() -> None:
    told = words(ON_THE_RECORD)
    assert "mit dem entscheiden, was uns vorliegt" in told and "jederzeit neu beantragen" in told
    assert "§ 66" not in told and "versag" not in told and "§ 67" not in told
    outcomes = {benefit.key: benefit.consequence and benefit.consequence.outcome for benefit in benefits()}
    assert (outcomes["wbs"], outcomes["hzl"], outcomes["pflegewohngeld"]) == (Outcome.RECORD, Outcome.WITHHOLD, None)


def test_the_text_for_a_mailbox_has_no_letterhead() -> None:
    text = mailbox_text(evidence_letter(REMINDER))
    assert text.startswith("Betreff: Ihr Antrag: Hilfe\r\n") and text.endswith("Telefon 1\r\n")
    assert "Lange Straße" not in text and "Weg 1" not in text and "\u202e" not in text


@pytest.mark.parametrize("number", range(1, 13))
def test_a_signature_is_never_alone_on_its_page(number: int) -> None:
    asked = tuple(LetterItem(name=f"Nachweis {at}", purpose="um zu rechnen") for at in range(number))
    printed = pages(replace(WARNING, items=asked))
    (signed,) = [page for page in printed if "Datum, Unterschrift" in page]
    assert "Freundliche Grüße" in signed and "Informationsblatt" in signed
    assert all(f"Seite {at} von {len(printed)}" in page for at, page in enumerate(printed, 1))
    assert sum(f"Nachweis {at}" in printed[-1] for at in range(number)) == number, "to be ticked and sent back"


def test_the_address_stands_in_the_window_and_a_long_line_is_not_lost() -> None:
    """DIN 5008, form B: 62.7 to 90 mm from the upper and 20 to 105 mm from the left edge."""
    long = "Arbeitsgemeinschaft für Wohnen und Leben im ländlichen Raum Musterstadt e. V."
    letter = replace(REQUEST, recipient=(*REQUEST.recipient[:1], long, *REQUEST.recipient[1:]))
    page = pypdfium2.PdfDocument(letter_pdf(evidence_letter(letter)))[0]
    found, height = page.get_textpage(), page.get_height()
    for line in ("Arbeitsgemeinschaft", "Lange Straße 12", "12345 Musterstadt"):
        index, count = found.search(line).get_next()
        for at in range(index, index + count):
            left, bottom, right, top = found.get_charbox(at)
            assert 61 * _MM < height - top < height - bottom < 90 * _MM and 20 * _MM <= left <= right < 105 * _MM
    assert "<b>" in found.get_text_range()
