"""Export applications of the store in one of the output formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sozialclient.crypto.policy import Policy
from sozialclient.exporters import exporter
from sozialclient.exporters.base import CancelCheck, ExportedApplication, ExportInput, ExportResult, ProgressListener
from sozialclient.reports import all_papers
from sozialclient.store.books.actions import EXPORT_PLACE, EXPORTED
from sozialclient.store.store import Store
from sozialclient.usecases.export_place import doubt_about
from sozialclient.usecases.trust import trust_report


def export_applications(
    store: Store,
    application_ids: Sequence[str],
    format_name: str,
    target: Path,
    progress: ProgressListener,
    cancelled: CancelCheck,
    policy: Policy | None = None,
) -> ExportResult:
    """Write applications below `target` and note each in the journal as soon as it is complete.

    A doubtful target is noted once, before the first application that is written there.
    Certificates are judged by `policy`, None: as shipped.

    Raises StoreReadingOnly, StoreNoSuchApplication, ExportError, Cancelled (what was complete by then stays), and the
    errors of the store when one cannot be noted.
    """
    # Where the journal cannot say so, nothing leaves the store.
    store.require_writing()
    chosen = exporter(format_name)
    inputs = [_input(store, application_id, policy or Policy.default()) for application_id in application_ids]
    doubt = doubt_about(target)
    unnoted = [doubt] if doubt else []

    def note(done: ExportedApplication) -> None:
        while unnoted:
            store.record(EXPORT_PLACE, None, unnoted.pop())
        store.record(EXPORTED, done.application_id, format_name)

    result = chosen.export(inputs, target, progress, cancelled, note)
    return replace(result, doubt=doubt)


def _input(store: Store, application_id: str, policy: Policy) -> ExportInput:
    card, delivery = store.card(application_id), store.delivery(application_id)
    return ExportInput(
        card=card,
        delivery=delivery,
        facts=store.facts(application_id),
        payload=partial(store.payload, application_id),
        original=partial(store.original, application_id),
        papers=all_papers(card, delivery, trust_report(store, policy, card, delivery)),
    )
