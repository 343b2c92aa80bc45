"""Writes our own papers as one static HTML page: no script, nothing loaded, everything escaped, nothing hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sozialclient.documents.shown_text import hidden_named

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_SHORT = 12
"""Characters of a cell that is never broken."""
_MANY_COLUMNS = 8
_LONG_WORD = 24
"""Characters of a word (a digest, a file name) that may be cut at any place; others keep their columns wide enough."""
_STYLE = (
    "body{font:15px/1.45 'Segoe UI',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}"
    "h1{font-size:1.5rem;margin-bottom:.3rem}h2{font-size:1.1rem;margin-top:1.8rem}"
    ".lead{font-size:1.15rem;font-weight:600}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ccd2d9;"
    "overflow-wrap:break-word;hyphens:auto;white-space:pre-wrap}"
    ".long{overflow-wrap:anywhere;hyphens:manual}td.short{white-space:nowrap}"
    ".many{font-size:.75rem}.many th,.many td{padding:.3rem .35rem}"
    "@media print{@page{size:A4;margin:18mm}body{max-width:none;margin:0;padding:0;font-size:10pt}"
    "h2{break-after:avoid}tr{break-inside:avoid}}"
)


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table with its heading; `columns` may be empty, every row has the same number of cells."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def html_page(title: str, lead: Sequence[str], tables: Sequence[PageTable]) -> bytes:
    """A complete UTF-8 page; `lead` are paragraphs below the title, the first one in bold."""
    paragraphs = [
        f'<p class="lead">{_literal(text)}</p>' if index == 0 else f"<p>{_literal(text)}</p>"
        for index, text in enumerate(lead)
    ]
    parts = [
        "<!DOCTYPE html>",
        '<html lang="de"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
        f"<title>{_literal(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{_literal(title)}</h1>",
        *paragraphs,
        *(_table(table) for table in tables if table.rows),
        "</body></html>\n",
    ]
    return "\n".join(parts).encode("utf-8", "replace")


def _literal(text: str) -> str:
    """Text that is no markup and hides nothing."""
    return escape(hidden_named(text.replace("\r\n", "\n")))


def _table(table: PageTable) -> str:
    head = "".join(f'<th scope="col">{_literal(column)}</th>' for column in table.columns)
    rows = [f"<thead><tr>{head}</tr></thead>"] if head else []
    for first, *rest in table.rows:
        cells = "".join(map(_cell, rest))
        rows.append(f'<tr><th scope="row"{_breaking(first)}>{_literal(first)}</th>{cells}</tr>')
    many = ' class="many"' if len(table.columns) > _MANY_COLUMNS else ""
    return f"<h2>{_literal(table.heading)}</h2>\n<table{many}>\n" + "\n".join(rows) + "\n</table>"


def _cell(text: str) -> str:
    """Short values such as sizes stay on one line."""
    if len(text) <= _SHORT and "\n" not in text:
        return f'<td class="short">{_literal(text)}</td>'
    return f"<td{_breaking(text)}>{_literal(text)}</td>"


def _breaking(text: str) -> str:
    return ' class="long"' if any(len(word) > _LONG_WORD for word in text.split()) else ""
