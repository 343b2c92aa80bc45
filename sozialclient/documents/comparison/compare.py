"""Compares two applications field by field: what was added, removed, changed."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sozialclient.documents.comparison.groups import Groups, Instance, paired
from sozialclient.documents.evidence.answers import plain_path
from sozialclient.documents.fields import Field, FieldDocument
from sozialclient.documents.label_data import elements


class Change(enum.Enum):
    """What became of a field from the first application to the second."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one application or of both; `left` is of the first, None where it has none."""

    change: Change
    left: Field | None
    right: Field | None

    @property
    def field(self) -> Field:
        """The field itself, where both have it that of the second."""
        field = self.right or self.left
        assert field is not None
        return field

    @property
    def technical(self) -> bool:
        """In the head of the message, which differs in any two applications."""
        return self.field.section == elements().head_title


@dataclass(frozen=True, slots=True)
class Comparison:
    """All fields of two applications in the order of the second, those that only the first has where they stood."""

    differences: tuple[Difference, ...]

    @property
    def changed(self) -> tuple[Difference, ...]:
        """What is not the same, without the head of the message."""
        return tuple(one for one in self.differences if one.change is not Change.SAME and not one.technical)

    def count(self, change: Change) -> int:
        """How many of one kind, without the head of the message."""
        return sum(one.change is change and not one.technical for one in self.differences)


def compared(left: FieldDocument, right: FieldDocument) -> Comparison:
    """The two laid side by side.

    A field is the same one where its path is, without prefixes, in the group that seems to be the same; of fields
    with one path the first belongs to the first. Values are compared as they were sent.
    """
    groups = Groups(left.fields, right.fields)
    pairs = paired(groups, left.fields, right.fields)
    left_keys = _keys(groups, left.fields, None)
    right_keys = _keys(groups, right.fields, pairs)
    waiting = dict(zip(left_keys, left.fields, strict=True))
    known = set(right_keys)
    return Comparison(tuple(_together(left_keys, waiting, list(zip(right_keys, right.fields, strict=True)), known)))


_Key = tuple[Instance, str, int]


def _keys(groups: Groups, fields: Sequence[Field], pairs: dict[Instance, Instance] | None) -> list[_Key]:
    """What tells a field from all others of its application, in words both applications use.

    `pairs` None: it is the first application, whose groups keep their names.
    """
    seen: Counter[tuple[Instance, str]] = Counter()
    keys = []
    for field in fields:
        instance = groups.instance_of(field)
        if pairs is not None and instance:
            # A group that the first application does not have must not pass for one that it has.
            instance = pairs.get(instance, f"+{instance}")
        place = (_bare(instance), plain_path(field.path))
        keys.append((*place, seen[place]))
        seen[place] += 1
    return keys


def _bare(instance: Instance) -> Instance:
    """A group without prefixes, but with its numbers: the two messages may choose their prefixes freely."""
    return "/".join(step.rpartition(":")[2] for step in instance.lower().split("/"))


def _together(
    left_keys: list[_Key], waiting: dict[_Key, Field], right: list[tuple[_Key, Field]], known: set[_Key]
) -> Iterator[Difference]:
    place = {key: at for at, key in enumerate(left_keys)}
    told = 0
    for key, field in right:
        here = waiting.get(key)
        if here is None:
            yield Difference(change=Change.ADDED, left=None, right=field)
            continue
        for gone in left_keys[told : place[key]]:
            if gone not in known:
                yield Difference(change=Change.REMOVED, left=waiting[gone], right=None)
        told = max(told, place[key])
        same = here.raw_value == field.raw_value and here.unit == field.unit
        yield Difference(change=Change.SAME if same else Change.CHANGED, left=here, right=field)
    for gone in left_keys[told:]:
        if gone not in known:
            yield Difference(change=Change.REMOVED, left=waiting[gone], right=None)
