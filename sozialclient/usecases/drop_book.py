"""Keep the routes of drop folders in the data folder: paths of watched folders belong to a place, not to a message."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sozialclient.errors import SozialclientError
from sozialclient.model.drop import DropRoutes

_FILE = "drop.json"


class DropRoutesDamaged(SozialclientError):
    """The file with the routes cannot be read; it is left as it is."""

    reference = "DROP-DAMAGED"


class DropRoutesNotSaved(SozialclientError):
    """The file with the routes could not be written; the old one is whole."""

    reference = "DROP-NOT-SAVED"


def load_routes(folder: Path) -> DropRoutes:
    """The routes of the data folder, none where none were kept. Raises DropRoutesDamaged."""
    try:
        return msgspec.json.decode((folder / _FILE).read_bytes(), type=DropRoutes)
    except FileNotFoundError:
        return DropRoutes()
    except (OSError, msgspec.DecodeError):
        raise DropRoutesDamaged from None


def save_routes(folder: Path, routes: DropRoutes) -> None:
    """Replace the routes in one step. Raises DropRoutesNotSaved."""
    # It comes with all our reports, which whoever only asks for the routes can do without.
    from sozialclient.usecases.save_paper import write_whole

    try:
        write_whole(folder / _FILE, [msgspec.json.format(msgspec.json.encode(routes), indent=1)])
    except OSError:
        raise DropRoutesNotSaved from None
