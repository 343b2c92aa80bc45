from __future__ import annotations

import tomllib

import pytest

from sozialclient.demo.intermediary_texts import fault_text, feedback, spoken_language
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.resources import resource

CODES = {code.value for code in FeedbackCode}


def test_every_code_has_a_sentence_of_ours() -> None:
    texts = tomllib.loads(resource("texts", "feedback.toml").read_text(encoding="utf-8"))
    assert set(texts) == CODES
    assert all(text.endswith(".") for text in texts.values())


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_training_intermediary_can_say_every_code(language: str) -> None:
    assert all(fault_text(code, language).endswith(".") for code in CODES)
    (entry,) = feedback(["0801"], language)
    assert (entry.code, entry.language) == ("0801", language)


@pytest.mark.parametrize(("wanted", "spoken"), [
    (("de",), "de"), (("EN-gb",), "en"), (("iv",), "de"), (("fr", "en"), "en"), ((), "de"),
])
def test_languages(wanted: tuple[str, ...], spoken: str) -> None:
    assert spoken_language(wanted) == spoken
