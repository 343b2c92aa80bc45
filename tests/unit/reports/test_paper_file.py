"""On which page of a paper file what stands."""

from __future__ import annotations

import pytest

from sozialclient.reports.paper_file.layout import page_total, placed
from sozialclient.reports.paper_file.parts import PaperPart, Problem, Role

PARTS = (
    PaperPart(role=Role.APPLICATION, pages=3),
    PaperPart(role=Role.EVIDENCE, pages=2),
    PaperPart(role=Role.EVIDENCE, problem=Problem.DAMAGED),
    PaperPart(role=Role.EVIDENCE, pages=1),
)


def rows(*, duplex: bool, cover: int = 1) -> list[tuple[int | None, bool, int, bool]]:
    return [(each.piece.part, each.piece.separator, each.start, each.blank)
            for each in placed(cover, PARTS, duplex=duplex)]


def test_pieces_follow_each_other() -> None:
    assert rows(duplex=False) == [
        (None, False, 0, False), (0, False, 1, False), (1, True, 4, False), (1, False, 5, False),
        (2, True, 7, False), (3, True, 8, False), (3, False, 9, False),
    ]
    assert page_total(placed(1, PARTS, duplex=False)) == 10


@pytest.mark.parametrize("cover", [1, 2, 3])
def test_for_both_sides_every_piece_begins_on_an_odd_page(cover: int) -> None:
    pieces = placed(cover, PARTS, duplex=True)
    assert all(each.start % 2 == 0 for each in pieces), "counted from 0"
    used = [page for each in pieces for page in range(each.start, each.start + each.piece.pages)]
    blank = [each.start - 1 for each in pieces if each.blank]
    assert sorted(used + blank) == list(range(page_total(pieces)))


def test_an_application_that_cannot_be_shown_is_named_on_a_sheet() -> None:
    (cover, sheet) = placed(1, [PaperPart(role=Role.APPLICATION, problem=Problem.PASSWORD)], duplex=False)
    assert (cover.piece.part, sheet.piece.separator, sheet.start) == (None, True, 1)
