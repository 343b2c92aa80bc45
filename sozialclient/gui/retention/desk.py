"""What the window asks of the store about retention and deletion; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.errors import SozialclientError
from sozialclient.gui.applications.table_model import about, number_of
from sozialclient.gui.plain import Shown, plain
from sozialclient.model.application import State
from sozialclient.model.retention import Candidate, DeletionRecord, Due, Mode, Retention, RetentionPlan, next_step

if TYPE_CHECKING:
    from sozialclient.store.deletion.deletion import Deletion
    from sozialclient.store.store import Store
    from sozialclient.usecases.delete_applications import DeletionFacts, Traces
    from sozialclient.usecases.retention import Applied, DailyRetention
    from sozialclient.usecases.workplace import Workplace


class ProofUnwritable(SozialclientError):
    """The proof of a deletion could not be written; parameter `cause` (errno)."""

    reference = "DELETION-PROOF"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionOverview:
    """Everything the dialog about retention shows; `names` of the applications of the plan, by id."""

    retention: Retention
    plan: RetentionPlan
    names: Mapping[str, Shown]
    records: tuple[DeletionRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one application stands with the rules; `next` None: no rule will ever touch it as it is."""

    candidate: Candidate
    next: Due | None


class RetentionDesk:
    """Answers with the data folder of the window; raises the errors of the store."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace

    @property
    def _store(self) -> Store:
        return self._workplace().store

    @property
    def _deletion(self) -> Deletion:
        return self._store.deletion

    def overview(self) -> RetentionOverview:
        """Rules, what follows from them now, and what was deleted."""
        from sozialclient.usecases.retention import preview_retention

        plan = preview_retention(self._store)
        cards = self._store.listing.page([due.id for due in (*plan.now, *plan.later)])
        return RetentionOverview(retention=self._deletion.rules(), plan=plan,
                                 names={card.id: plain(about(card), " · ", number_of(card)) for card in cards},
                                 records=tuple(self._deletion.records()))

    def save(self, retention: Retention) -> RetentionOverview:
        """Keep new rules. Raises RetentionInvalid."""
        self._deletion.save_rules(retention)
        return self.overview()

    def standing(self, application_id: str) -> Standing:
        """How an application stands."""
        candidate = self._deletion.candidate(application_id)
        return Standing(candidate=candidate, next=next_step(candidate, self._deletion.rules()))

    def daily(self) -> DailyRetention | None:
        """The look at the start of a working day; none at a seat that only reads."""
        from sozialclient.usecases.retention import daily_retention

        if self._store.reading_seat is not None:
            return None
        return daily_retention(self._store)

    def due(self) -> int:
        """How many steps wait for the person here; 0 while the rules rest, and at a seat that only reads."""
        from sozialclient.usecases.retention import preview_retention

        if self._store.reading_seat is not None or self._deletion.rules().mode is Mode.OFF:
            return 0
        return len(preview_retention(self._store).now)

    def apply(self, dues: Sequence[Due], progress: Callable[[int], None]) -> Applied:
        """Do what the preview listed."""
        from sozialclient.usecases.retention import apply_retention

        return apply_retention(self._store, dues, progress=progress)

    def facts(self, application_ids: Sequence[str]) -> DeletionFacts:
        """What to say before deleting. Raises when one of them may not be deleted."""
        from sozialclient.usecases.delete_applications import deletion_facts

        return deletion_facts(self._store, application_ids)

    def delete(
        self, application_ids: Sequence[str], confirmed: int, on_request: bool, progress: Callable[[int], None]
    ) -> tuple[list[DeletionRecord], Traces]:
        """Delete for good."""
        from sozialclient.usecases.delete_applications import BY_HAND, ON_REQUEST, delete_applications

        rule = ON_REQUEST if on_request else BY_HAND
        return delete_applications(self._store, application_ids, confirmed, rule, progress)

    def restore(self, application_ids: Sequence[str]) -> frozenset[State]:
        """Back to where they were; returns in which folders they lie now."""
        self._deletion.restore(application_ids)
        return frozenset(card.state for card in self._store.listing.page(application_ids))

    def turn_hold(self, application_ids: Sequence[str]) -> bool:
        """Lift the Löschsperre where all are held, else set it for all; returns whether they are held now."""
        held = not all(self._deletion.candidate(each).held for each in application_ids)
        self._deletion.hold(application_ids, held)
        return held

    def save_proof(self, records: Sequence[DeletionRecord], path: Path) -> None:
        """Write a proof as PDF. Raises ProofUnwritable."""
        from sozialclient.reports.deletion import deletion_proof
        from sozialclient.usecases.save_paper import write_whole

        try:
            write_whole(path, [deletion_proof(records, datetime.now(UTC))])
        except OSError as error:
            raise ProofUnwritable(cause=error.errno or 0) from None
