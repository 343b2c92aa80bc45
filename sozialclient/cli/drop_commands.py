"""`sozialclient drop set|list|remove|run`: folders that specialist programs watch."""

from __future__ import annotations

import argparse
import threading

from sozialclient.cli.context import opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.cli.output import Json, error_json, print_error, print_json, print_line
from sozialclient.model.drop import DropReport, DropRoute
from sozialclient.usecases.drop_applications import drop_applications
from sozialclient.usecases.drop_book import load_routes
from sozialclient.usecases.drop_routes import remove_route, set_route


def run_set(arguments: argparse.Namespace) -> ExitCode:
    """Add or change a route."""
    with opened_workplace(arguments) as workplace:
        route = set_route(
            workplace, arguments.name, arguments.folder.absolute(), services=arguments.service or (),
            readers=arguments.reader or (), profile_key=arguments.profile, pattern=arguments.pattern,
            active=not arguments.off,
        )
    _tell_routes((route,), as_json=arguments.json)
    return ExitCode.OK


def run_list(arguments: argparse.Namespace) -> ExitCode:
    """All routes in their order."""
    with opened_workplace(arguments) as workplace:
        routes = load_routes(workplace.store.folder).routes
    _tell_routes(routes, as_json=arguments.json)
    return ExitCode.OK


def run_remove(arguments: argparse.Namespace) -> ExitCode:
    """Forget a route."""
    with opened_workplace(arguments) as workplace:
        remove_route(workplace, arguments.name)
        routes = load_routes(workplace.store.folder).routes
    _tell_routes(routes, as_json=arguments.json)
    return ExitCode.OK


def run_drop(arguments: argparse.Namespace) -> ExitCode:
    """Write what waits now, or only say what it is."""
    stop = threading.Event()
    with opened_workplace(arguments) as workplace, interruptible(stop):
        report = drop_applications(workplace, stop.is_set, dry_run=arguments.dry_run)
    if arguments.json:
        print_json(report_json(report))
    else:
        tell_report(report)
    return ExitCode.REFUSED if report.failed else ExitCode.OK


def tell_report(report: DropReport) -> None:
    """What was dropped, what waits, what failed."""
    for one in report.done:
        print_line("drop.done", id=one.application_id, route=one.route, path=one.path)
    for one in report.waiting:
        print_line("drop.waiting", id=one.application_id, route=one.route)
    for failure in report.failed:
        print_line("drop.failed", route=failure.route)
        print_error(failure.error, as_json=False)
    if report.unrouted:
        print_line("drop.unrouted", count=len(report.unrouted))
    if report == DropReport():
        print_line("drop.nothing")


def report_json(report: DropReport) -> Json:
    """The same for programs."""
    return {
        "done": [{"id": one.application_id, "route": one.route, "path": one.path} for one in report.done],
        "waiting": [{"id": one.application_id, "route": one.route} for one in report.waiting],
        "failed": [
            {"route": one.route, "id": one.application_id or None, "error": error_json(one.error)}
            for one in report.failed
        ],
        "unrouted": list(report.unrouted),
    }


def _tell_routes(routes: tuple[DropRoute, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({"routes": [
            {"name": one.name, "folder": one.folder, "services": list(one.services), "readers": list(one.readers),
             "profile": one.profile, "pattern": one.pattern, "active": one.active, "since": one.since.isoformat()}
            for one in routes
        ]})  # fmt: skip
        return
    for one in routes:
        print_line("drop.route" if one.active else "drop.route-off", name=one.name, folder=one.folder,
                   services=", ".join(one.services) or "*", readers=", ".join(one.readers) or "*",
                   profile=one.profile)  # fmt: skip
    if not routes:
        print_line("drop.none")
