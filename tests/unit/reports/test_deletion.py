"""The proof of a deletion names ids, digests and reasons."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from sozialclient.model.retention import DeletionRecord
from sozialclient.reports.deletion import deletion_proof, rule_text

AT = datetime(2027, 3, 14, 11, 5, 9, tzinfo=UTC)


def record(number: int) -> DeletionRecord:
    return DeletionRecord(
        number=number, at=AT, mailbox="Sozialamt Größe <b>&", application_id=f"A-2027-{number:06}",
        original_sha256=f"{number:02x}" * 32, rule="hzl:trash:30",
    )


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


@pytest.mark.parametrize("count", [0, 1, 120])
def test_every_record_is_in_it(count: int) -> None:
    text = words(deletion_proof([record(number) for number in range(1, count + 1)], AT))
    assert "Löschnachweis" in text and "So, 14.03.2027, 12:05:09 MEZ" in text
    for number in range(1, count + 1):
        assert f"A-2027-{number:06}" in text
        assert f"{number:02x}" * 16 in text
    assert ("Regel HzL: 30 Tage in" in text) is bool(count)


@pytest.mark.parametrize(
    ("rule", "german"),
    [("person", "von Hand"), ("request", "auf Verlangen der betroffenen Person (Art. 17 DSGVO)"),
     ("default:transferred:1", "Regel Standard: 1 Tage in „Übertragen“"),
     ("unknown-service:archived:9", "Regel unknown-service: 9 Tage in „Archiv“")],
)
def test_reasons_in_german(rule: str, german: str) -> None:
    assert rule_text(rule) == german
