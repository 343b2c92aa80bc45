"""Export applications of the store as one of the profiles wants them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sozialclient.crypto.policy import Policy
from sozialclient.exporters.base import (
    CancelCheck,
    ExportedApplication,
    ExportOrder,
    ExportResult,
    ProgressListener,
)
from sozialclient.exporters.name_facts import read_name_facts
from sozialclient.exporters.naming import DEFAULT_PATTERN, NameFacts, naming_pattern
from sozialclient.exporters.profiles import Part, profile
from sozialclient.exporters.registry import exporter
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.store.books.actions import EXPORT_PLACE, EXPORTED
from sozialclient.store.store import Store
from sozialclient.usecases.export_input import export_input
from sozialclient.usecases.export_papers import full_input
from sozialclient.usecases.export_place import doubt_about


def export_applications(
    store: Store,
    application_ids: Sequence[str],
    order: ExportOrder,
    target: Path,
    progress: ProgressListener,
    cancelled: CancelCheck,
    policy: Policy | None = None,
) -> ExportResult:
    """Write applications below `target` and note each in the journal as soon as it is complete and was read back.

    A doubtful target is noted once, before the first application that is written there. What lay there
    already is noted only where no line says that it was ever exported: a kill came between export and line.
    Certificates are judged by `policy`, None: as shipped.

    Raises StoreReadingOnly, StoreNoSuchApplication, ExportError, Cancelled (what was complete by then stays), and the
    errors of the store when one cannot be noted.
    """
    # Where the journal cannot say so, nothing leaves the store.
    store.require_writing()
    doubt = doubt_about(target)
    unnoted = [doubt] if doubt else []

    def note(done: ExportedApplication) -> None:
        if done.already and _noted(store, done.application_id):
            return
        while unnoted:
            store.record(EXPORT_PLACE, None, unnoted.pop())
        store.record(EXPORTED, done.application_id, order.profile.key)

    with closing(DocumentRenderer()) as renderer:
        kept = policy or Policy.default()
        inputs = [full_input(store, each, kept, renderer, cancelled) for each in application_ids]
        result = exporter(order.profile).export(inputs, target, progress, cancelled, note, order)
    return replace(result, doubt=doubt)


def export_order(
    profile_key: str, pattern: str = DEFAULT_PATTERN, *, personal_names: bool = False, password: str = "",
    resume: bool = False, chosen: Collection[Part] | None = None,
) -> ExportOrder:
    """Read what a user chose; `personal_names`: this office lets names of folders tell who the applicant is.

    `chosen` of `profiles.CHOOSABLE` takes the place of what the profile has of it; None: as the profile has it.
    Raises ExportFormatError, NamePatternError, NamePersonalError.
    """
    naming = naming_pattern(pattern)
    if not personal_names:
        naming.require_impersonal()
    known = profile(profile_key)
    wanted = known if chosen is None else known.choosing(chosen)
    return ExportOrder(profile=wanted, pattern=naming, password=password, resume=resume)


def example_facts(store: Store, application_id: str) -> NameFacts:
    """What a pattern can be tried on; reads the application and raises as the store."""
    return read_name_facts(export_input(store, application_id))


def _noted(store: Store, application_id: str) -> bool:
    return any(entry.action == EXPORTED for entry in store.journal(application_id))
