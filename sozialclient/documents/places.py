"""Finds all places where a field may stand in the PDF, and deals them out so that none is given twice without need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sozialclient.documents.fields import Field
from sozialclient.documents.links import boxes_of, find_on
from sozialclient.documents.page_text import PageText
from sozialclient.documents.printed_answers import LinkedPlace, PrintedAnswer
from sozialclient.documents.values import FieldKind

_AT_LABEL, _AS_ANSWER, _ELSEWHERE, _RUNNING = range(4)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible place and how well it fits: lower `rank` is better."""

    place: LinkedPlace
    rank: int


class PlaceFinder:
    """The pages of one PDF; `running` are the spans of head and foot lines by page.

    `matched`: by page, the spans in which any value was found.
    """

    def __init__(self, pages: Sequence[PageText], running: Sequence[frozenset[int]]) -> None:
        self._pages = pages
        self._running = running
        self.matched: list[set[int]] = [set() for _ in pages]

    def candidates(self, field: Field) -> list[Candidate]:
        """Every place of a field's value; of a yes-no field its question, because the answer is drawn."""
        if field.kind is FieldKind.FILE:
            return []
        if field.kind is FieldKind.BOOLEAN:
            return [Candidate(place, _AT_LABEL) for place in self._questions(field.label)]
        found = []
        for number, page in enumerate(self._pages):
            for match in find_on(page, field.value, label=_own_label(field)):
                self.matched[number].update(range(match.first, match.last + 1))
                rank = _AT_LABEL if match.near_label else _ELSEWHERE
                rank = _RUNNING if match.first in self._running[number] else rank
                found.append(Candidate(LinkedPlace(number, match.first, match.last, match.boxes), rank))
        return found

    def certain(
        self, fields: Sequence[Field], found: Sequence[Sequence[Candidate]]
    ) -> Iterator[tuple[str, LinkedPlace]]:
        """Label and place of the values that stand at their label and nowhere else."""
        for field, candidates in zip(fields, found, strict=True):
            if field.kind is not FieldKind.BOOLEAN and len(candidates) == 1 and candidates[0].rank == _AT_LABEL:
                yield _own_label(field), candidates[0].place

    def best(
        self, found: Sequence[Sequence[Candidate]], answers: Sequence[PrintedAnswer]
    ) -> list[list[LinkedPlace]]:
        """For each field the places that fit best: at its label, else as a printed answer, else anywhere."""
        printed = {(answer.place.page, answer.place.first, answer.place.last) for answer in answers}

        def ranked(one: Candidate) -> Candidate:
            whole = (one.place.page, one.place.first, one.place.last) in printed
            return replace(one, rank=_AS_ANSWER) if one.rank == _ELSEWHERE and whole else one

        return [_best([ranked(one) for one in candidates]) for candidates in found]

    def _questions(self, label: str) -> Iterator[LinkedPlace]:
        own = label.rpartition(": ")[2]
        for number, page in enumerate(self._pages):
            for start, end in page.places(own):
                first, last = page.letters[start], page.letters[end]
                yield LinkedPlace(number, first.span, last.span, boxes_of(page.spans, first, last))


def deal(choices: Sequence[Sequence[LinkedPlace]]) -> list[LinkedPlace | None]:
    """One place for each field: who has only one gets it, the others go on from the field before, in order."""
    dealt = [choice[0] if len(choice) == 1 else None for choice in choices]
    taken = {one.position for one in dealt if one is not None}
    cursor = -1
    for at, choice in enumerate(choices):
        if len(choice) > 1:
            free = [one for one in choice if one.position not in taken] or choice
            dealt[at] = min(free, key=lambda one: (one.position < cursor, abs(one.position - cursor)))
        chosen = dealt[at]
        if chosen is not None:
            cursor = chosen.position
            taken.add(cursor)
    return dealt


def _own_label(field: Field) -> str:
    """The label without what a group lent it."""
    return field.label.rpartition(": ")[2]


def _best(candidates: Sequence[Candidate]) -> list[LinkedPlace]:
    least = min((one.rank for one in candidates), default=0)
    return [one.place for one in candidates if one.rank == least]
