"""`sozialclient list|view`: applications by filters, and filters under a name."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from itertools import islice

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, print_json, print_json_items, print_line
from sozialclient.cli.views import card_json
from sozialclient.documents.local_time import time_text
from sozialclient.model.application import ApplicationCard, State
from sozialclient.model.view import Filters, SavedView
from sozialclient.store.books.who import account_of, who
from sozialclient.usecases.list_applications import list_applications, saved_view, today_here
from sozialclient.usecases.office_calendar import load_ages


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """All applications, newest Eingang first, told as they are read."""
    with opened_workplace(arguments) as workplace:
        store, today = workplace.store, today_here()
        ages = load_ages(store, today)
        view = saved_view(store, arguments.view) if arguments.view else _view(arguments)
        found = list_applications(store, ages, view.filters, mailbox=arguments.mailbox, newest_first=view.newest_first)
        cards = islice(found, arguments.limit)
        if arguments.json:
            print_json_items({**card_json(card), "working_days": ages.age(card, today)} for card in cards)
        else:
            print_cards(cards, _why_none(view.filters, arguments.mailbox))
    return ExitCode.OK


def _why_none(filters: Filters, mailbox: str | None) -> str:
    if named := filters.named():
        return "list.none-so" if named == ("states",) else "list.none-fits"
    return "list.none" if mailbox is None else "list.none-here"


def print_cards(cards: Iterable[ApplicationCard], none: str) -> None:
    """One line for each card; `none` is the key of what is said when there is none."""
    card = None
    for card in cards:
        received = "–" if card.received is None else time_text(card.received)
        key = "list.row-findings" if card.finding_count else "list.row"
        print_line(key, id=card.id, received=received, service=card.service_name, applicant=card.applicant or "–")
    if card is None:
        print_line(none)


def _view(arguments: argparse.Namespace, name: str = "") -> SavedView:
    assigned = account_of(who()) if arguments.mine else arguments.assigned
    filters = Filters(
        states=frozenset(map(State, arguments.state or ())), service=arguments.service, assigned=assigned,
        with_findings=arguments.findings, month_change=arguments.month_change, due=arguments.due,
        older_than=arguments.older_than,
        words=tuple(part for word in arguments.words for part in word.casefold().split()),
    )
    return SavedView(name=name, filters=filters, newest_first=not arguments.oldest_first)


def run_views(arguments: argparse.Namespace) -> ExitCode:
    """The saved views."""
    with opened_workplace(arguments) as workplace:
        views = workplace.store.work.desk.views()
    if arguments.json:
        print_json({"views": [_view_json(view) for view in views]})
        return ExitCode.OK
    for view in views:
        print_line("view.row", name=view.name, filters=", ".join(view.filters.named()) or "–")
    if not views:
        print_line("view.none")
    return ExitCode.OK


def _view_json(view: SavedView) -> Json:
    filters = view.filters
    return {
        "name": view.name, "states": sorted(state.value for state in filters.states), "service": filters.service,
        "assigned": filters.assigned, "with_findings": filters.with_findings, "month_change": filters.month_change,
        "due": filters.due, "older_than": filters.older_than, "words": list(filters.words),
        "newest_first": view.newest_first,
    }


def run_save_view(arguments: argparse.Namespace) -> ExitCode:
    """Keep filters under a name."""
    with opened_workplace(arguments) as workplace:
        workplace.store.work.desk.save_view(_view(arguments, arguments.name))
    return _said(arguments, "view.saved")


def run_remove_view(arguments: argparse.Namespace) -> ExitCode:
    """Forget a view."""
    with opened_workplace(arguments) as workplace:
        workplace.store.work.desk.remove_view(arguments.name)
    return _said(arguments, "view.removed")


def _said(arguments: argparse.Namespace, key: str) -> ExitCode:
    if arguments.json:
        print_json({"view": arguments.name})
    else:
        print_line(key, name=arguments.name)
    return ExitCode.OK
