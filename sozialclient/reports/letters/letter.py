"""A letter as data, and the same as plain text: for a file, and for the field of an electronic mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sozialclient.documents.shown_text import one_line
from sozialclient.texts import text

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph; with a `mark` (`1.`, `–`) an entry of a list, with explanations `below` it."""

    words: str
    mark: str = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """Who writes to whom, and under which numbers.

    `sender` and `recipient` are lines of an address, the first one a name; `contact` lines about whom to ask.
    `number` is the citizen's, `file_number` the office's, both may be empty. Any of it may be a stranger's words.
    """

    sender: tuple[str, ...]
    contact: tuple[str, ...]
    recipient: tuple[str, ...]
    number: str
    file_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Correspondence):
    """One letter of the office.

    `title` names the document, `subject` what it is about. `signed`: there is a line to sign on. `ticks`: things on a
    page of their own, to be ticked and sent back. Any of it may be a stranger's words.
    """

    title: str
    day: date
    subject: str
    body: tuple[Block, ...]
    signed: bool = False
    ticks: tuple[str, ...] = ()


def letter_text(letter: Letter) -> str:
    """The letter as plain text with CRLF line ends, for an office program."""
    head = [list(letter.sender), contact_lines(letter), list(letter.recipient), [written_day(letter.day)]]
    return _text([*head, [letter.subject, *references(letter)], *_blocks(letter)])


def mailbox_text(letter: Letter) -> str:
    """Subject and body with CRLF line ends, for the field of a mailbox; no address, the mailbox is somebody's own."""
    subject = text("letter", "mailbox-subject", subject=letter.subject)
    return _text([[subject], references(letter), *_blocks(letter), contact_lines(letter)])


def references(letter: Letter) -> list[str]:
    """The numbers below the subject."""
    lines = [text("letter", "number", number=letter.number)] if letter.number else []
    return [*lines, text("letter", "file-number", number=letter.file_number)] if letter.file_number else lines


def contact_lines(letter: Letter) -> list[str]:
    """Whom to ask, under a heading; nothing where nobody is named."""
    return [text("letter", "contact"), *letter.contact] if letter.contact else []


def written_day(day: date) -> str:
    """`8. Dezember 2026`."""
    return f"{day.day}. {text('letter', 'months').split()[day.month - 1]} {day.year}"


def clean(words: str) -> str:
    """Words on one line, without what is not seen."""
    return one_line(words, longest=_LONGEST)


def _blocks(letter: Letter) -> Iterable[list[str]]:
    listed: list[str] = []
    for block in letter.body:
        if block.mark:
            listed += [f"{block.mark} {block.words}", *(f"   {line}" for line in block.below)]
            continue
        yield listed
        listed = []
        yield [block.words]
    yield listed
    yield [text("letter", "closing"), *letter.sender[:1]]


def _text(blocks: Iterable[list[str]]) -> str:
    lines = [_indented(line) for block in blocks if block for line in (*block, "")]
    return "\r\n".join(lines).rstrip() + "\r\n"


def _indented(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))] + clean(line)
