"""What a fetch is asked for and what it tells in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sozialclient.errors import SozialclientError


class RepeatedDelivery(SozialclientError):
    """The intermediary handed out, within one fetch, what it had been told has arrived."""

    reference = "FETCH-REPEATED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSummary:
    """What a fetch brought. `error`: why it ended early; everything counted here is safely kept.

    `unreadable`: applications made of deliveries that this fetch tried and could not read,
    `failures` the reasons in the same order; `waiting` counts all that are left at the intermediary
    because they could not be read, by this fetch or before. `unfinished`: so many could not be read
    that the rest has to wait for the next fetch. `not_found`: message ids that were asked for by name and
    that the intermediary had nothing for; empty when the fetch ended early.
    `closing_error`: all deliveries are kept, but the dialog could not be closed in form.
    """

    application_ids: tuple[str, ...] = ()
    duplicates: int = 0
    with_findings: int = 0
    unreadable: tuple[str, ...] = ()
    failures: tuple[SozialclientError, ...] = ()
    waiting: int = 0
    unfinished: bool = False
    not_found: tuple[str, ...] = ()
    error: SozialclientError | None = None
    closing_error: SozialclientError | None = None

    @property
    def new(self) -> int:
        """Applications that were not there before, or could not be read before."""
        return len(self.application_ids)


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """What to fetch: everything waiting (no message ids), from a time on, or single deliveries by id.

    `now` gives the current aware time.
    """

    message_ids: tuple[str, ...] = ()
    received_since: datetime | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
