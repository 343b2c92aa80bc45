"""Puts the fields of one application into the order of a profile; none is ever left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sozialclient.documents.label_data import critical_elements, elements
from sozialclient.documents.transfer.copy_forms import CopyForm
from sozialclient.documents.transfer.profile import ProfileStep, StepKind, TransferProfile
from sozialclient.documents.values import FieldKind

if TYPE_CHECKING:
    from sozialclient.documents.fields import Field, FieldDocument

_PART = re.compile(r"(?:[^:/\[]+:)?([^/\[]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStep:
    """One step of carrying over.

    `key` names it for its tick and is unique in a plan: the path of the field, or the title of a reminder, with a
    number where another has the same.
    `field` None: a reminder, or the application says nothing about it. `assigned` False: no step of
    the profile asked for this field. `source`: number of the profile's step it comes from, -1 without one.
    """

    key: str
    title: str
    group: str
    kind: StepKind
    field: Field | None
    form: CopyForm | None = None
    assigned: bool = True
    source: int = -1

    @property
    def counted(self) -> bool:
        """Reminders and what the application says nothing about are no fields to carry over."""
        return self.field is not None and self.assigned

    @property
    def loose(self) -> bool:
        """Whether the order has no place for this field, though it might be carried over."""
        return self.field is not None and not self.assigned and self.kind is StepKind.COPY

    @property
    def critical(self) -> bool:
        """Whether a second person should compare it: accounts, income, the size of the household."""
        if self.field is None:
            return False
        names = element_names(self.field.path)
        return self.field.kind is FieldKind.IBAN or bool(names) and names[-1][0].lower() in critical_elements()


def steps_of(document: FieldDocument, profile: TransferProfile | None) -> tuple[TransferStep, ...]:
    """All fields of a message as steps: the profile's first, then what it does not ask for.

    Without a profile the order is the document's. What describes the message itself, its documents
    and files comes last and is not counted.
    """
    if profile is None:
        return tuple(_distinct(_left(document, ())))
    finder = _Finder(document.fields, profile)
    asked = [replace(step, source=number) for number, wanted in enumerate(profile.steps)
             for step in finder.steps(wanted)]
    taken = [step.field for step in asked if step.field is not None]
    rest = (replace(step, assigned=False) for step in _left(document, taken))
    return tuple(_distinct([*asked, *rest]))


def fits(steps: Iterable[TransferStep]) -> bool:
    """Whether an order suits a message: it has a place for at least half of the fields that may be carried over."""
    fields = [step for step in steps if step.field is not None and step.kind is not StepKind.CHECK]
    return 2 * sum(step.assigned for step in fields) >= len(fields)


def profile_for(profiles: Iterable[TransferProfile], service: str | None) -> TransferProfile | None:
    """The first profile that is meant for a service key."""
    return next((one for one in profiles if service is not None and service in one.services), None)


def path_end(path: str) -> str:
    """The path of a field as profiles write it: local names below the root, without prefixes and numbers."""
    return "/".join(name for name, _ in element_names(path)[1:])


def element_names(path: str) -> tuple[tuple[str, int], ...]:
    """Local name and number (0 where it is the only one) of each element of a path."""
    return tuple((found[1], int(found[2] or 0)) for part in path.split("/") if (found := _PART.fullmatch(part)))


def _left(document: FieldDocument, taken: Iterable[Field]) -> Iterator[TransferStep]:
    last = {*elements().collected.values(), elements().head_title}
    gone = set(map(id, taken))
    for field in document.fields:
        if id(field) not in gone:
            aside = field.section in last or field.kind is FieldKind.FILE
            kind = StepKind.CHECK if aside else StepKind.COPY
            yield TransferStep(key=field.path, title=field.label, group=_heading(field), kind=kind, field=field,
                               assigned=not aside)


def _heading(field: Field) -> str:
    return f"{field.section} · {field.group}" if field.group else field.section


class _Finder:
    """Finds the fields a step asks for by the ends of their paths, each field for the first step that does.

    Profiles and messages come from strangers: a thousand steps that ask for the same twenty thousand fields cost
    no more than looking.
    """

    def __init__(self, fields: Iterable[Field], profile: TransferProfile) -> None:
        longest = max((end.count("/") + 1 for step in profile.steps for end in step.fields), default=0)
        self._taken: set[int] = set()
        self._by_end: defaultdict[tuple[str, ...], list[Field]] = defaultdict(list)
        self._by_group: defaultdict[str, list[tuple[int, Field]]] = defaultdict(list)
        for field in fields:
            numbered = element_names(field.path)
            names = tuple(name for name, _ in numbered)
            for length in range(1, min(longest, len(names)) + 1):
                self._by_end[names[-length:]].append(field)
            for name, number in numbered[1:-1]:
                self._by_group[name].append((number, field))
        for group in self._by_group.values():
            group.sort(key=lambda one: one[0])

    def steps(self, wanted: ProfileStep) -> Iterator[TransferStep]:
        """The steps one step of a profile leads to; one without a field where the message has none."""
        found = self._each(wanted.each) if wanted.each else self._first(wanted.fields)
        if not found:
            yield TransferStep(key=f"{wanted.group}/{wanted.title}", title=wanted.title, group=wanted.group,
                               kind=wanted.kind, field=None, form=wanted.form)
        for field in found:
            if id(field) in self._taken:
                continue
            self._taken.add(id(field))
            title = field.label if wanted.each or len(found) > 1 else wanted.title
            group = field.group if wanted.each and field.group else wanted.group
            yield TransferStep(key=field.path, title=title, group=group, kind=wanted.kind, field=field,
                               form=wanted.form)

    def _first(self, ends: Iterable[str]) -> list[Field]:
        for end in ends:
            if found := self._by_end.get(tuple(end.split("/"))):
                return found
        return []

    def _each(self, name: str) -> list[Field]:
        return [field for _, field in self._by_group.get(name, ())]


def _distinct(steps: Iterable[TransferStep]) -> Iterator[TransferStep]:
    """A field is asked for once, by the first step that names it; equal keys of different steps get a number.

    Different fields can have the same path: one prefix for two namespaces, or a path that was too long.
    """
    seen: defaultdict[str, int] = defaultdict(int)
    asked: set[int] = set()
    for step in steps:
        if step.field is not None:
            if id(step.field) in asked:
                continue
            asked.add(id(step.field))
        seen[step.key] += 1
        yield step if seen[step.key] == 1 else replace(step, key=f"{step.key}#{seen[step.key]}")
