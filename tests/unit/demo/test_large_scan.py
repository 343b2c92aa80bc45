from __future__ import annotations

import io
import tracemalloc

import pypdfium2  # type: ignore[import-untyped]  # ships no stubs

from sozialclient.demo.large_scan import SCAN_BYTES, LargeScan
from sozialclient.demo.training_application import Quirk
from sozialclient.demo.training_set import training_set
from sozialclient.wire.spool import CHUNK


def test_a_hundred_megabytes_flow_without_being_held() -> None:
    (application,) = [item for item in training_set(7, with_large=True) if Quirk.LARGE in item.quirks]
    (scan,) = [content for content in application.contents if content.size == SCAN_BYTES]
    tracemalloc.start()
    try:
        total = 0
        for chunk in scan.chunks():
            assert len(chunk) <= CHUNK
            total += len(chunk)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == SCAN_BYTES == 100 * 1024 * 1024
    assert peak < 8 * 1024 * 1024


def test_the_scan_is_a_pdf_that_renders() -> None:
    document = pypdfium2.PdfDocument(io.BytesIO(b"".join(LargeScan("Probe").chunks())))
    try:
        assert len(document) == 48
        first, last = (document[index].render(scale=0.3).to_pil() for index in (0, 47))
        assert first.getextrema() != ((255, 255), (255, 255), (255, 255))
        assert first.tobytes() != last.tobytes()
    finally:
        document.close()
