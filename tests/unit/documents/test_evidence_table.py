"""The table of evidence in a form is read whatever its rows hold, and compared with what arrived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sozialclient.documents.evidence.inventory import Arrival, Inventory, ReceivedFile, taken_stock
from sozialclient.documents.evidence.pdf_table import MOST_ANNOUNCED, Announced, announced_in
from sozialclient.documents.listed import ListedDocument, listed_documents
from sozialclient.render.renderer import DocumentRenderer
from tests.pace import within

LABEL = "Dateiname (Dateiname für maschinelle Weiterverarbeitung)"


class Span(NamedTuple):
    text: str
    y: float
    line: int


def page(*lines: tuple[float, str]) -> list[Span]:
    """A page of lines, each with its upper edge."""
    return [Span(word, y, number) for number, (y, text) in enumerate(lines) for word in text.split()]


def read(*lines: tuple[float, str]) -> tuple[Announced, ...]:
    return announced_in([page(*lines)])


def test_title_files_and_wrapped_names() -> None:
    found = read(
        (54, "11 Nachweise"), (80, "Mietvertrag/Mietbescheinigung oder"), (92, "Untermietvertrag"), (104, LABEL),
        (117, "Mein (alter) Vertrag von"), (129, "2019.pdf (anhang_0001.pdf)"), (141, "Zweite Seite.HEIC"),
        (153, "(anhang_0002.heic)"), (175, "Kontoauszüge"), (188, LABEL), (202, "konto.pdf (ANHANG_0003.PDF)"),
        (230, "Nothilfe"),
    )
    assert found == (
        Announced(title="Mietvertrag/Mietbescheinigung oder Untermietvertrag",
                  original_name="Mein (alter) Vertrag von 2019.pdf", wire_name="anhang_0001.pdf"),
        Announced(title="Mietvertrag/Mietbescheinigung oder Untermietvertrag", original_name="Zweite Seite.HEIC",
                  wire_name="anhang_0002.heic"),
        Announced(title="Kontoauszüge", original_name="konto.pdf", wire_name="ANHANG_0003.PDF"),
    )


def test_what_was_not_uploaded_and_what_comes_later() -> None:
    found = read((54, "Nachweise"), (80, "Rentenbescheid"), (93, LABEL), (114, "Attest"), (127, "Status"),
                 (140, "wird nachgereicht"))
    assert found == (Announced(title="Rentenbescheid"), Announced(title="Attest", status="wird nachgereicht"))


def test_a_status_outside_the_chapter_is_an_answer_like_any_other() -> None:
    assert read((54, "Aufenthalt"), (80, "Titel"), (93, "Status"), (106, "befristet")) == ()


def test_a_pair_without_its_small_print_counts_too_but_once() -> None:
    found = read((54, "siehe Foto.png (anhang_0007.png)"), (80, "Kontoauszüge"), (93, LABEL),
                 (106, "k.pdf (anhang_0008.pdf)"))
    assert found == (Announced(title="Kontoauszüge", original_name="k.pdf", wire_name="anhang_0008.pdf"),
                     Announced(title="", original_name="siehe Foto.png", wire_name="anhang_0007.png"))


def test_pages_do_not_run_into_each_other() -> None:
    found = announced_in([page((780, "Kontoauszüge")), page((30, LABEL), (43, "k.pdf (anhang_0001.pdf)"))])
    assert found == (Announced(title="", original_name="k.pdf", wire_name="anhang_0001.pdf"),)


def test_hostile_pages_take_no_time() -> None:
    flood = [page(*[(n * 10.0, "Dateiname" if n % 2 else "( " * 400 + "(anhang_") for n in range(1_000)])] * 2
    assert len(within(60, lambda: announced_in(flood))) <= MOST_ANNOUNCED


def arrivals(inventory: Inventory) -> list[tuple[Arrival, str, str]]:
    return [(row.arrival, row.known_as, row.received_name) for row in inventory.rows]


def test_announced_against_received() -> None:
    announced = (
        Announced(title="Miete", original_name="Vertrag.pdf", wire_name="anhang_0001.pdf"),
        Announced(title="Rente", original_name="Beleg_ gpj.pdf"),
        Announced(title="Konto", original_name="konto.pdf", wire_name="anhang_0003.pdf"),
        Announced(title="Attest", status="wird nachgereicht"),
        Announced(title="Ausweis"),
    )
    received = [ReceivedFile("1", "Anhang_0001.PDF"), ReceivedFile("2", "Beleg_\u202egpj.pdf"),
                ReceivedFile("3", "virus.exe"), ReceivedFile("4", "anhang_0001.pdf")]
    found = taken_stock(announced, (), received)
    assert arrivals(found) == [
        (Arrival.RECEIVED, "Vertrag.pdf", "Anhang_0001.PDF"),
        (Arrival.RECEIVED, "Beleg_ gpj.pdf", "Beleg_\u202egpj.pdf"),
        (Arrival.MISSING, "konto.pdf", ""), (Arrival.LATER, "Attest", ""), (Arrival.NOT_GIVEN, "Ausweis", ""),
        (Arrival.EXTRA, "virus.exe", "virus.exe"), (Arrival.EXTRA, "anhang_0001.pdf", "anhang_0001.pdf"),
    ]
    assert [row.key for row in found.rows] == ["1", "2", None, None, None, "3", "4"]


def test_the_message_adds_what_the_form_does_not_say_and_the_form_itself_is_none() -> None:
    def listed(title: str, file: str, reference: str = "", data: bytes | None = None) -> ListedDocument:
        return ListedDocument(title=title, file_name=file, reference=reference, media_type="", data=data)

    found = taken_stock(
        (Announced(title="Miete", original_name="Vertrag.pdf", wire_name="anhang_0001.pdf"),),
        (listed("Antrag.pdf", "Antrag.pdf", data=b"%PDF"), listed("Mietvertrag", "Vertrag.pdf", "anhang_0001.pdf"),
         listed("Foto", "foto.png", data=b"png"), listed("Rente", "rente.pdf", "anhang_0002.pdf")),
        [],
    )
    assert arrivals(found) == [(Arrival.MISSING, "Vertrag.pdf", ""), (Arrival.EMBEDDED, "foto.png", ""),
                               (Arrival.MISSING, "rente.pdf", "")]


def test_where_nothing_is_said_nothing_is_missing_or_extra() -> None:
    found = taken_stock((), (), [ReceivedFile("1", "a.pdf")])
    assert not found.told
    assert arrivals(found) == [(Arrival.RECEIVED, "a.pdf", "a.pdf")]


@pytest.fixture(scope="module")
def sample(shared: Path) -> Iterator[tuple[Announced, ...]]:
    renderer = DocumentRenderer()
    try:
        document = renderer.open((shared / "xoev/hzl-synthetic/Antrag.pdf").read_bytes())
        yield announced_in(document.text(page) for page in range(document.page_count))
        document.close()
    finally:
        renderer.close()


def test_the_sample_form_is_read_as_it_was_made(sample: tuple[Announced, ...], shared: Path) -> None:
    said = {document.reference: document.file_name
            for document in listed_documents((shared / "xoev/hzl-synthetic/hzl_demo.xml").read_bytes())
            if document.reference}
    assert len(said) == 4
    assert {entry.wire_name: entry.original_name for entry in sample if entry.wire_name} == said
    assert [entry.title for entry in sample if not entry.wire_name] == [
        "Ärztliche Bescheinigung über kostenaufwändige Ernährung"]
