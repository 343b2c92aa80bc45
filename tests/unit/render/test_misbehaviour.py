"""What the window sees when a worker is slow, killed, confused or made to misbehave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from sozialclient.errors import Cancelled
from sozialclient.render import launch
from sozialclient.render.errors import (
    RenderCrashed,
    RenderDamaged,
    RenderTimeout,
    RenderTooLarge,
    RenderUnsupported,
)
from sozialclient.render.limits import DEFAULT
from sozialclient.render.renderer import DocumentRenderer
from tests.unit.render import samples
from tests.unit.render.conftest import Opener

# Long enough for a busy machine to answer an honest question, far shorter than what the tests let a worker do.
SHORT = DEFAULT._replace(request_seconds=4.0)


@pytest.fixture
def impostor(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A worker whose program the test writes into the list."""
    program: list[str] = []
    monkeypatch.setattr(launch, "command", lambda *, warm: [sys.executable, "-I", "-S", "-c", *program])
    yield program


def test_a_slow_page_is_ended(opened: Opener) -> None:
    document = opened(samples.slow_pdf())
    # Less than such a page needs to fill the worker's memory.
    document._process.limits = DEFAULT._replace(request_seconds=0.5)
    begun = time.monotonic()
    with pytest.raises(RenderTimeout) as caught:
        document.render(0, 1.0)
    assert time.monotonic() - begun < 20
    assert caught.value.parameters == {"seconds": "0.5"}
    with pytest.raises(RenderTimeout):
        document.text(0)


def test_closing_from_another_thread_ends_a_running_request(opened: Opener) -> None:
    document = opened(samples.slow_pdf())
    closer = threading.Timer(0.3, document.close)
    closer.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        document.render(0, 1.0)
    assert time.monotonic() - begun < 20
    closer.join()
    for call in (document.active_content, lambda: document.text(0)):
        with pytest.raises(Cancelled):
            call()


def test_requests_of_several_threads_wait_for_one_another(opened: Opener) -> None:
    document = opened(samples.letter(4))
    widths: list[int] = []
    threads = [
        threading.Thread(target=lambda page=page: widths.append(document.render(page, 1 + page).width))
        for page in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(widths) == [595, 1190, 1785, 2380]


def test_a_worker_killed_from_outside_is_a_crash(opened: Opener) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no SIGKILL; the exit code differs")
    document = opened(samples.letter())
    os.kill(document.process_id, signal.SIGKILL)
    with pytest.raises(RenderCrashed) as caught:
        document.render(0, 1.0)
    assert caught.value.parameters == {"exit": "-9"}
    with pytest.raises(RenderCrashed):
        document.text(0)


@pytest.mark.parametrize(
    "program",
    [
        "print('Segmentation fault')",
        "import sys; sys.stdin.buffer.read(8)",
        "import os; os.write(1, b'ANSW\\xff\\xff\\xff\\xff'); os.read(0, 1 << 20)",
        "import os; os.write(1, b'ANSW\\0\\0\\0\\2{}'); os.read(0, 1 << 20); os.read(0, 1 << 20)",
        "import os; os.write(1, b'PIXL\\0\\0\\0\\0'); os.read(0, 1 << 20); os.read(0, 1 << 20)",
        "raise SystemExit(3)",
    ],
    ids=["prints", "stops reading", "announces 4 GiB", "empty answer", "wrong frame", "gives up"],
)
def test_nonsense_from_a_worker_is_a_crash(impostor: list[str], program: str) -> None:
    impostor[:] = [program]
    with pytest.raises(RenderCrashed) as caught:
        DocumentRenderer(SHORT).open(samples.letter())
    assert caught.value.parameters["exit"] in ("0", "3", "protocol")


def test_a_library_that_prints_does_not_disturb_the_answers(impostor: list[str]) -> None:
    impostor[:] = [
        f"import os, sys; sys.path += {launch._code_roots()!r}; from sozialclient.render import worker;"
        "load = worker.load_decoder;"
        "worker.load_decoder = lambda kind: (os.write(1, b'noise' * 9), os.read(0, 9), load(kind));"
        "worker.main()"
    ]
    with DocumentRenderer().open(samples.letter()) as document:
        assert document.text(0)[0].text == "Seite"


def test_a_worker_that_says_nothing_is_ended(impostor: list[str]) -> None:
    impostor[:] = ["import time; time.sleep(60)"]
    begun = time.monotonic()
    with pytest.raises(RenderTimeout):
        DocumentRenderer(SHORT).open(samples.letter())
    assert time.monotonic() - begun < 20


def test_a_worker_that_does_not_read_is_ended_while_we_write(impostor: list[str]) -> None:
    impostor[:] = ["import time; time.sleep(60)"]
    begun = time.monotonic()
    with pytest.raises(RenderTimeout):
        DocumentRenderer(SHORT).open(samples.letter() + bytes(8 << 20))
    assert time.monotonic() - begun < 20


def test_an_interpreter_that_is_missing_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "command", lambda *, warm: ["no-such-interpreter"])
    with pytest.raises(RenderCrashed):
        DocumentRenderer().open(samples.letter())


def test_opening_can_be_cancelled_while_the_worker_works(impostor: list[str]) -> None:
    impostor[:] = ["import time; time.sleep(60)"]
    wish = threading.Event()
    threading.Timer(0.3, wish.set).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        DocumentRenderer().open(samples.letter(), cancelled=wish.is_set)
    assert time.monotonic() - begun < 20


def test_a_slow_source_is_not_the_workers_fault() -> None:
    data = samples.letter()
    seen: list[int] = []

    def pieces() -> Iterator[bytes]:
        yield data[:100]
        time.sleep(SHORT.request_seconds * 1.5)
        yield data[100:]

    with DocumentRenderer(SHORT).open(pieces(), progress=seen.append) as document:
        assert document.page_count == 1
    assert seen == [len(data)]


def test_an_error_of_the_source_comes_through_and_the_worker_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = launch.start

    def remember(*, warm: bool) -> subprocess.Popen[bytes]:
        started.append(start(warm=warm))
        return started[-1]

    monkeypatch.setattr(launch, "start", remember)

    def pieces() -> Iterator[bytes]:
        yield samples.letter() + bytes(4096)
        raise OSError("unreadable")

    with pytest.raises(OSError, match="unreadable"):
        DocumentRenderer().open(pieces())
    (worker,) = started
    assert worker.returncode is not None
    assert worker.stdin is not None and worker.stdin.closed


def test_a_large_document_goes_through_in_pieces() -> None:
    letter = samples.letter()
    filler = b"%" + bytes(1023)
    pieces = [letter, *([filler * 1024] * 40)]
    seen: list[int] = []
    with DocumentRenderer().open(pieces, progress=seen.append) as document:
        assert document.render(0, 0.5).width == 298
    assert seen[-1] == sum(map(len, pieces)) and seen == sorted(seen) and len(seen) > 30
    with pytest.raises(RenderTooLarge) as caught:
        DocumentRenderer(DEFAULT._replace(document_bytes=1 << 20)).open(pieces)
    assert caught.value.parameters == {"limit": "document_bytes", "allowed": str(1 << 20)}


def test_what_is_not_shown_does_not_reach_a_worker(impostor: list[str]) -> None:
    impostor[:] = ["raise SystemExit(3)"]
    for data in (b"<svg/>", b"II*\0", b"PK\3\4", b"MZ", b"<html></html>"):
        with pytest.raises(RenderUnsupported):
            DocumentRenderer().open(data, "application/pdf")
    for empty in (b"", [], [b"", b""]):
        with pytest.raises(RenderDamaged):
            DocumentRenderer().open(empty)


def test_a_wrong_declaration_is_noticed(opened: Opener) -> None:
    assert opened(samples.letter(), "image/png").contradicts
    assert not opened(samples.letter(), "application/octet-stream").contradicts


def test_a_memory_hungry_picture_is_stopped(opened: Opener) -> None:
    # A job object counts interpreter and libraries too, so there the picture must be larger to be too large.
    side = 9_900 if sys.platform == "win32" else 6_000
    limits = DEFAULT._replace(memory_bytes=64 << 20)
    data = samples.encoded(samples.picture("RGB", (side, side)), "PNG")
    with pytest.raises(RenderTooLarge) as caught:
        opened(data, None, limits).render(0, 0.1)
    assert caught.value.parameters["limit"] == "memory_bytes"


def test_a_waiting_worker_serves_the_next_document() -> None:
    renderer = DocumentRenderer()
    renderer.prepare()
    try:
        seen = set()
        for data in (samples.letter(), samples.heic("beleg"), samples.encoded(samples.picture(), "JPEG")):
            with renderer.open(data) as document:
                assert document.render(0, 0.5).pixels
                seen.add(document.process_id)
        assert len(seen) == 3
    finally:
        renderer.close()


def test_a_waiting_worker_that_died_is_replaced(opened: Opener) -> None:
    renderer = DocumentRenderer()
    renderer.prepare()
    try:
        spare = renderer._spare
        assert spare is not None
        os.kill(spare.process_id, signal.SIGTERM)
        deadline = time.monotonic() + 60
        while spare.alive and time.monotonic() < deadline:
            time.sleep(0.01)
        with renderer.open(samples.letter()) as document:
            assert document.page_count == 1
    finally:
        renderer.close()
