"""Carry out the rules of retention: preview, execution by a person, and once a day by the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sozialclient.errors import Cancelled
from sozialclient.model.retention import Due, Mode, RetentionPlan, retention_plan
from sozialclient.store.database.clock import now
from sozialclient.store.deletion.deletion import BATCH
from sozialclient.store.store import Store
from sozialclient.usecases.delete_applications import CancelCheck, Progress, Traces, destroy_traces

ONCE = timedelta(hours=20)
LONG_ABSENCE = timedelta(days=45)
SETTLED = timedelta(days=7)
"""How long a clock that jumped must go on evenly until it is trusted again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What became of a plan; `skipped` was no longer due when its turn came."""

    trashed: int
    deleted: int
    skipped: int
    traces: Traces


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRetention:
    """Outcome of the daily look: what is due; `applied` None: left to a person."""

    plan: RetentionPlan
    applied: Applied | None


def preview_retention(store: Store, at: datetime | None = None) -> RetentionPlan:
    """Exactly what `apply_retention` would do now, and what comes later. Changes nothing."""
    return retention_plan(store.deletion.candidates(), store.deletion.rules(), at or now())


def apply_retention(
    store: Store,
    dues: Sequence[Due],
    at: datetime | None = None,
    progress: Progress = lambda _: None,
    cancelled: CancelCheck = lambda: False,
) -> Applied:
    """Do what a preview listed under `now`, and nothing else.

    Each is looked at again in the transaction that changes it: what was taken up, held or given
    another rule since stays. Raises Cancelled (what was done until then is done).
    """
    moment = at or now()
    trashed = deleted = tried = 0
    try:
        for start in range(0, len(dues), BATCH):
            if cancelled():
                raise Cancelled
            batch = dues[start : start + BATCH]
            counts = store.deletion.carry_out(batch, moment)
            trashed, deleted, tried = trashed + counts[0], deleted + counts[1], tried + len(batch)
            progress(tried)
    finally:
        traces = destroy_traces(store, moment)
    return Applied(trashed=trashed, deleted=deleted, skipped=tried - trashed - deleted, traces=traces)


def daily_retention(store: Store, at: datetime | None = None) -> DailyRetention | None:
    """The look at the start of a working day; None: it was done today, or the rules are off.

    Only in the mode `automatic` are rules carried out, and not when the clock stands before the
    last look, was never looked at, or has moved on by more than 45 days, nor in the week after
    such a jump: a wrong clock must not delete anything, also not on its second day, so a person
    is reminded instead. What a crash left of deleted applications is removed in any case.
    """
    moment, last = at or now(), store.deletion.noted("checked")
    rules = store.deletion.rules()
    if last is not None and timedelta(0) <= moment - last < ONCE:
        return None
    store.deletion.note("checked", moment)
    trusted = _is_trusted(store, moment, last)
    if rules.mode is not Mode.AUTOMATIC or not trusted:
        destroy_traces(store, moment if trusted else now())
        return None if rules.mode is Mode.OFF else DailyRetention(plan=preview_retention(store, moment), applied=None)
    plan = preview_retention(store, moment)
    return DailyRetention(plan=plan, applied=apply_retention(store, plan.now, moment))


def _is_trusted(store: Store, moment: datetime, last: datetime | None) -> bool:
    if last is None:
        return False
    if not timedelta(0) <= moment - last <= LONG_ABSENCE:
        store.deletion.note("jumped", moment)
        return False
    jumped = store.deletion.noted("jumped")
    return jumped is None or moment - jumped >= SETTLED
