"""Writes a table as a workbook (XLSX) whose cells are all text: nothing is computed, turned into a date or cut."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from sozialclient.exporters.cells import whole_rows

_A4 = 9
"""Paper size of SpreadsheetML (ECMA-376 part 1, 18.3.1.63)."""

_LINE_POINTS = 15
_HIGHEST_ROW = 400
"""Points; spreadsheets end at 409."""

_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    # What belongs to applicants must not pass through the folder for temporary files.
    "in_memory": True,
}


def workbook(sheet_name: str, columns: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet with a header that stays in view and can be filtered; `widths` in characters.

    `sheet_name` is ours and has at most 31 characters. Cells follow the rules of `cells.whole_rows`.
    """
    # Loading it takes longer than the window may take to start.
    from xlsxwriter import Workbook

    file = io.BytesIO()
    book = Workbook(file, _OPTIONS)
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    head = book.add_format({"num_format": "@", "bold": True, "bottom": 1, "valign": "top"})
    sheet = book.add_worksheet(sheet_name)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width, text)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column, head)
    number = 0
    for number, row in enumerate(whole_rows(rows), 1):
        for at, cell in enumerate(row):
            sheet.write_string(number, at, cell, text)
        lines = max(_lines(cell, width) for cell, width in zip(row, widths, strict=True))
        sheet.set_row(number, min(_LINE_POINTS * lines, _HIGHEST_ROW))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, number, len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    book.close()
    return file.getvalue()


def _lines(cell: str, width: int) -> int:
    """Lines a cell takes at least: not every spreadsheet finds out by itself when it opens a file."""
    return sum(max(1, -(-len(line) // width)) for line in cell.split("\n"))
