"""Writes tables for spreadsheets: no cell is ever a formula, none is cut."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from sozialclient.documents.shown_text import hidden_named, is_hidden

LONGEST_CELL = 32_000
"""Spreadsheets hold 32,767 characters in a cell and drop or cut longer text without a word."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_HARMLESS_NUMBER = re.compile(r"-\d{1,3}(?:\.\d{3})*(?:,\d+)?(?:[ \u00a0]€)?|-\d+(?:[.,]\d+)?")
_QUOTES = "\"'"


def protected(cell: str) -> str:
    """`cell` with a leading apostrophe where a spreadsheet might take it for a formula.

    Also behind blanks, quotes and invisible characters and in full-width form; plain negative
    numbers stay numbers. Control characters become blanks (OWASP, CSV injection; catalogue A-18).
    """
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t\r" else c for c in cell)
    first = next((c for c in text if not (c.isspace() or c in _QUOTES or is_hidden(c))), "")
    start = unicodedata.normalize("NFKC", first)
    risky = text[:1] in _FORMULA or start in _FORMULA
    return f"'{text}" if risky and not _HARMLESS_NUMBER.fullmatch(text) else text


def whole_rows(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Rows as a spreadsheet can hold them, for cells that are text and never a formula.

    What is hidden in a cell is named as in the window. A cell over `LONGEST_CELL` characters goes
    on in further rows that repeat the other cells.
    """
    for row in rows:
        yield from _split([hidden_named(cell.replace("\r\n", "\n")) for cell in row])


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A table as UTF-8 with byte order mark, semicolons and CRLF: opens in a German Excel.

    Cells follow `whole_rows` and are `protected`.
    """
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for part in whole_rows(rows):
        writer.writerow([protected(cell) for cell in part])
        if buffer.tell() > LONGEST_CELL:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _split(row: Sequence[str]) -> Iterator[Sequence[str]]:
    parts = max(1, *(-(-len(cell) // LONGEST_CELL) for cell in row))
    for part in range(parts):
        yield [
            cell[part * LONGEST_CELL : (part + 1) * LONGEST_CELL] if len(cell) > LONGEST_CELL else cell for cell in row
        ]


def _emptied(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return data
