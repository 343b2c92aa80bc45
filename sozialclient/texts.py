"""Looks up German wording; the files in `resources/texts/` are the only place that holds it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sozialclient.resources import resource


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What a user reads about an error: what happened, what is safe, what to do."""

    reference: str
    happened: str
    safe: str
    action: str

    def __str__(self) -> str:
        return f"{self.happened} {self.safe} {self.action} [{self.reference}]"


@cache
def _table(area: str) -> Mapping[str, object]:
    return tomllib.loads(resource("texts", f"{area}.toml").read_text(encoding="utf-8"))


class _Parameters(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def text(area: str, key: str, /, **parameters: str | int) -> str:
    """Wording `key` of `resources/texts/<area>.toml`; KeyError if there is none.

    Dots in `key` walk into tables. `{name}` placeholders are filled from `parameters`.
    """
    value: object = _table(area)
    for step in key.split("."):
        if not isinstance(value, Mapping):
            raise KeyError(f"{area}:{key}")
        value = value[step]
    if not isinstance(value, str):
        raise KeyError(f"{area}:{key}")
    return value.format_map(_Parameters({k: str(v) for k, v in parameters.items()})) if "{" in value else value


def error_text(reference: str, parameters: Mapping[str, str] | None = None) -> ErrorText:
    """The three sentences for an error reference; an unknown one gets the general text.

    A `code` of the intermediary among the parameters adds its own words.
    """
    known = reference if reference in _table("errors") else "APP-UNKNOWN"
    filled = dict(parameters or {})
    happened, safe, action = (text("errors", f"{known}.{part}", **filled) for part in ("happened", "safe", "action"))
    said = feedback_text(filled.get("code", ""))
    return ErrorText(reference, f"{happened} {said}".rstrip(), safe, action)


def feedback_text(code: str) -> str:
    """What a feedback or fault code of OSCI means (PROTOCOL 5.4); empty for one that is not known."""
    try:
        return text("feedback", code)
    except KeyError:
        return ""


def finding_text(reference: str, parameters: Mapping[str, str] | None = None) -> str:
    """One sentence for a finding reference of `resources/texts/findings.toml`.

    A `reason` among the parameters is itself a reference, whose words are in `reasons.toml`.
    """
    filled = dict(parameters or {})
    if "reason" in filled:
        filled["reason"] = reason_text(filled["reason"])
    return text("findings", reference, **filled)


def reason_text(reference: str) -> str:
    """Why a signature has its verdict, as part of a sentence; the bare reference where there are no words."""
    try:
        return text("reasons", reference)
    except KeyError:
        return reference


@dataclass(frozen=True, slots=True)
class HintText:
    """What a user reads about a hint: what was noticed, why it matters, what one may do."""

    what: str
    why: str
    action: str


def hint_text(code: str, parameters: Mapping[str, str]) -> HintText:
    """The three sentences of a hint of `resources/texts/hints.toml`."""
    return HintText(text("hints", f"{code}.what", **parameters), text("hints", f"{code}.why", **parameters),
                    text("hints", f"{code}.action", **parameters))
