import csv
import io

import pytest

from sozialclient.exporters.cells import LONGEST_CELL, csv_table, protected


@pytest.mark.parametrize(
    "cell", ["-12,50", "-1.234,56\u00a0€", "-7", "512,30\u00a0€", "00001", "a=b", "", "E-Mail", "3"]
)
def test_plain_values_stay_as_they_are(cell: str) -> None:
    assert protected(cell) == cell


def read_back(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_table_round_trips() -> None:
    row = ("a;b", 'sagt "nein"', "zwei\nZeilen", "Şahin", "00001")
    data = b"".join(csv_table(("1", "2", "3", "4", "5"), [row] * 3))
    assert read_back(data) == [["1", "2", "3", "4", "5"], *[list(row)] * 3]
    assert data.count(b"\r\n") == 4


def test_long_cells_go_on_in_further_rows_and_are_never_cut() -> None:
    long = "x" * (LONGEST_CELL * 2 + 5)
    rows = read_back(b"".join(csv_table(("f", "w"), [("Frage", long), ("B", "-=" * LONGEST_CELL)])))[1:]
    assert [row[0] for row in rows] == ["Frage"] * 3 + ["B"] * 2
    assert "".join(row[1] for row in rows[:3]) == long
    assert all(len(row[1]) <= 32_767 for row in rows)
    assert all(row[1].startswith("'") for row in rows[3:])


def test_hidden_characters_are_named_before_a_cell_is_split() -> None:
    rows = read_back(b"".join(csv_table(("a",), [("\u202e" * LONGEST_CELL,), ("zwei\r\nZeilen",)])))[1:]
    assert "".join(row[0] for row in rows[:-1]) == "⟨U+202E⟩" * LONGEST_CELL
    assert all(len(row[0]) <= 32_767 for row in rows)
    assert rows[-1] == ["zwei\nZeilen"]
