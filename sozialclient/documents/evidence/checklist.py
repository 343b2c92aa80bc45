"""The check list: which evidence our rules expect of an application, and what of it seems to be there."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sozialclient.documents.evidence.answers import Answers
from sozialclient.documents.evidence.benefit import benefit_of
from sozialclient.documents.evidence.inventory import Arrival, Inventory, InventoryRow
from sozialclient.documents.evidence.matching import fits
from sozialclient.documents.evidence.rules import Benefit, Level, Rule, rules
from sozialclient.documents.fields import FieldDocument

_THERE = (Arrival.RECEIVED, Arrival.EMBEDDED, Arrival.EXTRA)


class Presence(enum.Enum):
    """What is known of an expected piece of evidence."""

    THERE = "there"
    """A file seems to be it; somebody has to look."""

    ANNOUNCED = "announced"
    """It was announced and did not arrive."""

    MISSING = "missing"
    OPEN = "open"
    """Whether it is needed depends on something the application does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One expected piece of evidence and the rows of the inventory that seem to be it, the likeliest first."""

    rule: Rule
    presence: Presence
    rows: tuple[InventoryRow, ...] = ()

    @property
    def ask(self) -> bool:
        """Whether a request would propose it: without it a condition set by law is open, or it was announced."""
        return self.presence is Presence.ANNOUNCED or (
            self.presence is Presence.MISSING and self.rule.level is Level.REQUIRED
        )


@dataclass(frozen=True, slots=True)
class Checklist:
    """`benefit` None: there are no rules for this application, and `expected` is empty."""

    benefit: Benefit | None
    expected: tuple[Expected, ...]


def checklist(service_key: str | None, document: FieldDocument | None, inventory: Inventory) -> Checklist:
    """What is expected of an application: what its answers call for, then what nobody but a person can tell.

    A rule whose answer says that it is not needed is left out.
    """
    benefit = benefit_of(service_key, document)
    if benefit is None:
        return Checklist(None, ())
    answers = Answers(document)
    called: list[Expected] = []
    open_: list[Expected] = []
    for rule in rules():
        if benefit.key not in rule.benefits:
            continue
        needed = _needed(rule, answers)
        if needed is False:
            continue
        expected = _expected(rule, inventory, sure=needed is True)
        (open_ if expected.presence is Presence.OPEN else called).append(expected)
    return Checklist(benefit, (*_each_kind_once(called), *_each_kind_once(open_)))


def unmatched(inventory: Inventory, expected: Iterable[Expected]) -> tuple[InventoryRow, ...]:
    """Announced evidence that did not arrive and that no rule expects."""
    taken = {row for each in expected for row in each.rows}
    return tuple(row for row in inventory.having(Arrival.MISSING, Arrival.LATER) if row not in taken)


def _needed(rule: Rule, answers: Answers) -> bool | None:
    if rule.conditions:
        return answers.any_of(rule.conditions)
    return None if rule.occasion else True


def _expected(rule: Rule, inventory: Inventory, *, sure: bool) -> Expected:
    rows_given = (row for row in inventory.rows if row.arrival is not Arrival.NOT_GIVEN)
    scored = [(score, row) for row in rows_given if (score := _score(rule, row))]
    rows = tuple(row for _, row in sorted(scored, key=lambda pair: -pair[0]))
    there = tuple(row for row in rows if row.arrival in _THERE)
    if there:
        return Expected(rule=rule, presence=Presence.THERE, rows=there)
    if rows:
        return Expected(rule=rule, presence=Presence.ANNOUNCED, rows=rows)
    return Expected(rule=rule, presence=Presence.MISSING if sure else Presence.OPEN)


def _score(rule: Rule, row: InventoryRow) -> int:
    """What the applicant said it is weighs more than what the file is called."""
    if row.title:
        by_title = fits(rule.kind, row.title)
        if by_title:
            return 100 + by_title
    return max(fits(rule.kind, row.original_name), fits(rule.kind, row.received_name))


def _each_kind_once(expected: Sequence[Expected]) -> tuple[Expected, ...]:
    """The strictest of several rules for the same kind."""
    levels = list(Level)
    strictest: dict[str, Expected] = {}
    for each in expected:
        known = strictest.get(each.rule.kind.key)
        if known is None or levels.index(each.rule.level) < levels.index(known.rule.level):
            strictest[each.rule.kind.key] = each
    return tuple(strictest.values())
