"""One hint: a stable code, what fills its words, and the field it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sozialclient.model.verdict import Severity

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """`code` is a key of `resources/texts/hints.toml`, `parameters` fill its words and may be the sender's texts.

    `path` is that of the field it belongs to, empty where it is about the whole message; `copy` is what one would
    want on the clipboard. `application` is the id of another application it is about.
    """

    code: str
    severity: Severity = Severity.WARNING
    path: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    copy: str = ""
    application: str = ""


def about(field: Field, code: str, severity: Severity = Severity.WARNING, **parameters: str) -> Hint:
    """A hint about one field; its words may name the field by `label` and what it holds by `value`."""
    filled = {"label": field.label, "value": field.value} | parameters
    return Hint(code=code, severity=severity, path=field.path, parameters=tuple(filled.items()))
