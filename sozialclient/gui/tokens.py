"""Reads the design tokens that ship with the program: colours, type, sizes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from sozialclient.resources import resource


@dataclass(frozen=True, slots=True)
class TypeRole:
    """One role of the type scale: size in points at 100 % text size and OpenType weight."""

    points: float
    weight: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """The values of `resources/qss/tokens.json` the window uses; lengths in logical px at 100 %."""

    colors: dict[str, dict[str, str]]
    paper: dict[str, str]
    ui_families: tuple[str, ...]
    mono_families: tuple[str, ...]
    type: dict[str, TypeRole]
    density: dict[str, dict[str, int]]


@cache
def load_tokens() -> Tokens:
    """The shipped tokens. Raises KeyError or ValueError when the file is damaged."""
    raw = json.loads(resource("qss", "tokens.json").read_text(encoding="utf-8"))
    return Tokens(
        colors=raw["color"],
        paper=raw["paper"],
        ui_families=tuple(raw["font"]["ui"]),
        mono_families=tuple(raw["font"]["mono"]),
        type={name: TypeRole(role["pt"], role["weight"]) for name, role in raw["type"].items()},
        density=raw["density"],
    )
