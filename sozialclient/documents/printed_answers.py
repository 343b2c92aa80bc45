"""Reads the answers off a printed form: questions and answers are told apart by the size they are printed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from sozialclient.documents.label_data import value_words
from sozialclient.documents.links import Box
from sozialclient.documents.page_text import comparable
from sozialclient.documents.printed_lines import Line

_LEAST_PAIRS = 3
_TOLERANCE = 0.06
_LINES_APART = 2.5
_INDENT = 24


_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class LinkedPlace:
    """A place in the PDF: page from 0, spans from `first` to `last`, boxes to mark in points."""

    page: int
    first: int
    last: int
    boxes: tuple[Box, ...]

    @property
    def position(self) -> int:
        """Grows in reading order through all pages."""
        return self.page * _PAGE + self.first

    @property
    def positions(self) -> range:
        """The positions of all its spans."""
        return range(self.position, self.position + self.last - self.first + 1)

    @property
    def spans(self) -> range:
        """The numbers of its spans."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class PrintedAnswer:
    """A question and what is printed below it, both as printed.

    `drawn`: nothing but the words beside check boxes, so that the answer is a line and not a word.
    """

    label: str
    text: str
    question: LinkedPlace
    place: LinkedPlace

    @property
    def drawn(self) -> bool:
        """See above."""
        words = value_words()
        return set(self.text.split()) <= {words.true, words.false}


@dataclass(frozen=True, slots=True)
class _Sizes:
    label: float
    answer: float

    def is_label(self, line: Line) -> bool:
        return abs(line.size - self.label) <= _TOLERANCE * self.label

    def is_answer(self, line: Line) -> bool:
        return abs(line.size - self.answer) <= _TOLERANCE * self.answer


def printed_answers(
    pages: Sequence[Sequence[Line]], pairs: Iterable[tuple[str, LinkedPlace]], running: Sequence[frozenset[int]]
) -> tuple[PrintedAnswer, ...] | None:
    """All answers of the form in reading order.

    `pairs` are places known to be answers: labels with the places of values. They teach the sizes of
    questions and answers; None when there are too few of them or both are alike. `running`: spans of
    head and foot lines, by page.
    """
    sizes = _learn(pages, pairs)
    if sizes is None:
        return None
    return tuple(answer for number, lines in enumerate(pages)
                 for answer in _answers(number, [line for line in lines if line.first not in running[number]], sizes))


def _learn(pages: Sequence[Sequence[Line]], pairs: Iterable[tuple[str, LinkedPlace]]) -> _Sizes | None:
    labels, answers = [], []
    for label, place in pairs:
        lines = pages[place.page]
        at = next((at for at, line in enumerate(lines) if line.first <= place.first <= line.last), 0)
        if at and comparable(lines[at - 1].text).startswith(comparable(label)):
            labels.append(lines[at - 1].size)
            answers.append(lines[at].size)
    if len(labels) < _LEAST_PAIRS:
        return None
    sizes = _Sizes(median(labels), median(answers))
    return None if abs(sizes.label - sizes.answer) <= 2 * _TOLERANCE * sizes.label else sizes


def _answers(page: int, lines: Sequence[Line], sizes: _Sizes) -> Iterator[PrintedAnswer]:
    question: list[Line] = []
    answer: list[Line] = []
    for line in lines:
        if question and sizes.is_answer(line) and _belongs(line, (answer or question)[-1], question[0]):
            answer.append(line)
            continue
        if answer:
            yield _answer(page, question, answer)
        wrapped = bool(question) and not answer and sizes.is_label(line) and _belongs(line, question[-1], question[0])
        question, answer = ([*question, line] if wrapped else [line] if sizes.is_label(line) else []), []
    if answer:
        yield _answer(page, question, answer)


def _belongs(line: Line, above: Line, question: Line) -> bool:
    """Whether a line stands beside or right below another one, in the column of the question."""
    down = line.box.y - above.box.y
    aside = abs(down) < above.size / 2 and line.box.x > above.box.x
    below = 0 < down <= _LINES_APART * line.size and abs(line.box.x - question.box.x) <= _INDENT
    return aside or below


def _answer(page: int, question: Sequence[Line], answer: Sequence[Line]) -> PrintedAnswer:
    return PrintedAnswer(
        " ".join(line.text for line in question), " ".join(line.text for line in answer),
        _place(page, question), _place(page, answer),
    )


def _place(page: int, lines: Sequence[Line]) -> LinkedPlace:
    return LinkedPlace(page, lines[0].first, lines[-1].last, tuple(line.box for line in lines))
