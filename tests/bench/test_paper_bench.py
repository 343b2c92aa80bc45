"""One PDF of 300 attachments and 100 MB: what it costs in memory, in our process and in the worker."""

from __future__ import annotations

import io
import random
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from sozialclient.reports.inspection import inspection_sheet
from sozialclient.reports.paper_file.parts import PaperFacts
from sozialclient.usecases.one_pdf import PaperOptions, make_paper_file
from sozialclient.usecases.paper_contents import paper_contents
from tests.unit.documents.samples import Sample
from tests.unit.exporters.exports import application
from tests.unit.store.conftest import open_store

COUNT, BYTES = 300, 100_000_000
MOST_HERE, MOST_IN_WORKER = 64_000_000, 400_000_000
"""Bytes beyond what was there before, and of the worker as a whole."""


def photograph(seed: int) -> bytes:
    """A JPEG of about 350 kB that no packing makes much smaller."""
    noise = Image.frombytes("RGB", (220, 165), random.Random(seed).randbytes(220 * 165 * 3))
    target = io.BytesIO()
    noise.resize((1760, 1320), Image.Resampling.BICUBIC).save(target, "JPEG", quality=50)
    return target.getvalue()


def scan(photo: bytes, number: int) -> bytes:
    """A PDF of one page with that picture."""
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 800, f"Nachweis {number}")
    canvas.drawImage(ImageReader(io.BytesIO(photo)), 50, 100, 480, 360)
    canvas.save()
    return target.getvalue()


class Peaks(threading.Thread):
    """The largest memory of this process and of any of its children, looked at twenty times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.here = self.child = 0
        self.stop = threading.Event()

    def run(self) -> None:
        own = psutil.Process()
        while not self.stop.wait(0.05):
            self.here = max(self.here, own.memory_info().rss)
            for child in own.children():
                try:
                    self.child = max(self.child, child.memory_info().rss)
                except psutil.Error:
                    continue


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_300_attachments_and_100_megabytes(tmp_path: Path) -> None:
    photos = [photograph(seed) for seed in range(6)]
    sample, size = Sample(), 0
    for number in range(COUNT):
        photo = photos[number % len(photos)]
        data = photo if number % 2 else scan(photo, number)
        size += len(data)
        sample.attach(f"Nachweis {number}.{'jpg' if number % 2 else 'pdf'}", data)
    assert size > BYTES
    given = application(sample)
    facts = PaperFacts(card=given.card, sheet=inspection_sheet(given.card, given.delivery))
    contents, store, peaks = paper_contents(given), open_store(tmp_path / "data"), Peaks()
    before, begun = psutil.Process().memory_info().rss, time.monotonic()
    peaks.start()
    paper = make_paper_file(contents, facts, store.spool, PaperOptions(created=datetime(2026, 1, 12, tzinfo=UTC)))
    seconds = time.monotonic() - begun
    peaks.stop.set()
    peaks.join()
    target = tmp_path / "paper.pdf"
    with target.open("wb") as file:
        for piece in paper.data.chunks():
            file.write(piece)
    paper.data.close()
    store.close()
    print(f"\n{size / 1e6:.0f} MB in {COUNT} attachments: {paper.pages} pages, {target.stat().st_size / 1e6:.0f} MB,"
          f" {seconds:.0f} s, here +{(peaks.here - before) / 1e6:.0f} MB, worker {peaks.child / 1e6:.0f} MB")
    assert not paper.problems and len(pypdfium2.PdfDocument(target)) == paper.pages >= 2 * COUNT + 1
    assert peaks.here - before < MOST_HERE
    assert peaks.child < MOST_IN_WORKER
