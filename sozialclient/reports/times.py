"""The process card (Laufzettel) as rows, the legal Eingang always first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sozialclient.documents.local_time import at_month_change, time_text
from sozialclient.model.application import ApplicationCard
from sozialclient.model.process_card import Instant, ProcessCard, ProcessCardBundle
from sozialclient.reports.sheet import TimeRow
from sozialclient.texts import text


def _word(key: str, **parameters: str) -> str:
    return text("reports", f"time.{key}", **parameters)


def time_rows(card: ApplicationCard, bundle: ProcessCardBundle | None) -> tuple[TimeRow, ...]:
    """Eingang, forwarding and reception by the intermediary's clock, then our own times.

    Local times are Europe/Berlin with seconds and MEZ or MESZ; the time as received is kept
    beside them.
    """
    return (_received(card, bundle), *_stations(bundle.card if bundle else None), *_own(card))


def _received(card: ApplicationCard, bundle: ProcessCardBundle | None) -> TimeRow:
    creation = bundle.card.creation if bundle else None
    if creation is None and card.received is not None:
        creation = Instant(card.received.astimezone(UTC).isoformat(), card.received)
    if creation is None:
        return TimeRow(key="received", label=_word("received"), shown=_word("unknown"), legal=True)
    return _row("received", creation, legal=True)


def _stations(process_card: ProcessCard | None) -> Iterator[TimeRow]:
    if process_card is None:
        return
    for key, instant in (
        ("forwarded", process_card.forwarding),
        ("taken", process_card.reception),
        ("changed", process_card.recent_modification),
    ):
        if instant is not None:
            yield _row(key, instant)


def _own(card: ApplicationCard) -> Iterator[TimeRow]:
    yield TimeRow(
        key="fetched",
        label=_word("fetched"),
        shown=time_text(card.fetched),
        note=_word("own_clock"),
        instant=card.fetched,
    )
    yield TimeRow(
        key="opened",
        label=_word("opened"),
        shown=time_text(card.opened) if card.opened else _word("not_yet"),
        note=_word("own_clock") if card.opened else "",
        instant=card.opened,
    )


def _row(key: str, instant: Instant, *, legal: bool = False) -> TimeRow:
    notes = list(_notes(instant, legal))
    shown = time_text(instant.utc) if instant.utc else _word("unknown")
    return TimeRow(key=key, label=_word(key), shown=shown, note=" · ".join(notes), instant=instant.utc, legal=legal)


def _notes(instant: Instant, legal: bool) -> Iterator[str]:
    if instant.utc is None:
        yield _word("unreadable", received=instant.received[:100])
    else:
        utc = _utc(instant.utc)
        yield _word("legal", utc=utc) if legal else _word("utc", utc=utc)
        if legal and at_month_change(instant.utc):
            yield _word("month_change")
    if instant.cryptographic:
        yield _word("token")


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%d.%m.%Y, %H:%M:%S}"
