"""Make one PDF of an application: cover sheet, application, evidence; a document that cannot be shown is named."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.crypto.policy import Policy
from sozialclient.render.errors import (
    RenderCrashed,
    RenderDamaged,
    RenderError,
    RenderPasswordProtected,
    RenderTimeout,
    RenderTooLarge,
    RenderUnsupported,
)
from sozialclient.render.merge.merger import MERGE_LIMITS, DocumentMerger
from sozialclient.render.merge.plan import Bookmark, MergePlan, PageRange
from sozialclient.reports.paper_file.parts import PaperFacts, PaperPart, Problem, Role
from sozialclient.store.books.actions import PAPER_PRINTED, REPORT_SAVED
from sozialclient.store.store import Store
from sozialclient.usecases.export_input import export_input
from sozialclient.usecases.paper_contents import PaperContents, Source, paper_contents
from sozialclient.usecases.save_paper import write_pieces
from sozialclient.usecases.trust import trust_report
from sozialclient.wire.spool import Spool, SpoolFactory

if TYPE_CHECKING:
    from sozialclient.reports.paper_file.own_pages import OwnPages
    from sozialclient.reports.pdf.document import Look

MOST_PAGES = 3_900
"""Of all documents together: with a cover and a separator for each, they can still be opened for printing.

Small files can have many pages.
"""

CancelCheck = Callable[[], bool]
ProgressListener = Callable[[int, int], None]
_PROBLEMS: dict[type[RenderError], Problem] = {
    RenderDamaged: Problem.DAMAGED,
    RenderPasswordProtected: Problem.PASSWORD,
    RenderTooLarge: Problem.TOO_LARGE,
    RenderTimeout: Problem.TIMEOUT,
    RenderCrashed: Problem.CRASHED,
    RenderUnsupported: Problem.UNSUPPORTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOptions:
    """How the paper file is made.

    `duplex`: each part begins on a right-hand page. `created` is aware UTC. `cancelled` is asked from other
    threads too; `progress` is told how many of how many documents are done.
    """

    created: datetime
    duplex: bool = False
    progress: ProgressListener = lambda _done, _all: None
    cancelled: CancelCheck = lambda: False


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A finished paper file: its documents, the number of its pages, and the PDF, which whoever holds it closes."""

    parts: tuple[PaperPart, ...]
    pages: int
    data: Spool

    @property
    def problems(self) -> tuple[PaperPart, ...]:
        """Documents that are only named."""
        return tuple(part for part in self.parts if part.problem)


def one_pdf(
    store: Store, application_id: str, options: PaperOptions, policy: Policy | None = None
) -> PaperFile:
    """The paper file of an application of the store. Certificates are judged by `policy`, None: as shipped.

    Raises StoreNoSuchApplication and the errors of the store, RenderError where the parts cannot be joined, Cancelled.
    """
    from sozialclient.reports.inspection import inspection_sheet

    application = export_input(store, application_id)
    card, delivery = application.card, application.delivery
    contents = paper_contents(application)
    trust = trust_report(store, policy or Policy.default(), card, delivery)
    facts = PaperFacts(
        card=card, sheet=inspection_sheet(card, delivery, trust), application_number=contents.application_number,
        file_number=application.file_number, xml_beside=contents.xml_beside, beside=contents.beside,
    )
    return make_paper_file(contents, facts, store.spool, options)


def make_paper_file(
    contents: PaperContents, facts: PaperFacts, spools: SpoolFactory, options: PaperOptions
) -> PaperFile:
    """The paper file of what `paper_contents` found; `spools` hold documents on their way. Raises as `one_pdf`."""
    from sozialclient.reports.paper_file.own_pages import own_pages, paper_look

    look = paper_look(facts.card.id, options.created)
    with contextlib.ExitStack() as held, DocumentMerger(MERGE_LIMITS, options.cancelled) as merger:
        parts, spooled = _all_plain(contents, look, merger, spools, options, held)
        own = own_pages(look, facts, parts, duplex=options.duplex)
        data = spools()
        try:
            for piece in _joined(merger, own, parts, spooled, look):
                data.write(piece)
        except BaseException:
            data.close()
            raise
        return PaperFile(tuple(parts), own.total, data)


def save_one_pdf(
    store: Store, application_id: str, path: Path, options: PaperOptions, policy: Policy | None = None
) -> PaperFile:
    """Write the paper file to `path`, complete or not at all; what is returned has no bytes any more.

    Raises StoreReadingOnly, PaperNotWritten and as `one_pdf`.
    """
    store.require_writing()
    paper = one_pdf(store, application_id, options, policy)
    try:
        write_pieces(path, paper.data.chunks(), lambda: store.record(REPORT_SAVED, application_id, "one_pdf"))
    finally:
        paper.data.close()
    return paper


def note_printed(store: Store, application_id: str, pages: int) -> None:
    """Note that pages of an application went to a printer; raises the errors of the store."""
    store.record(PAPER_PRINTED, application_id, str(pages))


def options_now(*, duplex: bool = False) -> PaperOptions:
    """Options for a paper file made at this moment."""
    return PaperOptions(created=datetime.now(UTC), duplex=duplex)


def _all_plain(
    contents: PaperContents, look: Look, merger: DocumentMerger, spools: SpoolFactory, options: PaperOptions,
    held: contextlib.ExitStack,
) -> tuple[list[PaperPart], list[Spool | None]]:
    parts: list[PaperPart] = []
    spooled: list[Spool | None] = []
    if contents.fields is not None:
        spool = held.enter_context(contextlib.closing(spools()))
        parts.append(_fields_part(contents, look, spool))
        spooled.append(spool)
    for number, source in enumerate(contents.sources):
        options.progress(number, len(contents.sources))
        kept = held.enter_context(contextlib.closing(spools()))
        part = _plain(source, merger, kept, MOST_PAGES - sum(each.pages for each in parts))
        parts.append(part)
        spooled.append(kept if part.pages else None)
    options.progress(len(contents.sources), len(contents.sources))
    return parts, spooled


def _fields_part(contents: PaperContents, look: Look, spool: Spool) -> PaperPart:
    from sozialclient.reports.paper_file.field_pages import field_pages

    assert contents.fields is not None
    pages, data = field_pages(contents.fields, look)
    spool.write(data)
    return PaperPart(role=Role.FIELDS, pages=pages)


def _plain(source: Source, merger: DocumentMerger, spool: Spool, most: int) -> PaperPart:
    """The document with its number of pages, which are in `spool`; or with the reason why there are none.

    One with more than `most` pages is too large.
    """
    if source.open is None:
        return source.part
    try:
        pages, pieces = merger.plain_pages(source.open())
        for piece in pieces:
            if pages <= most:
                spool.write(piece)
    except RenderError as error:
        return replace(source.part, problem=_PROBLEMS.get(type(error), Problem.DAMAGED))
    return replace(source.part, pages=pages) if pages <= most else replace(source.part, problem=Problem.TOO_LARGE)


def _joined(
    merger: DocumentMerger, own: OwnPages, parts: list[PaperPart], spooled: list[Spool | None], look: Look
) -> Iterator[bytes]:
    from sozialclient.reports.paper_file.own_pages import bookmarks, stamps
    from sozialclient.reports.pdf.archive import pdf_date
    from sozialclient.reports.pdf.document import producer_name

    kept = [spool for spool in spooled if spool is not None]
    sources = [iter([own.data]), *(spool.chunks() for spool in kept), iter([stamps(own.application_id, own.total)])]
    plan = MergePlan(
        ranges=tuple(_ranges(own, spooled)), stamps=len(sources) - 1,
        bookmarks=tuple(Bookmark(*line) for line in bookmarks(own, parts)), title=look.title,
        producer=producer_name(), created=pdf_date(look.created),
    )
    return merger.join(sources, plan)


def _ranges(own: OwnPages, spooled: list[Spool | None]) -> Iterator[PageRange]:
    """Every piece as pages of its source: 0 is our own pages, the documents follow in their order."""
    numbers: dict[int, int] = {}
    for place, spool in enumerate(spooled):
        if spool is not None:
            numbers[place] = len(numbers) + 1
    for each in own.pieces:
        if each.blank:
            yield PageRange(0, own.blank, 1)
        piece = each.piece
        if piece.part is None:
            yield PageRange(0, 0, piece.pages)
        elif piece.separator:
            yield PageRange(0, own.separators[piece.part], 1)
        else:
            yield PageRange(numbers[piece.part], 0, piece.pages)
