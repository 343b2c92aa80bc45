"""Watches for the days on which new versions of XÖV standards come into force: 1 May and 1 November."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sozialclient.documents.schema.package import SchemaPackage
from sozialclient.documents.schema.versions import version_key

_RELEASES = ((5, 1), (11, 1))


@dataclass(frozen=True, slots=True)
class Radar:
    """The release days around a day, and the packages that were imported before the last one."""

    last: date
    next: date
    before_last: tuple[SchemaPackage, ...]


def look_out(today: date, packages: tuple[SchemaPackage, ...]) -> Radar:
    """What a day and the packages there are tell; only packages with messages are watched."""
    days = [date(year, month, day) for year in range(today.year - 1, today.year + 2) for month, day in _RELEASES]
    last = max(day for day in days if day <= today)
    stale = tuple(one for one in packages if one.roots and _imported(one) < last)
    return Radar(last, min(day for day in days if day > today), stale)


def is_older(package: SchemaPackage, version: str) -> bool:
    """Whether a package is older than the version that a message tells."""
    return bool(version) and version_key(package.version) < version_key(version)


def _imported(package: SchemaPackage) -> date:
    try:
        return datetime.fromisoformat(package.imported).date()
    except ValueError:
        return date.min
