"""Make what is in applications findable: what their cards say, the fields, the names, the words of their PDFs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import islice
from time import monotonic

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.model.delivery import Content
from sozialclient.model.listing import Indexed
from sozialclient.model.verdict import Verdict
from sozialclient.render.renderer import DocumentRenderer
from sozialclient.store.errors import StoreDamaged, StoreError, StoreNoSuchApplication, StoreNoSuchContent
from sozialclient.store.store import Store
from sozialclient.usecases.business_message import business_fields

_AT_ONCE = 50
_MOST_PAGES = 60
_MOST_DOCUMENTS = 40
_MOST_SECONDS = 60.0


def index_applications(
    store: Store, *, renderer: DocumentRenderer | None = None, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """Index every application that waits for it, newest first; how many there were.

    With a `renderer` the words of PDFs are taken too. What cannot be read, or takes too long, is indexed without it.
    Raises Cancelled between two texts, and the errors of the store that are not about one application alone.
    """
    level = Indexed.FIELDS if renderer is None else Indexed.DOCUMENTS
    done = 0
    while waiting := store.words.waiting(level, _AT_ONCE):
        for application_id in waiting:
            try:
                with closing(texts_of(store, application_id, renderer)) as texts:
                    store.words.keep(application_id, _in_time(texts, cancelled), level)
            except StoreNoSuchApplication:
                continue
            done += 1
    return done


def _in_time(texts: Iterator[str], cancelled: Callable[[], bool]) -> Iterator[str]:
    """`texts`, but only as many as one application may take of the time of all others."""
    end = monotonic() + _MOST_SECONDS
    for text in texts:
        if cancelled():
            raise Cancelled()
        yield text
        if monotonic() > end:
            return


def texts_of(store: Store, application_id: str, renderer: DocumentRenderer | None) -> Generator[str, None, None]:
    """All texts by which one application can be found. Raises as `index_applications`."""
    card, work = store.card(application_id), store.work.work(application_id)
    yield from (card.id, card.message_id, card.service_name, card.applicant, card.subject)
    yield from (work.file_number, work.assigned)
    yield from (note.text for note in store.work.notes(application_id))
    try:
        for field in business_fields(store, application_id).fields:
            yield field.value
            yield field.raw_value if field.raw_value != field.value else ""
    except SozialclientError as error:
        _pass_over(error)
    try:
        contents = [each for each in store.delivery(application_id).contents() if each.integrity is not Verdict.FAILED]
    except StoreError as error:
        _pass_over(error)
        return
    yield from (content.untrusted_name or "" for content in contents)
    if renderer is not None:
        for content in islice(filter(_is_pdf, contents), _MOST_DOCUMENTS):
            yield from _pdf_texts(store, application_id, content, renderer)


def _pass_over(error: SozialclientError) -> None:
    """What is wrong with one application is said where it is shown; it is found by the rest. Raises all else."""
    if isinstance(error, StoreError) and not isinstance(error, StoreDamaged | StoreNoSuchContent):
        raise error


def _is_pdf(content: Content) -> bool:
    name, kind = content.untrusted_name or "", content.untrusted_media_type or ""
    return content.size is not None and (name.lower().endswith(".pdf") or kind.lower() == "application/pdf")


def _pdf_texts(store: Store, application_id: str, content: Content, renderer: DocumentRenderer) -> Iterator[str]:
    try:
        document = renderer.open(store.payload(application_id, content.key), content.untrusted_media_type)
        try:
            for page in range(min(document.page_count, _MOST_PAGES)):
                yield " ".join(span.text for span in document.text(page))
        finally:
            document.close()
    except SozialclientError as error:
        _pass_over(error)
        # Time was spent on it all the same.
        yield ""
