"""Finds what ships with the program and is not Python."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path


@cache
def resources_root() -> Path:
    """The `resources/` folder: beside the package in a checkout or an installation.

    `SOZIALCLIENT_RESOURCES` names another place. Raises FileNotFoundError when there is none.
    """
    configured = os.environ.get("SOZIALCLIENT_RESOURCES")
    root = Path(configured) if configured else Path(__file__).resolve().parent.parent / "resources"
    if not root.is_dir():
        raise FileNotFoundError(root)
    return root


def resource(*parts: str) -> Path:
    """Path of one resource, e.g. `resource("texts", "errors.toml")`."""
    return resources_root().joinpath(*parts)
