"""Set up the routes of drop folders, and forget them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sozialclient.documents.services import service
from sozialclient.exporters.drop_folder import claim
from sozialclient.exporters.naming import DEFAULT_PATTERN
from sozialclient.exporters.profiles import PROFILES
from sozialclient.model.drop import DropRoute, DropRouteInvalid
from sozialclient.usecases.drop_book import load_routes, save_routes
from sozialclient.usecases.export_applications import export_order
from sozialclient.usecases.workplace import Workplace


def set_route(
    workplace: Workplace, name: str, folder: Path, *, services: Sequence[str] = (), readers: Sequence[str] = (),
    profile_key: str = "specialist", pattern: str = "", active: bool = True,
) -> DropRoute:
    """Add a route, or change the one of this name; the folder is claimed for it.

    A new route takes what is fetched from now on. Raises DropRouteInvalid, NamePatternError, NamePersonalError,
    ExportFormatError, ExportError, and the errors of `load_routes` and `save_routes`.
    """
    store = workplace.store.folder
    routes = load_routes(store)
    order = export_order(profile_key, pattern or DEFAULT_PATTERN, personal_names=workplace.names.personal)
    if order.profile.needs_password:
        raise DropRouteInvalid(reason="profile")
    if any(service(key) is None for key in services):
        raise DropRouteInvalid(reason="service")
    known = next((one for one in routes.routes if one.name == name), None)
    route = DropRoute(
        name=name, folder=str(folder), marker="", since=known.since if known else datetime.now(UTC),
        services=tuple(services), readers=tuple(readers), profile=profile_key, pattern=pattern, active=active,
    )
    changed = routes.with_route(route)
    route = replace(route, marker=claim(folder))
    save_routes(store, changed.with_route(route))
    return route


def remove_route(workplace: Workplace, name: str) -> None:
    """Forget a route; what lies in its folder stays. Raises DropRouteUnknown and as `save_routes`."""
    store = workplace.store.folder
    save_routes(store, load_routes(store).without(name))


def drop_profiles() -> tuple[str, ...]:
    """Profiles that can be written by themselves: those for which nobody has to type a password."""
    return tuple(key for key, one in PROFILES.items() if not one.needs_password)
