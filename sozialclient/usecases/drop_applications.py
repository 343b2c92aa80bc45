"""Write what was fetched into the folders that specialist programs watch; what fails is tried again at the next run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from sozialclient.documents.message_facts import message_facts
from sozialclient.documents.parsing import parse_document
from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.exporters.base import ExportedApplication
from sozialclient.exporters.drop_folder import marked_done, writing
from sozialclient.exporters.naming import DEFAULT_PATTERN
from sozialclient.exporters.registry import exporter
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.drop import Drop, DropFailure, DropReport, DropRoute, DropRoutes
from sozialclient.model.listing import ListQuery
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.store.books.actions import DROPPED, EXPORTED
from sozialclient.store.errors import StoreError
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import business_xml
from sozialclient.usecases.drop_book import load_routes
from sozialclient.usecases.export_applications import export_order
from sozialclient.usecases.export_papers import full_input
from sozialclient.usecases.workplace import Workplace

_log = logging.getLogger(__name__)

CancelCheck = Callable[[], bool]

_OPEN = frozenset({State.NEW, State.IN_REVIEW, State.QUERY})


def drop_applications(workplace: Workplace, cancelled: CancelCheck, *, dry_run: bool = False) -> DropReport:
    """Write every open application that its route has not had yet; `dry_run`: only say which.

    An application goes the first way that takes it, and is noted as soon as it lies there whole. A route that
    fails keeps the others from nothing. Raises DropRoutesDamaged, StoreReadingOnly, Cancelled and the errors
    of the store.
    """
    routes, store = load_routes(workplace.store.folder), workplace.store
    if not any(route.active for route in routes.routes):
        return DropReport()
    waiting, unrouted = _planned(store, routes)
    if dry_run:
        return DropReport(waiting=tuple(waiting), unrouted=tuple(unrouted))
    store.require_writing()
    done: list[Drop] = []
    failed: list[DropFailure] = []
    with closing(DocumentRenderer()) as renderer:
        for route in routes.routes:
            mine = [one for one in waiting if one.route == route.name]
            if mine:
                _drop(workplace, route, mine, renderer, cancelled, done, failed)
    written = {one.application_id for one in done}
    left = tuple(one for one in waiting if one.application_id not in written)
    return DropReport(tuple(done), left, tuple(failed), tuple(unrouted))


def drop_after_fetch(workplace: Workplace, cancelled: CancelCheck) -> DropReport:
    """The same after a fetch, whose result no trouble with a folder may spoil: it is logged, and tried again later."""
    try:
        return drop_applications(workplace, cancelled)
    except Cancelled:
        return DropReport()
    except SozialclientError as error:
        _log.warning("drop.failed %s", error.reference)
        return DropReport(failed=(DropFailure("", error),))


def _drop(
    workplace: Workplace, route: DropRoute, waiting: list[Drop], renderer: DocumentRenderer, cancelled: CancelCheck,
    done: list[Drop], failed: list[DropFailure],
) -> None:
    """Write what waits for one route into its folder."""
    store, target = workplace.store, Path(route.folder)

    def note(one: ExportedApplication) -> None:
        with marked_done(one.path):
            store.record(EXPORTED, one.application_id, route.profile)
            store.record(DROPPED, one.application_id, route.name)
        done.append(Drop(one.application_id, route.name, str(one.path)))

    try:
        # What lies there whole and was not noted is not written twice: a kill came between the two.
        order = export_order(
            route.profile, route.pattern or DEFAULT_PATTERN, personal_names=workplace.names.personal, resume=True
        )
        with writing(target, route.marker):
            # Whoever had the folder before may have brought some of them, and another program taken them away.
            left = [one.application_id for one in waiting if not _noted(store, one.application_id, route.name)]
            inputs = [full_input(store, one, workplace.policy, renderer, cancelled) for one in left]
            result = exporter(order.profile).export(inputs, target, lambda _step: None, cancelled, note, order)
    except SozialclientError as error:
        # A wish to stop and a broken store are no matter of one folder.
        if isinstance(error, Cancelled | StoreError):
            raise
        failed.append(DropFailure(route.name, error))
        return
    failed += [DropFailure(route.name, one.error, one.application_id) for one in result.failed]


def _planned(store: Store, routes: DropRoutes) -> tuple[list[Drop], list[str]]:
    waiting: list[Drop] = []
    unrouted: list[str] = []
    since = min(route.since for route in routes.routes)
    for card in store.listing.each(ListQuery(states=_OPEN)):
        if card.fetched < since:
            continue
        route = routes.route_for(card.service_key, _reader(store, card, routes))
        if route is None:
            unrouted.append(card.id)
        elif card.fetched >= route.since and not _noted(store, card.id, route.name):
            waiting.append(Drop(card.id, route.name))
    return waiting, unrouted


def _noted(store: Store, application_id: str, route: str) -> bool:
    return any(entry.action == DROPPED and entry.detail == route for entry in store.journal(application_id))


def _reader(store: Store, card: ApplicationCard, routes: DropRoutes) -> str:
    """The reader's identifier in the business message; it is read only where a route asks for it."""
    if not any(route.readers for route in routes.routes):
        return ""
    return next(_readers(store, card), "")


def _readers(store: Store, card: ApplicationCard) -> Iterator[str]:
    xml = business_xml(store, card.id, store.facts(card.id).main_xml_key)
    if xml is not None:
        # What cannot be read names no reader, and goes where routes ask for none.
        with suppress(SozialclientError):
            yield message_facts(parse_document(xml)).reader.identifier
