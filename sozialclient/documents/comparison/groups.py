"""Decides which of several equal groups (people, incomes) of two applications are the same one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from sozialclient.documents.evidence.answers import plain_path
from sozialclient.documents.fields import Field

_NUMBERED = re.compile(r"(.*?\[\d+\])(?=/|$)")
_TELLING = ("personid", "dritteid", "dokumentid", "name", "geburtsdatum", "art", "vornamen", "vorname", "dateiname")
Instance = str
"""The path of a group up to its last number; empty for what stands in none."""


class Groups:
    """The groups that one of two applications has several of; alone, such a group bears no number."""

    def __init__(self, *applications: Sequence[Field]) -> None:
        self._kinds = {
            plain_path(field.path[: found.end()])
            for fields in applications for field in fields for found in _NUMBERED.finditer(field.path)
        }

    def instance_of(self, field: Field) -> Instance:
        """The innermost such group a field stands in; empty where it stands in none."""
        steps, plain = field.path.split("/"), plain_path(field.path).split("/")
        for count in range(len(steps), 1, -1):
            if "/".join(plain[:count]) in self._kinds:
                return "/".join(steps[:count])
        return ""


def paired(groups: Groups, left: Sequence[Field], right: Sequence[Field]) -> dict[Instance, Instance]:
    """For groups of the right side the group of the left side that they are.

    Equal groups first, then those that say the same of who or what they are, then the rest in their order.
    """
    sides = [_by_kind(groups, fields) for fields in (left, right)]
    pairs: dict[Instance, Instance] = {}
    for kind, there in sides[1].items():
        here = dict(sides[0].get(kind, {}))
        rest = dict(there)
        for look in (_everything, _identity):
            pairs |= _taken(here, rest, look)
        pairs |= dict(zip(rest, here, strict=False))
    return pairs


_Said = dict[str, str]
_Look = Callable[[_Said], tuple[tuple[str, str], ...]]


def _by_kind(groups: Groups, fields: Sequence[Field]) -> dict[str, dict[Instance, _Said]]:
    kinds: defaultdict[str, dict[Instance, _Said]] = defaultdict(dict)
    for field in fields:
        instance = groups.instance_of(field)
        if instance:
            said = kinds[plain_path(instance)].setdefault(instance, {})
            said[plain_path(field.path)] = field.raw_value
    return kinds


def _everything(said: _Said) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(said.items()))


def _identity(said: _Said) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((path, value) for path, value in said.items() if path.rpartition("/")[2] in _TELLING))


def _taken(here: dict[Instance, _Said], rest: dict[Instance, _Said], look: _Look) -> dict[Instance, Instance]:
    """Pairs of groups that look the same and not empty; they are taken out of both sides."""
    known: defaultdict[object, list[Instance]] = defaultdict(list)
    for instance, said in reversed(here.items()):
        known[look(said)].append(instance)
    pairs: dict[Instance, Instance] = {}
    for instance, said in list(rest.items()):
        mark = look(said)
        if mark and known[mark]:
            pairs[instance] = known[mark].pop()
            del here[pairs[instance]], rest[instance]
    return pairs
