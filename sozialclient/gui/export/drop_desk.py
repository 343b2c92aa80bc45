"""What the window asks about watched folders; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.gui.export.desk import export_choices

if TYPE_CHECKING:
    from sozialclient.model.drop import DropReport, DropRoutes
    from sozialclient.usecases.workplace import Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class DropShelf:
    """All routes, and what a new one can be made of: services and profiles by key and name."""

    routes: DropRoutes
    services: tuple[tuple[str, str], ...]
    profiles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DropWish:
    """A route as it was filled in; `service` and `reader` empty: every one."""

    name: str
    folder: Path
    service: str
    reader: str
    profile: str


class DropDesk:
    """The watched folders of the open data folder."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace

    def shelf(self) -> DropShelf:
        """Everything the dialog shows. Raises DropRoutesDamaged."""
        from sozialclient.documents.services import services
        from sozialclient.usecases.drop_routes import drop_profiles, load_routes

        possible = drop_profiles()
        return DropShelf(
            routes=load_routes(self._workplace().store.folder),
            services=tuple((one.key, one.name) for one in services()),
            profiles=tuple((one.key, one.name) for one in export_choices() if one.key in possible),
        )

    def set_route(self, wish: DropWish) -> None:
        """Add or change a route. Raises DropRouteInvalid, ExportError."""
        from sozialclient.usecases.drop_routes import set_route

        set_route(self._workplace(), wish.name, wish.folder, services=(wish.service,) if wish.service else (),
                  readers=(wish.reader,) if wish.reader else (), profile_key=wish.profile)

    def remove(self, name: str) -> None:
        """Forget a route. Raises DropRouteUnknown."""
        from sozialclient.usecases.drop_routes import remove_route

        remove_route(self._workplace(), name)

    def run(self, cancelled: Callable[[], bool], *, dry_run: bool) -> DropReport:
        """Write what waits, or only say what that is."""
        from sozialclient.usecases.drop_applications import drop_applications

        return drop_applications(self._workplace(), cancelled, dry_run=dry_run)
