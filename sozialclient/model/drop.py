"""Drop folders (Übergabeordner): which applications are written by themselves into which watched folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sozialclient.errors import SozialclientError

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


class DropRouteInvalid(SozialclientError):
    """A route that cannot be kept; parameter `reason`: `name`, `folder`, `profile` or `service`."""

    reference = "DROP-INVALID"


class DropRouteUnknown(SozialclientError):
    """No route of that name; parameter `name`."""

    reference = "DROP-UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropRoute:
    """One watched folder.

    `name` has small ASCII letters, digits and underscores: it stands in the journal. `services` are keys of
    `documents.services`, `readers` identifiers from business messages ("bth:990000000000"); empty: every one.
    `marker` is what a file in the folder must say, so that the empty place of a share that is gone is never
    taken for it. Applications fetched before `since` (UTC) are left alone.
    """

    name: str
    folder: str
    marker: str
    since: datetime
    services: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    profile: str = "specialist"
    pattern: str = ""
    active: bool = True

    def takes(self, service_key: str | None, reader: str) -> bool:
        """Whether an application goes this way; `reader` empty: the message names none."""
        return (not self.services or service_key in self.services) and (not self.readers or reader in self.readers)


@dataclass(frozen=True, slots=True)
class DropRoutes:
    """All routes of a data folder, in the order in which they are asked."""

    routes: tuple[DropRoute, ...] = ()

    def find(self, name: str) -> DropRoute:
        """Raises DropRouteUnknown."""
        for route in self.routes:
            if route.name == name:
                return route
        raise DropRouteUnknown(name=name)

    def route_for(self, service_key: str | None, reader: str) -> DropRoute | None:
        """The first active route that takes an application."""
        return next((route for route in self.routes if route.active and route.takes(service_key, reader)), None)

    def with_route(self, route: DropRoute) -> DropRoutes:
        """The same with `route`, in place of the one of its name or at the end. Raises DropRouteInvalid."""
        if not _NAME.fullmatch(route.name):
            raise DropRouteInvalid(reason="name")
        if not route.folder:
            raise DropRouteInvalid(reason="folder")
        known = [one.name for one in self.routes]
        if route.name not in known:
            return replace(self, routes=(*self.routes, route))
        return replace(self, routes=tuple(route if one.name == route.name else one for one in self.routes))

    def without(self, name: str) -> DropRoutes:
        """The same without that route. Raises DropRouteUnknown."""
        self.find(name)
        return replace(self, routes=tuple(one for one in self.routes if one.name != name))


@dataclass(frozen=True, slots=True)
class Drop:
    """One application on its way; `path` is where it lies, empty when it was not written (yet)."""

    application_id: str
    route: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class DropFailure:
    """What could not be written now and is tried again at the next run: the whole route or one application."""

    route: str
    error: SozialclientError
    application_id: str = ""


@dataclass(frozen=True, slots=True)
class DropReport:
    """What one run did, or would do: `waiting` is still to be written, `unrouted` goes into no folder."""

    done: tuple[Drop, ...] = ()
    waiting: tuple[Drop, ...] = ()
    failed: tuple[DropFailure, ...] = ()
    unrouted: Sequence[str] = ()
