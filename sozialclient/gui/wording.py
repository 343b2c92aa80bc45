"""German words, dates and sizes as the window shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta

from sozialclient.documents.local_time import berlin, date_text, time_text
from sozialclient.errors import SozialclientError
from sozialclient.gui.plain import Shown, mixes_alphabets, plain
from sozialclient.texts import ErrorText, error_text, finding_text, reason_text, text

NBSP = "\N{NO-BREAK SPACE}"


def say(key: str, /, **parameters: str | int) -> Shown:
    """Wording of `resources/texts/gui.toml`; what is filled in goes through `plain`."""
    return Shown(text("gui", key, **{name: _filled(value) for name, value in parameters.items()}))


def named(untrusted_name: str) -> Shown:
    """A name on one line; says so where one of its words takes letters from two alphabets to look like another."""
    return say("list.mixed", name=untrusted_name) if mixes_alphabets(untrusted_name) else plain(untrusted_name)


def _filled(value: str | int) -> str | int:
    return plain(value) if isinstance(value, str) else value


def error_words(reference: str, parameters: Mapping[str, str] | None = None) -> ErrorText:
    """What is said of an error; every part of it may be shown."""
    words = error_text(reference, {name: plain(value) for name, value in (parameters or {}).items()})
    return ErrorText(*(Shown(getattr(words, each.name)) for each in fields(words)))


def failure_words(error: SozialclientError) -> tuple[Shown, Shown]:
    """What happened, and in a second text what is safe, what to do, and the reference."""
    words = error_words(error.reference, error.parameters)
    return plain(words.happened), plain(words.safe, " ", words.action, f" [{error.reference}]")


def finding_words(reference: str, parameters: Mapping[str, str]) -> Shown:
    """One sentence about a finding; the bare reference where a newer version noted what we have no words for."""
    try:
        return Shown(finding_text(reference, {name: plain(value) for name, value in parameters.items()}))
    except KeyError:
        return plain(reference)


def reason_words(reference: str) -> Shown:
    """Why a check came out as it did, as part of a sentence."""
    return Shown(plain(reason_text(reference)))


def count(key: str, number: int, /, **parameters: str | int) -> Shown:
    """Wording that depends on a number: the table `key` holds `one` and `many` with `{n}`."""
    return say(f"{key}.one" if number == 1 else f"{key}.many", n=number, **parameters)


def day(moment: datetime) -> str:
    """`10.01.2026`."""
    return date_text(moment)


def full(moment: datetime | None) -> str:
    """`Sa, 10.01.2026, 12:06:44 MEZ`, never rounded; words when there is none."""
    return say("time.unknown") if moment is None else time_text(moment)


def short(moment: datetime | None, now: datetime | None = None) -> str:
    """`10.01. 12:06` this year, `31.12.25 23:58` before."""
    if moment is None:
        return say("time.unknown")
    year = berlin(now or datetime.now(UTC)).year
    return f"{berlin(moment):%d.%m. %H:%M}" if berlin(moment).year == year else f"{berlin(moment):%d.%m.%y %H:%M}"


def spoken(moment: datetime | None) -> str:
    """`Samstag, 10. Januar 2026, 12 Uhr 06` for screen readers."""
    if moment is None:
        return say("time.unknown")
    here = berlin(moment)
    weekday = say("days_long").split()[here.weekday()]
    month = say("months").split()[here.month - 1]
    return say("time.spoken", weekday=weekday, day=here.day, month=month, year=here.year, hour=here.hour,
               minute=f"{here.minute:02d}")


def relative(moment: datetime, now: datetime | None = None) -> str:
    """`heute 07:31`, `gestern 18:00` or date and time; for the status bar only."""
    here, today = berlin(moment), berlin(now or datetime.now(UTC)).date()
    if here.date() == today:
        return say("time.today", clock=f"{here:%H:%M}")
    if here.date() == today - timedelta(days=1):
        return say("time.yesterday", clock=f"{here:%H:%M}")
    return f"{here:%d.%m.%Y %H:%M}"


def size(number: int) -> str:
    """`28,0 MB`, `12 KB`."""
    if number >= 1_000_000_000:
        return f"{number / 1_000_000_000:.1f}".replace(".", ",") + NBSP + "GB"
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f}".replace(".", ",") + NBSP + "MB"
    if number >= 1000:
        return f"{round(number / 1000)}{NBSP}KB"
    return f"{number}{NBSP}" + say("size.bytes")
