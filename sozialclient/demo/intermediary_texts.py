"""Feedback of the training intermediary in the language the client asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

from sozialclient.model.feedback import FeedbackEntry
from sozialclient.resources import resource

_DEFAULT = "de"


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    loaded: Mapping[str, Mapping[str, str]] = tomllib.loads(
        resource("feedback", "server_feedback.toml").read_text(encoding="utf-8")
    )
    return loaded


def spoken_language(wanted: Iterable[str]) -> str:
    """The first language of `wanted` that we speak (`de-AT` counts as `de`), else German."""
    known = (language.partition("-")[0].lower() for language in wanted)
    return next((language for language in known if language in _texts()), _DEFAULT)


def feedback(codes: Iterable[str], language: str) -> tuple[FeedbackEntry, ...]:
    """One entry per code."""
    return tuple(FeedbackEntry(code, fault_text(code, language), language) for code in codes)


def fault_text(code: str, language: str = _DEFAULT) -> str:
    """Our sentence for `code`."""
    return _texts()[language][code]
