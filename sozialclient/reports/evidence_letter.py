"""The letter that asks for missing evidence (Nachforderung), in its three stages.

It asks, then reminds; only the last stage says what may follow. § 66 Abs. 3 SGB I wants that in writing and fitting
the case: which evidence, which part of the benefit, which decision. What the law leaves to judgement stays a "can".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sozialclient.documents.evidence.rules import Outcome
from sozialclient.documents.local_time import berlin
from sozialclient.documents.shown_text import one_line
from sozialclient.model.evidence_request import Findings, Stage, Way
from sozialclient.reports.letters.letter import Block, Correspondence, Letter, written_day
from sozialclient.texts import text

_MOST_NAMED = 12
_ADVICE = ("statements", "rent", "health")
"""Paragraphs that belong to some kinds of evidence, in the order in which they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem:
    """One thing that is asked for; `purpose` and `also` end sentences of ours, `advice` is a key of the texts."""

    name: str
    purpose: str = ""
    also: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a warning says; `findings` are whole for its `outcome`, `cited` as of `Consequence`."""

    outcome: Outcome
    cited: str
    findings: Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLetter(Correspondence):
    """Everything the letter says.

    `received` is the legal Eingang (UTC), None where there is none; `there` names what has arrived; `law` is the
    duty to cooperate, empty: not named. `asked`, the day of the letter before, is there in all stages but the first,
    `notice` in the last. Texts of the applicant are shown on one line, whatever is in them.
    """

    service: str
    received: datetime | None
    items: tuple[LetterItem, ...]
    there: tuple[str, ...]
    deadline: date
    law: str
    emergency: bool
    day: date
    stage: Stage = Stage.REQUEST
    asked: date | None = None
    notice: Notice | None = None


def evidence_letter(letter: EvidenceLetter) -> Letter:
    """The request as a letter of the office; its subject tells nothing of health or debts."""
    return Letter(
        title=text("letter", f"title.{letter.stage.value}"), sender=letter.sender, contact=letter.contact,
        recipient=letter.recipient, day=letter.day, subject=text("letter", "subject", service=letter.service),
        number=letter.number, file_number=letter.file_number, body=tuple(_body(letter)),
        signed=letter.notice is not None and letter.notice.findings.way is Way.PAPER,
        ticks=tuple(item.name for item in letter.items),
    )


def _body(letter: EvidenceLetter) -> Iterator[Block]:
    yield from map(Block, _before_list(letter))
    for number, item in enumerate(letter.items, 1):
        yield Block(item.name, f"{number}.", tuple(_explanations(item)))
    if letter.stage is Stage.REMINDER:
        yield Block(text("letter", "crossed.reminder"))
    if letter.notice is not None:
        yield from map(Block, _findings(letter.notice.findings))
    yield from (Block(_until(letter)), Block(text("letter", "longer")))
    if letter.notice is not None:
        yield from map(Block, _notice(letter.notice))
    yield from map(Block, _after_list(letter))


def _before_list(letter: EvidenceLetter) -> Iterator[str]:
    yield text("letter", "greeting", name=letter.recipient[0] if letter.recipient else "")
    if letter.received is None:
        yield text("letter", "arrived-unknown")
    else:
        yield text("letter", "arrived", day=written_day(berlin(letter.received).date()))
    if letter.emergency:
        yield text("letter", "emergency")
    if letter.there:
        yield text("letter", "there", names=", ".join(one_line(name) for name in letter.there[:_MOST_NAMED]))
    asked = written_day(letter.asked) if letter.asked else ""
    yield text("letter", f"missing.{letter.stage.value}", day=asked) if asked else text("letter", "ask")


def _explanations(item: LetterItem) -> Iterator[str]:
    if item.purpose:
        yield text("letter", "purpose", purpose=item.purpose)
    if item.also:
        yield text("letter", "also", also=item.also)


def _until(letter: EvidenceLetter) -> str:
    weekday = text("letter", "weekdays").split()[letter.deadline.weekday()]
    return text("letter", f"until.{letter.stage.value}", weekday=weekday, day=written_day(letter.deadline))


def _findings(found: Findings) -> Iterator[str]:
    yield text("letter", "warning.unclear", unclear=_end(found.unclear), decisive=_end(found.decisive))
    yield text("letter", "warning.inquiries", inquiries=_end(found.inquiries))


def _notice(notice: Notice) -> Iterator[str]:
    found = notice.findings
    if notice.outcome is Outcome.RECORD:
        yield text("letter", "warning.record")
        return
    extent = _end(found.extent) or text("letter", "warning.extent")
    yield text("letter", "warning.withhold", decisive=_end(found.decisive), part=_end(found.part),
               since=_end(found.since), extent=extent, cited=notice.cited)
    if found.untouched:
        yield text("letter", "warning.untouched", untouched=_end(found.untouched))
    for name in ("limits", "later"):
        yield text("letter", f"warning.{name}", cited=notice.cited)


def _after_list(letter: EvidenceLetter) -> Iterator[str]:
    yield text("letter", "way")
    asked = {item.advice for item in letter.items}
    yield from (text("letter", f"advice.{advice}") for advice in _ADVICE if advice in asked)
    yield text("letter", "help")
    if letter.law:
        yield text("letter", "basis-alone" if _names_limits(letter.notice) else "basis", law=letter.law)
    for name in ("changes", "privacy"):
        yield text("letter", name)


def _names_limits(notice: Notice | None) -> bool:
    return notice is not None and notice.outcome is Outcome.WITHHOLD


def _end(words: str) -> str:
    """Words that end a sentence of ours, which sets the full stop."""
    return one_line(words).rstrip(" .")


def part_word(part: str) -> str:
    """What a letter is still without: `items`, `sender`, `recipient`, `way` or one of `WORDS`."""
    return text("evidence", f"part.{part}")


def is_harsh(words: str) -> bool:
    """Whether there is a phrase in somebody's words that frightens people more than it tells them."""
    return any(phrase in words.casefold() for phrase in text("evidence", "harsh").split("|"))
