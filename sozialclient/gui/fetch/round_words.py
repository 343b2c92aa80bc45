"""How a round over several mailboxes ended, in words: the sum, and each mailbox by name."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sozialclient.errors import Cancelled
from sozialclient.gui.desk import FetchResult
from sozialclient.gui.fetch.result_words import result_words
from sozialclient.gui.plain import SENTENCES_LIMIT, Shown, plain, plain_joined
from sozialclient.gui.widgets.facts import Group
from sozialclient.gui.wording import count, error_words, say


class Turn(enum.Enum):
    """How far a mailbox came: its fetch ended, its PIN was not given, or the round was over before."""

    DONE = "done"
    NO_PIN = "no_pin"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True, slots=True)
class MailboxOutcome:
    """A mailbox by name; `result` where a fetch began."""

    mailbox: str
    turn: Turn
    result: FetchResult | None = None

    @property
    def failed(self) -> bool:
        """Whether something may still wait at the intermediary that nobody asked for."""
        return self.result is None or self.result.error is not None

    @property
    def new(self) -> int:
        """Applications that came."""
        return self.result.new if self.result else 0


@dataclass(frozen=True, slots=True)
class RoundWords:
    """Tint, title, sentence, a group of facts for those that failed and one for the others; `spoken` in one go."""

    tint: str
    title: Shown
    sentence: Shown
    groups: Sequence[Group]
    spoken: Shown


def round_words(outcomes: Sequence[MailboxOutcome]) -> RoundWords:
    """What is to be said of a round."""
    failed = [(plain(one.mailbox), _why(one)) for one in outcomes if one.failed]
    fetched = [(plain(one.mailbox), _what(one.result)) for one in outcomes if not one.failed and one.result]
    new = sum(one.new for one in outcomes)
    brought = count("fetch.done", new) if new else say("fetch.nothing")
    if failed:
        title = say("fetch.round.some", brought=brought, n=len(fetched), total=len(outcomes))
        sentence = plain(count("fetch.round.failed", len(failed)), " ", say("fetch.rest_waits"))
    else:
        title, sentence = say("fetch.round.all", brought=brought, total=len(outcomes)), say("fetch.all_kept")
    careful = any(one.result is not None and (one.result.waiting or one.result.failures) for one in outcomes)
    groups = [(say("fetch.round.not_fetched"), failed), (say("fetch.round.fetched"), fetched)]
    return RoundWords(
        tint="danger" if failed else "warning" if careful else "info", title=title, sentence=sentence,
        groups=[group for group in groups if group[1]],
        spoken=plain_joined(" ", (sentence, *(plain(name, ": ", why) for name, why in failed)), SENTENCES_LIMIT))


def _why(one: MailboxOutcome) -> Shown:
    """What happened and what to do."""
    if one.result is None:
        return say(f"fetch.round.{one.turn.value}")
    kept = [count("fetch.kept", one.new)] if one.new else []
    error = one.result.error
    if error is None or isinstance(error, Cancelled):
        return plain_joined(" ", (*kept, say("fetch.round.cancelled")))
    words = error_words(error.reference, error.parameters)
    return plain_joined(" ", (words.happened, *kept, words.action, plain("[", words.reference, "]")), SENTENCES_LIMIT)


def _what(result: FetchResult) -> Shown:
    _tint, title, sentence = result_words(result)
    return plain(title, ". ", sentence)
