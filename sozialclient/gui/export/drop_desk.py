"""What the window asks about watched folders; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.gui.export.desk import export_choices

if TYPE_CHECKING:
    from sozialclient.model.drop import DropReport, DropRoutes
    from sozialclient.usecases.drop_watch import DropStanding, DropWatch
    from sozialclient.usecases.workplace import Workplace

DROP_LANE = "drop"
"""A share that is gone can keep whoever asks for it waiting for minutes: neither exports nor fetches share that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropShelf:
    """All routes, how the last run left them, and what a new one can be made of: services and profiles by key, name."""

    routes: DropRoutes
    standing: DropStanding
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
        self._watch: DropWatch | None = None

    def shelf(self) -> DropShelf:
        """Everything the dialog shows. Raises DropRoutesDamaged."""
        from sozialclient.documents.services import services
        from sozialclient.usecases.drop_book import load_routes
        from sozialclient.usecases.drop_routes import drop_profiles

        possible = drop_profiles()
        return DropShelf(
            routes=load_routes(self._workplace().store.folder), standing=self.standing,
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

    def plan(self, cancelled: Callable[[], bool]) -> DropReport:
        """Say what waits. Raises DropRoutesDamaged and the errors of the store."""
        from sozialclient.usecases.drop_applications import drop_applications

        return drop_applications(self._workplace(), cancelled, dry_run=True)

    def run(self, cancelled: Callable[[], bool]) -> DropReport:
        """Write what waits. Raises the errors of the store."""
        return self._watching().run(cancelled)

    def look(self, cancelled: Callable[[], bool]) -> DropReport | None:
        """Try again what could not be written, if it is time; None when it is not. Raises the errors of the store."""
        return None if self._watch is None else self._watch.look(cancelled)

    @property
    def standing(self) -> DropStanding:
        """How the last run left things; asks nobody."""
        return self._watching().standing

    def _watching(self) -> DropWatch:
        from sozialclient.usecases.drop_watch import DropWatch

        if self._watch is None:
            self._watch = DropWatch(self._workplace)
        return self._watch
