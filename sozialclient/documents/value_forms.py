"""The ways in which one value may be written in a PDF."""

from __future__ import annotations

import re

_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_TIME = re.compile(r"(?:[A-Z][a-z], )?(\d\d)\.(\d\d)\.(\d{4}), (\d\d):(\d\d):(\d\d)(?: MES?Z)?")
_ISO_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d).*")
_GERMAN_NUMBER = re.compile(r"(-?)(\d{1,3}(?:\.\d{3})+|\d+),(\d{1,2})(?:\s*(?:€|EUR|m²|km))?")
_PLAIN_NUMBER = re.compile(r"(-?)(\d+)\.(\d{1,2})")
_WHOLE_WITH_UNIT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)\s*(?:€|EUR|m²|km)")


def written_forms(value: str) -> tuple[str, ...]:
    """Forms of a shown or raw value, the likeliest first, each once.

    Dates with and without leading zeros and in ISO form, amounts with and without grouping, in
    German and technical notation, times with less precision; everything else as it is.
    """
    text = " ".join(value.split())
    forms = [text, *_dates(text), *_times(text), *_numbers(text)]
    return tuple(dict.fromkeys(form for form in forms if form))


def _dates(text: str) -> list[str]:
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    elif match := _GERMAN_DATE.fullmatch(text):
        day, month, year = match.groups()
    else:
        return []
    day, month = day.zfill(2), month.zfill(2)
    return [f"{day}.{month}.{year}", f"{int(day)}.{int(month)}.{year}", f"{year}-{month}-{day}"]


def _times(text: str) -> list[str]:
    if match := _TIME.fullmatch(text):
        day, month, year, hour, minute, second = match.groups()
    elif match := _ISO_TIME.fullmatch(text):
        year, month, day, hour, minute, second = match.groups()
    else:
        return []
    date = f"{day}.{month}.{year}"
    return [
        f"{year}-{month}-{day}T{hour}:{minute}:{second}",
        f"{date} {hour}:{minute}:{second}",
        f"{date}, {hour}:{minute}:{second}",
        f"{date} {hour}:{minute}",
        f"{date}, {hour}:{minute}",
        date,
    ]


def _numbers(text: str) -> list[str]:
    if match := _WHOLE_WITH_UNIT.fullmatch(text):
        whole = match[1].replace(".", "")
        return [match[1], whole, f"{int(whole):,}".replace(",", ".")]
    match = _GERMAN_NUMBER.fullmatch(text) or _PLAIN_NUMBER.fullmatch(text)
    if match is None:
        return []
    sign, whole, cents = match[1], match[2].replace(".", ""), match[3]
    grouped = f"{int(whole):,}".replace(",", ".")
    fractions = [cents] if len(cents) == 2 else [cents, cents.ljust(2, "0")]
    return [
        f"{sign}{number}"
        for part in fractions
        for number in (f"{grouped},{part}", f"{whole},{part}", f"{whole}.{part}")
    ]
