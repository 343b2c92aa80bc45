"""Reads a workbook without the library that wrote it, and says what in it is more than text."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def sheet_rows(data: bytes) -> list[list[str]]:
    """The rows of the first sheet as text, empty cells too; a cell that is no text fails (ECMA-376, 18.18.11)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "external" in name.lower() or "vba" in name.lower()]
        shared = [_text(item) for item in etree.fromstring(archive.read("xl/sharedStrings.xml")).iter(f"{_MAIN}si")]
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{_MAIN}f", f"{_MAIN}hyperlink"))
    rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        cells: list[str] = []
        for cell in row.iter(f"{_MAIN}c"):
            column = _column(cell.get("r") or "")
            cells += [""] * (column - len(cells))
            value = cell.find(f"{_MAIN}v")
            if value is not None:
                assert cell.get("t") == "s", "a cell is no text"
            cells.append("" if value is None else shared[int(value.text or "")])
        rows.append(cells)
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def _text(item: etree._Element) -> str:
    text = "".join(part.text or "" for part in item.iter(f"{_MAIN}t"))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _column(reference: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", reference):
        number = number * 26 + ord(letter) - 64
    return number - 1
