"""Finds the question of a yes-no field where form and message word it differently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sozialclient.documents.printed_answers import LinkedPlace, PrintedAnswer

_WORD = re.compile(r"[^\W\d_]+")
_STEM = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """A field without a place, by number and label, and the positions of the linked fields around it."""

    field: int
    label: str
    after: int
    before: int | None


def questions_for(gaps: Sequence[Gap], questions: Sequence[PrintedAnswer]) -> dict[int, LinkedPlace]:
    """By field number, the place of its question.

    Between the same two neighbours as many fields as questions belong together in their order.
    What is left over goes by words that only one question shares with the label.
    """
    free = list(questions)
    found: dict[int, LinkedPlace] = {}
    for (after, before), group in groupby(gaps, key=lambda gap: (gap.after, gap.before)):
        members = list(group)
        between = [one for one in free if after < one.question.position and
                   (before is None or one.question.position < before)]
        if len(between) == len(members):
            found |= {gap.field: one.question for gap, one in zip(members, between, strict=True)}
            free = [one for one in free if one not in between]
    for gap in gaps:
        alike = [one for one in free if _stems(gap.label) & _stems(one.label)]
        if gap.field not in found and len(alike) == 1:
            found[gap.field] = alike[0].question
            free.remove(alike[0])
    return found


def _stems(text: str) -> frozenset[str]:
    return frozenset(_of_words(text))


def _of_words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold()):
        if len(word) >= _STEM:
            yield word[:_STEM]
