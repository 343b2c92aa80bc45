"""Damaged, locked, huge and foreign documents in one paper file: each has its pages or a sheet that names it."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from sozialclient.render.pdf_markers import find_markers
from sozialclient.reports.paper_file.parts import Problem
from tests.hostile.hostile_pdfs import broken_pdfs
from tests.hostile.hostile_pictures import bombs, undecoded
from tests.unit.documents.samples import Sample
from tests.unit.render import samples
from tests.unit.usecases.test_one_pdf import made


def kinds() -> Mapping[str, tuple[bytes, Problem | None]]:
    """Name and bytes of a document, and why it has no pages; None: it has some."""
    pdfs, pictures, foreign = broken_pdfs(), bombs(), undecoded()
    jpeg = samples.encoded(samples.picture(), "JPEG")
    return {
        "Müll.pdf": (pdfs["garbage"], Problem.DAMAGED),
        "nur Kopf.pdf": (pdfs["header only"], Problem.DAMAGED),
        "gesperrt.pdf": (pdfs["locked"], Problem.PASSWORD),
        "fremdes Schloss.pdf": (pdfs["unknown lock"], Problem.PASSWORD),
        "nur für den Besitzer.pdf": (pdfs["for its owner"], None),
        "leer.pdf": (b"", Problem.DAMAGED),
        "riesige Seite.pdf": (pdfs["two million points"], None),
        "ohne Fläche.pdf": (pdfs["no area"], None),
        "Formular in sich.pdf": (pdfs["form draws itself"], None),
        "riesiges Bild.png": (pictures["50,000 x 50,000"], Problem.TOO_LARGE),
        "ohne Breite.png": (pictures["no width"], Problem.DAMAGED),
        "riesig.jpg": (pictures["JPEG of 65,500 x 65,500"], Problem.TOO_LARGE),
        "abgeschnitten.jpg": (jpeg[: len(jpeg) // 2], Problem.DAMAGED),
        "Bild.svg": (foreign["SVG"], Problem.UNSUPPORTED),
        "Liste.docx": (b"PK\x03\x04" + bytes(99), Problem.UNSUPPORTED),
        "Zufall.bin": (hashlib.sha512(b"x").digest() * 40, Problem.UNSUPPORTED),
        "zuletzt.pdf": (samples.letter(2), None),
    }


def test_one_paper_of_all_kinds_of_damage(tmp_path: Path) -> None:
    documents = kinds()
    sample = Sample()
    for name, (data, _) in documents.items():
        sample.attach(name, data)
    paper, data, pages = made(sample)
    assert {part.file_name: part.problem for part in paper.parts} == {
        name: problem for name, (_, problem) in documents.items()}
    assert paper.parts[-1].pages == 2, "what comes after them is whole"
    whole = " ".join(" ".join(pages).split())
    for part in paper.problems:
        assert f"{part.file_name}" in whole and part.sha256 and part.sha256 in whole.replace(" ", "")
    assert find_markers(bytearray(data)) == set()
    (tmp_path / "akte.pdf").write_bytes(data)
    told = subprocess.run(["pdfinfo", tmp_path / "akte.pdf"], capture_output=True, text=True, check=True)
    assert f"Pages:           {paper.pages}" in told.stdout and told.stderr == ""


@pytest.mark.slow
@pytest.mark.parametrize("source", [broken_pdfs, bombs, undecoded], ids=lambda source: source.__name__)
def test_no_hostile_document_we_know_ends_a_paper(source: object) -> None:
    documents = source() if callable(source) else {}
    sample = Sample()
    for name, data in documents.items():
        sample.attach(f"{name}.x", data)
    paper, _, pages = made(sample)
    assert len(paper.parts) == len(documents) > 10 and len(pages) == paper.pages
    assert all(part.pages or part.problem for part in paper.parts)
