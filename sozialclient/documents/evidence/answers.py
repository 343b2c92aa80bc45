"""Asks the fields of an application whether a rule is called for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sozialclient.documents.evidence.rules import Condition
from sozialclient.documents.fields import Field, FieldDocument

_NUMBER = re.compile(r"\[\d+\]")
_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?")
_WORD = re.compile(r"\w+")


def plain_path(path: str) -> str:
    """A field's path without prefixes and numbers, in lower case: `/antrag/haushaltsmitglied/verhaeltnis`."""
    steps = _NUMBER.sub("", path).lower().split("/")
    return "/".join(step.rpartition(":")[2] for step in steps)


class Answers:
    """The fields of one application by the end of their path."""

    def __init__(self, document: FieldDocument | None) -> None:
        self._fields: defaultdict[str, list[tuple[str, Field]]] = defaultdict(list)
        for field in document.fields if document else ():
            path = plain_path(field.path)
            self._fields[path.rpartition("/")[2]].append((path, field))

    def fields(self, end: str) -> list[Field]:
        """Fields whose plain path ends with `end` (`/miete/nebenkosten`), in document order."""
        return [field for path, field in self._fields[end.rpartition("/")[2]] if path.endswith(end)]

    def any_of(self, conditions: Sequence[Condition]) -> bool | None:
        """Whether one condition is met; None where the application answers none of the questions."""
        verdicts = [verdict for verdict in map(self._meets, conditions) if verdict is not None]
        return any(verdicts) if verdicts else None

    def _meets(self, condition: Condition) -> bool | None:
        found = self.fields(condition.field)
        if not found:
            return None
        return any(_holds(condition, field) for field in found)


def _holds(condition: Condition, field: Field) -> bool:
    raw = field.raw_value.strip()
    if condition.above is not None:
        return _AMOUNT.fullmatch(raw) is not None and float(raw) > condition.above
    if condition.unless:
        return bool(raw) and raw not in condition.unless and field.value not in condition.unless
    if condition.filled:
        return bool(raw)
    return raw in condition.values or _begins(field.value, condition.words)


def _begins(shown: str, beginnings: Iterable[str]) -> bool:
    words = [word.casefold() for word in _WORD.findall(shown[:2_000])]
    return any(word.startswith(beginning) for beginning in beginnings for word in words)
