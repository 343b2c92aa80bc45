"""Changes single values in the text of a TOML file, so that comments and order stay."""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Mapping
from pathlib import Path

_TABLE = re.compile(r"\s*\[([\w-]+)\]\s*(?:#.*)?")
_ENTRY = re.compile(r"(\s*([\w-]+)\s*=\s*)(.*?)(\s+#[^\"']*)?")


def with_entries(text: str, wanted: Mapping[str, str | None]) -> str:
    """`text` with these values by `table.name`, each written as TOML; None takes the line away.

    Only values that stand on one line are found; whoever calls must parse what comes out and compare.
    """
    lines: list[str] = []
    waiting, ends, table = dict(wanted), dict[str, int](), ""
    for line in text.splitlines():
        header, entry = _TABLE.fullmatch(line), _ENTRY.fullmatch(line)
        table = header[1] if header else table
        key = f"{table}.{entry[2]}" if entry else ""
        shown: str | None = line
        if entry and key in waiting:
            value = waiting.pop(key)
            shown = None if value is None else f"{entry[1]}{value}{entry[4] or ''}"
        if shown is not None:
            lines.append(shown)
            ends[table] = len(lines) if shown.strip() else ends.get(table, len(lines))
    for key, value in waiting.items():
        if value is not None:
            _add(lines, ends, key, value)
    return "\n".join(lines).lstrip("\n") + "\n"


def _add(lines: list[str], ends: dict[str, int], key: str, value: str) -> None:
    """Write a new entry at the end of its table; `ends` holds where each ends, and is kept true."""
    table, name = key.split(".")
    if table not in ends:
        lines += ["", f"[{table}]"]
        ends[table] = len(lines)
    at = ends[table]
    lines.insert(at, f"{name} = {value}")
    ends.update({each: end + 1 for each, end in ends.items() if end >= at})


def literal(value: object) -> str:
    """`value` in TOML; its basic strings and numbers are those of JSON for what a setting may hold."""
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
