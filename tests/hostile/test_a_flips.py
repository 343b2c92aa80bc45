"""Thirty kinds of file with damaged bytes: a picture or a named error, and the window lives (group A)."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Mapping

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption

from sozialclient.render.errors import RenderUnsupported
from sozialclient.render.kinds import recognise
from sozialclient.render.limits import DEFAULT
from tests.hostile.hostile_pictures import TILE, heif_grid, located, undecoded
from tests.hostile.rows import guarded_by
from tests.hostile.viewing import renderer, view
from tests.unit.render import samples

IN_CI = 200
LONG = int(os.environ.get("SOZIALCLIENT_FLIPS", "1000"))
"""How many damaged files the long form shows; 100,000 take some hours."""


def sound() -> Mapping[str, bytes]:
    """Valid files of 30 kinds, half of them of kinds that are shown."""
    noise = Image.effect_noise((160, 120), 90)
    shown = {
        "letter": samples.letter(3), "active": samples.active_pdf(), "empty page": samples.one_page_pdf(),
        "owner's lock": samples.letter(encrypt=StandardEncryption("", ownerPassword="x")),
        "JPEG": samples.encoded(noise.convert("RGB"), "JPEG"), "photo": located(),
        "progressive": samples.encoded(noise.convert("RGB"), "JPEG", progressive=True),
        "CMYK": samples.encoded(noise.convert("CMYK"), "JPEG"), "grey JPEG": samples.encoded(noise, "JPEG"),
        "PNG": samples.encoded(noise.convert("RGB"), "PNG"), "palette": samples.encoded(samples.picture("P"), "PNG"),
        "transparent": samples.encoded(samples.picture("RGBA"), "PNG"),
        "HEIC": samples.heic("rotated"), "HEIC with transparency": samples.heic("alpha"),
        "HEIC grid": heif_grid(2, 2, 2 * TILE, 2 * TILE, 4),
    }  # fmt: skip
    unshown = dict(list(undecoded().items())[:14])
    return shown | unshown | {"program": b"MZ\x90\0" + bytes(200)}


def flipped(data: bytes, seed: int) -> bytes:
    """One byte of a hundred is another, or just one; the first ones stay, or most files would meet no decoder."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.choice((1, max(1, len(data) // 100)))):
        changed[chance.randrange(min(12, len(data) - 1), len(data))] = chance.randrange(256)
    return bytes(changed)


def show_flipped(count: int) -> Counter[str]:
    """How many of `count` damaged files ended in what: `shown` or the reference of an error."""
    files = list(sound().values())
    ends: Counter[str] = Counter()
    with renderer(DEFAULT) as shown:
        for seed in range(count):
            seen = view(shown, flipped(files[seed % len(files)], seed))
            ends[seen.error.reference if seen.error else "shown"] += 1
    return ends


@guarded_by("sozialclient.render.renderer.DocumentRenderer.open", "sozialclient.render.worker.Worker")
def test_a_34_damaged_files_end_in_pixels_or_words() -> None:
    """200 files of 30 kinds with damaged bytes, each shown by a real worker."""
    ends = show_flipped(IN_CI)
    assert ends.total() == IN_CI and ends["RENDER-TIMEOUT"] == 0
    assert ends["shown"] > IN_CI // 10 and ends["RENDER-DAMAGED"] > 5 and ends["RENDER-UNSUPPORTED"] > IN_CI // 4
    assert set(ends) <= {"shown", "RENDER-DAMAGED", "RENDER-UNSUPPORTED", "RENDER-TOO-LARGE", "RENDER-PASSWORD",
                         "RENDER-CRASHED"}  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(12 * 3600)
@guarded_by("sozialclient.render.renderer.DocumentRenderer.open", "sozialclient.render.worker.Worker")
def test_a_34b_many_damaged_files_end_in_pixels_or_words() -> None:
    """The same with 1,000 files, or as many as SOZIALCLIENT_FLIPS says: none hangs, none ends the window."""
    ends = show_flipped(LONG)
    assert ends.total() == LONG
    assert ends["RENDER-TIMEOUT"] <= LONG // 1000


@guarded_by("sozialclient.render.kinds.recognise")
def test_a_34c_valid_files_are_shown() -> None:
    """The same 30 kinds undamaged: every one that is shown at all is shown, the others are refused as such."""
    files = sound()
    assert len(files) == 30
    with renderer(DEFAULT) as shown:
        for name, data in files.items():
            seen = view(shown, data)
            if recognise(data) is None:
                assert isinstance(seen.error, RenderUnsupported), name
            else:
                assert seen.error is None and seen.image is not None, (name, seen.error)
