"""Flips bytes of sound documents: the window gets a picture or a named error, and lives."""

from __future__ import annotations

import random

import pytest

from sozialclient.render.errors import RenderError
from sozialclient.render.limits import DEFAULT
from sozialclient.render.renderer import DocumentRenderer
from tests.unit.render import samples

LIMITS = DEFAULT._replace(request_seconds=5.0)


def _sound(kind: str) -> bytes:
    if kind == "PDF":
        return samples.active_pdf()
    if kind == "HEIC":
        return samples.heic("rotated")
    return samples.encoded(samples.picture(), kind)


def _damaged(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    changed = bytearray(data)
    # The first bytes stay, or most cases would end before any decoder sees them.
    for _ in range(max(1, len(data) // 100)):
        changed[chance.randrange(12, len(data))] = chance.randrange(256)
    return bytes(changed)


def _show(renderer: DocumentRenderer, data: bytes) -> str:
    try:
        with renderer.open(data) as document:
            image = document.render(0, 1.0, max_pixels=1_000_000)
            document.text(0)
            document.active_content()
            return f"{image.width} x {image.height}"
    except RenderError as error:
        return error.reference


def _run(kind: str, seeds: range) -> set[str]:
    renderer = DocumentRenderer(LIMITS)
    renderer.prepare()
    try:
        results = {_show(renderer, _damaged(_sound(kind), seed)) for seed in seeds}
        with renderer.open(_sound(kind)) as document:
            assert document.render(0, 1.0).pixels, "a sound document is shown right afterwards"
    finally:
        renderer.close()
    return results


@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG", "HEIC"])
def test_damaged_documents(kind: str) -> None:
    results = _run(kind, range(6))
    assert "RENDER-DAMAGED" in results or any(" x " in result for result in results)
    assert "RENDER-TIMEOUT" not in results


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PDF", "JPEG", "PNG", "HEIC"])
def test_many_damaged_documents(kind: str) -> None:
    assert "RENDER-TIMEOUT" not in _run(kind, range(1000, 1250))
