"""Brings the fields of a business message and the pages of its PDF together, and tells what stands in one of them only.

Drawn check boxes are lines, not words: what is ticked is not read. A yes-no field is led to its
question, and counts as `DRAWN`, neither as found nor as missing.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sozialclient.documents.drawn_questions import Gap, questions_for
from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.label_data import elements
from sozialclient.documents.page_text import PageText, TextSpan
from sozialclient.documents.places import PlaceFinder, deal
from sozialclient.documents.printed_answers import LinkedPlace, PrintedAnswer, printed_answers
from sozialclient.documents.printed_lines import lines_of, running_spans
from sozialclient.documents.values import FieldKind

MOST_LINKED = 5_000
MOST_LETTERS = 300_000
_MOST_WORK = 1_000_000_000
_PAGE = 5_000
"""What looking at a page costs besides its letters, counted in letters."""
_MEDIA_TYPE = re.compile(r"(?:application|image|text)/[\w.+-]+")


class LinkVerdict(enum.Enum):
    """What became of a field: one place fits, several do, only its drawn question is there, nothing is."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    DRAWN = "drawn"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class FieldLink:
    """A field and its place (None: missing).

    `rivals`: how many other places fitted as well; one was taken by the order of the fields.
    Not `expected`: message head, documents and media types, which a form need not print.
    """

    field: Field
    verdict: LinkVerdict
    place: LinkedPlace | None
    rivals: int = 0
    expected: bool = True


@dataclass(frozen=True, slots=True)
class Linkage:
    """All fields with their places, and the printed answers that no field holds.

    `pdf_only` is None where the print does not tell questions from answers by their size, so that nothing can be said.
    `omitted`: fields that were not looked for, beyond `MOST_LINKED` or beyond what so long a text allows;
    `unread`: pages that were not read, beyond `MOST_LETTERS`.
    """

    links: tuple[FieldLink, ...]
    pdf_only: tuple[PrintedAnswer, ...] | None
    omitted: int = 0
    unread: int = 0

    def of(self, verdict: LinkVerdict) -> tuple[FieldLink, ...]:
        """The expected fields with this verdict, in the order of the fields."""
        return tuple(link for link in self.links if link.expected and link.verdict is verdict)

    @property
    def located(self) -> int:
        """How many expected fields have a place for their value."""
        return len(self.of(LinkVerdict.FOUND)) + len(self.of(LinkVerdict.AMBIGUOUS))

    @property
    def readable(self) -> int:
        """How many expected fields could have one: all but the drawn."""
        return self.located + len(self.of(LinkVerdict.MISSING))


def link(document: FieldDocument, pages: Iterable[Sequence[TextSpan]]) -> Linkage:
    """The linkage of a message with the words of its PDF, page by page in reading order."""
    texts, unread = _read(pages)
    letters = sum(len(text.stream) + _PAGE for text in texts)
    fields = document.fields[: min(MOST_LINKED, _MOST_WORK // max(letters, 1))]
    lines = [lines_of(text.spans) for text in texts]
    running = running_spans(lines)
    finder = PlaceFinder(texts, running)
    found = [finder.candidates(field) for field in fields]
    answers = printed_answers(lines, finder.certain(fields, found), running)
    choices = finder.best(found, answers or ())
    links = [_linked(field, place, len(choice) - 1)
             for field, place, choice in zip(fields, deal(choices), choices, strict=True)]
    links = list(_with_questions(links, [answer for answer in answers or () if answer.drawn]))
    only = None if answers is None else tuple(_not_sent(answers, links, finder.matched))
    return Linkage(tuple(links), only, len(document.fields) - len(fields), unread)


def _read(pages: Iterable[Sequence[TextSpan]]) -> tuple[list[PageText], int]:
    """The pages up to `MOST_LETTERS`, and how many more there were."""
    texts: list[PageText] = []
    letters = unread = 0
    for spans in pages:
        letters += sum(len(span.text) for span in spans)
        if letters > MOST_LETTERS:
            unread += 1
        else:
            texts.append(PageText(spans))
    return texts, unread


def _linked(field: Field, place: LinkedPlace | None, rivals: int) -> FieldLink:
    expected = not _is_technical(field)
    if place is None:
        return FieldLink(field, LinkVerdict.MISSING, None, expected=expected)
    if field.kind is FieldKind.BOOLEAN:
        return FieldLink(field, LinkVerdict.DRAWN, place, rivals, expected)
    return FieldLink(field, LinkVerdict.AMBIGUOUS if rivals else LinkVerdict.FOUND, place, rivals, expected)


def _is_technical(field: Field) -> bool:
    table = elements()
    apart = field.section in (*table.collected.values(), table.head_title)
    return apart or field.kind is FieldKind.FILE or _MEDIA_TYPE.fullmatch(field.raw_value) is not None


def _with_questions(links: Sequence[FieldLink], drawn: Sequence[PrintedAnswer]) -> Sequence[FieldLink]:
    """Yes-no fields that are worded differently in the form get their questions by order and by common words.

    Each one found narrows where the others can be, so it is tried until nothing more is found.
    """
    while True:
        taken = {one.place.position for one in links if one.place is not None and one.verdict is LinkVerdict.DRAWN}
        free = [answer for answer in drawn if answer.question.position not in taken]
        gaps = [Gap(at, one.field.label, *_around(links, at)) for at, one in enumerate(links)
                if one.expected and one.place is None and one.field.kind is FieldKind.BOOLEAN]
        places = questions_for(gaps, free)
        if not places:
            return links
        links = [replace(one, verdict=LinkVerdict.DRAWN, place=places[at]) if at in places else one
                 for at, one in enumerate(links)]


def _around(links: Sequence[FieldLink], at: int) -> tuple[int, int | None]:
    """Positions of the linked fields before and after a field; -1 and None at the ends."""
    before = (one.place.position for one in reversed(links[:at]) if one.expected and one.place is not None)
    after = (one.place.position for one in links[at + 1 :] if one.expected and one.place is not None)
    return next(before, -1), next(after, None)


def _not_sent(
    answers: Iterable[PrintedAnswer], links: Sequence[FieldLink], matched: Sequence[set[int]]
) -> Iterator[PrintedAnswer]:
    asked = {one.place.position for one in links if one.verdict is LinkVerdict.DRAWN and one.place is not None}
    for answer in answers:
        spans = answer.place.spans
        if answer.drawn:
            known = not asked.isdisjoint(answer.question.positions)
        else:
            known = 2 * len(matched[answer.place.page].intersection(spans)) >= len(spans)
        if not known:
            yield answer
