"""On which page of a paper file what stands; nothing but arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sozialclient.reports.paper_file.parts import PaperPart


@dataclass(frozen=True, slots=True)
class Piece:
    """Pages in a row. `part` is the place of a document in the list, None for the cover.

    `separator`: not the document but the sheet before it.
    """

    part: int | None
    pages: int
    separator: bool = False


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece and its first page (from 0). `blank`: an empty page stands right before it."""

    piece: Piece
    start: int
    blank: bool


def placed(cover_pages: int, parts: Sequence[PaperPart], *, duplex: bool) -> tuple[PlacedPiece, ...]:
    """Cover, then each document, those that are not the application behind a separator.

    `duplex`: every piece begins on a right-hand page, which has an odd number on paper.
    """
    found = []
    page = 0
    for piece in _pieces(cover_pages, parts):
        blank = duplex and page % 2 == 1
        page += blank
        found.append(PlacedPiece(piece, page, blank))
        page += piece.pages
    return tuple(found)


def page_total(pieces: Sequence[PlacedPiece]) -> int:
    """Pages of the whole paper file."""
    last = pieces[-1]
    return last.start + last.piece.pages


def _pieces(cover_pages: int, parts: Sequence[PaperPart]) -> Iterator[Piece]:
    yield Piece(None, cover_pages)
    for place, part in enumerate(parts):
        if part.separated:
            yield Piece(place, 1, separator=True)
        if part.pages:
            yield Piece(place, part.pages)
