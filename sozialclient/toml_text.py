"""Changes single values in the text of a TOML file, so that comments and order stay."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
            literal = waiting.pop(key)
            shown = None if literal is None else f"{entry[1]}{literal}{entry[4] or ''}"
        if shown is not None:
            lines.append(shown)
            ends[table] = len(lines) if shown.strip() else ends.get(table, len(lines))
    for key, literal in waiting.items():
        if literal is not None:
            _add(lines, ends, key, literal)
    return "\n".join(lines).lstrip("\n") + "\n"


def _add(lines: list[str], ends: dict[str, int], key: str, literal: str) -> None:
    """Write a new entry at the end of its table; `ends` holds where each ends, and is kept true."""
    table, name = key.split(".")
    if table not in ends:
        lines += ["", f"[{table}]"]
        ends[table] = len(lines)
    at = ends[table]
    lines.insert(at, f"{name} = {literal}")
    ends.update({each: end + 1 for each, end in ends.items() if end >= at})
