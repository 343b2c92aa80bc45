from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from sozialclient.render import answers
from sozialclient.render.errors import RenderDamaged
from sozialclient.render.frames import FrameError

SIZES = [[595, 842]]


def _packed(value: object) -> bytearray:
    return bytearray(json.dumps(value).encode())


def _open(payload: bytearray) -> object:
    return answers.read_open(payload, 2)


def _raster(payload: bytearray) -> object:
    return answers.read_raster(payload, 100)


def _facts(payload: bytearray) -> object:
    return answers.read_facts(payload, 1)


def _picture(**changed: object) -> dict[str, object]:
    return {"width": 10, "height": 10, "stride": 32, "scale": 1.0} | changed


def test_sound_answers_are_read() -> None:
    assert answers.read_open(_packed({"sizes": SIZES, "confinement": ["files"]}), 1).confinement == ("files",)
    assert answers.read_raster(_packed(_picture()), 100) == (10, 10, 32, 1.0)
    assert answers.read_text(_packed([["Wort", 1, 2, 3, 4, 0]]))[0].text == "Wort"
    error = answers.read_failure(_packed({"reference": "RENDER-DAMAGED", "parameters": {"part": "page"}}))
    assert isinstance(error, RenderDamaged) and error.parameters == {"part": "page"}


@pytest.mark.parametrize(
    ("read", "answer"),
    [
        (_open, None),
        (_open, {}),
        (_open, {"sizes": [], "confinement": []}),
        (_open, {"sizes": SIZES * 3, "confinement": []}),
        (_open, {"sizes": [[0, 1]], "confinement": []}),
        (_open, {"sizes": [[1, 1e300]], "confinement": []}),
        (_open, {"sizes": [[1, float("nan")]], "confinement": []}),
        (_open, {"sizes": [["1", 1]], "confinement": []}),
        (_open, {"sizes": [[True, 1]], "confinement": []}),
        (_open, {"sizes": SIZES, "confinement": [1]}),
        (_raster, _picture(width=11)),
        (_raster, _picture(width=0)),
        (_raster, _picture(height=-1)),
        (_raster, _picture(stride=29)),
        (_raster, _picture(stride=10**9)),
        (_raster, _picture(scale=0)),
        (_raster, _picture(width=1.5)),
        (answers.read_text, {}),
        (answers.read_text, [["Wort", 1, 2, 3, 4]]),
        (answers.read_text, [["a\u202eb", 1, 2, 3, 4, 0]]),
        (answers.read_text, [["Wort", 1, 2, 3, None, 0]]),
        (_facts, {"complete": 1}),
        (_facts, {"links": [[1, "address", "x", 1, 1, 1, 1]]}),
        (_facts, {"links": [[0, "run", "x", 1, 1, 1, 1]]}),
        (_facts, {"links": [[0, ["address"], "x", 1, 1, 1, 1]]}),
        (_facts, {"outline": [["a", "b", 0]]}),
        (answers.read_failure, {"reference": "RENDER-TIMEOUT", "parameters": {}}),
        (answers.read_failure, {"reference": ["RENDER-DAMAGED"], "parameters": {}}),
        (answers.read_failure, {"reference": "RENDER-DAMAGED", "parameters": {"part": "Erika Muster"}}),
        (answers.read_failure, {"reference": "RENDER-DAMAGED", "parameters": {"part": "x" * 41}}),
    ],
)
def test_a_lying_worker_is_not_believed(read: Callable[[bytearray], object], answer: object) -> None:
    with pytest.raises(FrameError):
        read(_packed(answer))


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 10_000])
def test_what_is_not_json_is_refused(payload: bytes) -> None:
    with pytest.raises(FrameError):
        answers.read_text(bytearray(payload))
