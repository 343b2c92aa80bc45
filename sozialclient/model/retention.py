"""How long applications are kept (Aufbewahrung): the rules, and what follows from them for each application."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sozialclient.errors import SozialclientError
from sozialclient.model.application import State

LEAST_DAYS, MOST_DAYS = 1, 36_500
DEFAULT = "default"
"""Owner of the rules that hold where a service has none of its own."""

_DONE = (State.TRANSFERRED, State.ARCHIVED)


class RetentionInvalid(SozialclientError):
    """Rules that cannot be kept; parameter `reason`: `days` or `service`."""

    reference = "RETENTION-INVALID"


class Stage(enum.Enum):
    """What a rule does: first into the Papierkorb, then for good."""

    TRASH = "trash"
    DELETE = "delete"


class Mode(enum.Enum):
    """Who carries the rules out: nobody, a person who is reminded, the program once a day."""

    OFF = "off"
    REMIND = "remind"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Days in a state until the next stage, None: it stays there.

    Default of the transferred: 30 days, then 30 days in the Papierkorb (product.md 4.7).
    """

    transferred_days: int | None = 30
    archived_days: int | None = None
    trash_days: int | None = 30

    def days(self, state: State) -> int | None:
        """Days in `state`; None for every state no rule may touch."""
        return {
            State.TRANSFERRED: self.transferred_days,
            State.ARCHIVED: self.archived_days,
            State.TRASH: self.trash_days,
        }.get(state)


@dataclass(frozen=True, slots=True)
class ServiceRules:
    """Rules for one service; `service_key` is a key of `documents.services`."""

    service_key: str
    rules: Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """All rules of a store. `untransferred_by_hand` lets people delete for good what was never transferred."""

    default: Rules = Rules()
    services: tuple[ServiceRules, ...] = ()
    mode: Mode = Mode.REMIND
    untransferred_by_hand: bool = True

    def rules_for(self, service_key: str | None) -> tuple[str, Rules]:
        """Owner (`default` or the service's key) and rules that hold for a service."""
        for each in self.services:
            if each.service_key == service_key:
                return each.service_key, each.rules
        return DEFAULT, self.default

    def check(self) -> None:
        """Raises RetentionInvalid for days outside 1 to 36500 and for a service without or with two sets of rules."""
        every = [self.default, *(each.rules for each in self.services)]
        spans = [days for rules in every for days in (rules.transferred_days, rules.archived_days, rules.trash_days)]
        if any(days is not None and not LEAST_DAYS <= days <= MOST_DAYS for days in spans):
            raise RetentionInvalid(reason="days")
        keys = [each.service_key for each in self.services]
        if len(set(keys)) != len(keys) or any(not key or key == DEFAULT or ":" in key for key in keys):
            raise RetentionInvalid(reason="service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What the rules need to know of an application; times aware UTC.

    `before` is the state from which it went into the Papierkorb, `since` when its state began,
    `transferred` when it was first transferred; `acknowledged` False: it waits at the intermediary.
    """

    id: str
    mailbox: str
    service_key: str | None
    service_name: str
    state: State
    before: State | None
    since: datetime | None
    transferred: datetime | None
    held: bool
    acknowledged: bool

    @property
    def done(self) -> bool:
        """Whether it was transferred and nobody took it up again since.

        A transfer that was taken back (set to "in Prüfung", then thrown away) does not count.
        """
        where = self.before if self.state is State.TRASH else self.state
        return self.transferred is not None and where in _DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What happens to an application next, and when; `rule` names the rule: owner, state, days."""

    id: str
    mailbox: str
    service_key: str | None
    service_name: str
    stage: Stage
    at: datetime
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPlan:
    """What the rules ask for at one moment: `now` is due, `later` is not yet; both by time.

    `held` counts applications that a Löschsperre keeps, `untransferred` those in the Papierkorb
    that only a person may delete.
    """

    now: tuple[Due, ...]
    later: tuple[Due, ...]
    held: int
    untransferred: int

    def counts(self) -> dict[tuple[str, Stage], int]:
        """How many are due now, by rule and stage."""
        found: dict[tuple[str, Stage], int] = {}
        for due in self.now:
            found[due.rule, due.stage] = found.get((due.rule, due.stage), 0) + 1
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionRecord:
    """What remains of a deleted application: no personal data. `original_sha256` (hex) of the message as received."""

    number: int
    at: datetime
    mailbox: str
    application_id: str
    original_sha256: str
    rule: str


def rule_words(rule: str) -> str:
    """A rule as a detail of the journal, which holds no keys of services: `state=trash days=30`."""
    _, _, rest = rule.partition(":")
    state, _, days = rest.partition(":")
    return f"state={state} days={days}" if rest else rule


def next_step(candidate: Candidate, retention: Retention) -> Due | None:
    """What the rules do with an application next; None: nothing, ever, as long as it stays as it is.

    Whatever the rules say, nothing happens to an application that was not transferred, that is
    held, or that still waits at the intermediary.
    """
    if candidate.held or not candidate.acknowledged or not candidate.done:
        return None
    owner, rules = retention.rules_for(candidate.service_key)
    days = rules.days(candidate.state)
    if days is None or candidate.since is None or candidate.transferred is None:
        return None
    return Due(
        id=candidate.id,
        mailbox=candidate.mailbox,
        service_key=candidate.service_key,
        service_name=candidate.service_name,
        stage=Stage.DELETE if candidate.state is State.TRASH else Stage.TRASH,
        at=max(candidate.since, candidate.transferred) + timedelta(days=days),
        rule=f"{owner}:{candidate.state.value}:{days}",
    )


def retention_plan(candidates: Iterable[Candidate], retention: Retention, at: datetime) -> RetentionPlan:
    """What is due at `at` (aware UTC) and what comes later."""
    every = list(candidates)
    steps = sorted(
        (step for each in every if (step := next_step(each, retention)) is not None),
        key=lambda step: (step.at, step.id),
    )
    return RetentionPlan(
        now=tuple(step for step in steps if step.at <= at),
        later=tuple(step for step in steps if step.at > at),
        held=sum(each.held for each in every),
        untransferred=sum(each.state is State.TRASH and not each.done for each in every),
    )
