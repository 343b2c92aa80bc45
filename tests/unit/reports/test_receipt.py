"""The Eingangsbestätigung: what it says, and that its address stands in the window of the envelope."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

from sozialclient.reports.receipt import Receipt, receipt_pdf, receipt_text

RECEIPT = Receipt(
    sender=("Stadt Musterstadt", "Marktplatz 1"), contact=("Frau Beispiel", "Zimmer 3"),
    recipient=("Ines C\u0308ak", "Weg 1", "12345 Musterstadt"), service="Hilfe zum Lebensunterhalt",
    number="0f0e0d0c", file_number="SO 1/26", received=datetime(2026, 1, 31, 22, 59, 57, tzinfo=UTC),
    documents=("Mietvertrag (vertrag.pdf)", "foto\u202egpj.exe"), unreadable=("kaputt.pdf",),
    day=datetime(2026, 2, 2, 8, tzinfo=UTC),
)
_MM = 72 / 25.4


def test_text_and_pdf_say_the_same() -> None:
    plain = receipt_text(RECEIPT)
    (page,) = pypdfium2.PdfDocument(receipt_pdf(RECEIPT))
    printed = " ".join(page.get_textpage().get_text_range().split())
    for sentence in ("am Sa, 31.01.2026, 23:59:57 MEZ bei uns eingegangen", "Mietvertrag (vertrag.pdf)",
                     "2. Februar 2026", "Unser Zeichen: SO 1/26", "Guten Tag Ines C\u0308ak,",
                     "kaputt.pdf (ließ sich nicht öffnen",
                     "Es entscheidet nicht über den Antrag."):
        assert sentence in plain and sentence in printed
    assert "\u202e" not in plain + printed


def test_without_documents_and_times_it_says_so() -> None:
    plain = receipt_text(replace(RECEIPT, documents=(), unreadable=(), received=None, recipient=()))
    assert "Unterlagen haben Sie mit dem Antrag nicht geschickt." in plain
    assert "Guten Tag," in plain and "eingegangen." in plain and "2026, 23" not in plain


def test_the_address_stands_in_the_window() -> None:
    """DIN 5008, form B: the address in 62.7 to 90 mm from the upper and 20 to 105 mm from the left edge."""
    (page,) = pypdfium2.PdfDocument(receipt_pdf(RECEIPT))
    found = page.get_textpage()
    height = page.get_height()
    for line in RECEIPT.recipient[1:]:
        search = found.search(line)
        index, count = search.get_next()
        left, bottom, right, top = found.get_rect(0) if count == 0 else found.get_charbox(index)
        assert 62 * _MM < height - top < height - bottom < 90 * _MM and 20 * _MM <= left <= right < 105 * _MM
