"""Documents that would take all time or all memory (group A)."""

from __future__ import annotations

import sys
import time

from sozialclient.render.errors import RenderTimeout
from sozialclient.render.limits import DEFAULT
from sozialclient.render.process import Ending
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.viewing import MIB, flooded, renderer, view
from tests.unit.render import samples


def _seconds_for_a_letter() -> float:
    """What a sound document takes here and now; a busy machine needs long to start a worker."""
    started = time.monotonic()
    with renderer():
        pass
    return time.monotonic() - started


@guarded_by("sozialclient.render.process.Watch")
def test_a_32_a_page_without_end_is_ended() -> None:
    """A small PDF whose forms draw one another for ever: ended in time, with its words, and again the next time."""
    limits = DEFAULT._replace(request_seconds=max(1.5 if sys.platform == "win32" else 0.8, 3 * _seconds_for_a_letter()))
    seconds = f"{limits.request_seconds:g}"
    with renderer(limits) as shown:
        for _ in range(2):
            with shown.open(samples.slow_pdf()) as document, refused(RenderTimeout, seconds=seconds):
                try:
                    document.render(0, 1.0)
                finally:
                    assert document._process._ending is Ending.TIMEOUT, "the watch comes before the system's own limit"


@guarded_by("sozialclient.render.resource_limits.limit_resources")
def test_a_32b_four_gigabytes_are_not_given() -> None:
    """Page, font and picture that unpack to four gigabytes; the limit is 1 GiB here where the catalogue has 512 MB."""
    assert (DEFAULT.request_seconds, DEFAULT.memory_bytes) == (10.0, 1024 * MIB)
    resources = b"/Contents 4 0 R /Resources << /Font << /F 5 0 R >> >>"
    font = (b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor 6 0 R >>",
            b"<< /Type /FontDescriptor /FontName /X /Flags 32 /FontFile2 7 0 R >>")  # fmt: skip
    text, size = samples.stream(b"BT /F 10 Tf 10 20 Td (W) Tj ET"), 4096 * MIB
    limits = DEFAULT._replace(memory_bytes=256 * MIB)
    with renderer(limits) as shown:
        for data in (
            samples.one_page_pdf(b"/Contents 4 0 R", b"", flooded(size)),
            samples.one_page_pdf(resources, b"", text, *font, flooded(size)),
        ):
            seen = view(shown, data)
            assert seen.error is not None and seen.error.reference in ("RENDER-CRASHED", "RENDER-TOO-LARGE")
            assert seen.memory <= limits.memory_bytes + 64 * MIB
