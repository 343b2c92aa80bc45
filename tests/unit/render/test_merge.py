"""Strangers' documents as plain pages, and many of them as one; in real workers."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from sozialclient.errors import Cancelled
from sozialclient.render.errors import (
    RenderDamaged,
    RenderError,
    RenderPasswordProtected,
    RenderTimeout,
    RenderTooLarge,
    RenderUnsupported,
)
from sozialclient.render.merge.merger import MERGE_LIMITS, DocumentMerger
from sozialclient.render.merge.plan import Bookmark, MergePlan, PageRange
from sozialclient.render.merge.sheet import FOOT
from sozialclient.render.pdf_markers import find_markers
from sozialclient.render.process import WorkerProcess
from tests.hostile.hostile_pdfs import active_pdfs, broken_pdfs
from tests.unit.render import samples

ACTIVE = active_pdfs("http://127.0.0.1:9/fallen")
BROKEN = broken_pdfs()
CREATED = "D:20260105120000+00'00'"
_ENTRIES = {"/A", "/AA", "/OpenAction", "/JS", "/EF", "/AF", "/Annots", "/AcroForm", "/Names"}
_ACTING = {"/Launch", "/JavaScript", "/URI", "/SubmitForm", "/GoToR", "/GoToE", "/ImportData", "/RichMediaExecute"}


@pytest.fixture(scope="module")
def merger() -> Iterator[DocumentMerger]:
    with DocumentMerger() as shared:
        yield shared


def plain(merger: DocumentMerger, data: bytes) -> bytes:
    pages, pieces = merger.plain_pages([data])
    made = b"".join(pieces)
    assert len(pypdfium2.PdfDocument(made)) == pages
    return made


def colour(made: bytes, page: int, x: float, y: float) -> tuple[int, ...]:
    """Red, green, blue at shares of width and height from the top left."""
    image = pypdfium2.PdfDocument(made)[page].render(scale=1).to_pil().convert("RGB")
    found = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found


def text(made: bytes, page: int) -> str:
    return str(pypdfium2.PdfDocument(made)[page].get_textpage().get_text_range())


def everything(made: bytes) -> Iterator[pikepdf.Object]:
    """Every dictionary of a document, however deep it is written inside others."""
    pdf = pikepdf.open(io.BytesIO(made))
    waiting: list[object] = list(pdf.objects)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, (pikepdf.Dictionary, pikepdf.Stream)):
            yield entry
            waiting += [value for _, value in entry.items() if not getattr(value, "is_indirect", False)]
        elif isinstance(entry, pikepdf.Array):
            waiting += [value for value in entry if not getattr(value, "is_indirect", False)]


def test_pages_keep_their_text_and_their_colours(merger: DocumentMerger) -> None:
    made = plain(merger, samples.letter(3))
    assert [text(made, page).split("\r\n")[0] for page in range(3)] == [f"Seite {n} Grüße" for n in (1, 2, 3)]
    assert colour(made, 1, 0.17, 0.12) == (255, 0, 0)
    assert set(merger.confinement) >= {"resources"}


@pytest.mark.parametrize("name", ACTIVE)
def test_nothing_that_acts_is_taken_over(merger: DocumentMerger, name: str) -> None:
    data, _ = ACTIVE[name]
    made = plain(merger, data)
    assert find_markers(bytearray(made)) == set()
    for entry in everything(made):
        assert str(entry.get("/S", "")) not in _ACTING
        assert not _ENTRIES & set(entry.keys())
        assert entry.get("/Type") not in (pikepdf.Name.Filespec, pikepdf.Name.EmbeddedFile)
        if isinstance(entry, pikepdf.Stream):
            assert not {"/F", "/Ref", "/OPI"} & set(entry.keys())


def test_an_action_hidden_where_no_action_belongs_is_found() -> None:
    """The probe of the test above sees what the scrubbing has to take out."""
    assert sum(str(entry.get("/S", "")) in _ACTING for entry in everything(samples.active_pdf())) >= 3


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_gives_pages_or_says_why_not(merger: DocumentMerger, name: str) -> None:
    try:
        made = plain(merger, BROKEN[name])
    except RenderError as error:
        assert isinstance(error, (RenderDamaged, RenderPasswordProtected, RenderTooLarge))
    else:
        assert colour(made, 0, 0.99, 0.99) == (255, 255, 255)
    assert "Seite 1" in text(plain(merger, samples.letter()), 0), "the next document goes through"


def test_what_cannot_be_copied_becomes_a_picture(merger: DocumentMerger) -> None:
    """Objects nested deeper than a page ever needs: the other library draws the page."""
    deep = samples.letter().replace(b"/Type /Page\n", b"/Type /Page\n", 1)
    assert b"/Font 1 0 R" in deep
    deep = deep.replace(b"/Font 1 0 R", b"/Font 1 0 R /Properties << /X " + b"[" * 300 + b"]" * 300 + b" >>")
    made = plain(merger, deep)
    assert "Seite" not in text(made, 0)
    red, green, blue = colour(made, 0, 0.17, 0.12)
    assert red > 230 and green < 40 and blue < 40


def test_a_password_is_named(merger: DocumentMerger) -> None:
    with pytest.raises(RenderPasswordProtected):
        merger.plain_pages([samples.letter(encrypt="geheim")])


@pytest.mark.parametrize("data", [b"Hallo", b"PK\x03\x04" + bytes(100)])
def test_other_kinds_are_refused(merger: DocumentMerger, data: bytes) -> None:
    with pytest.raises(RenderUnsupported):
        merger.plain_pages([data])


def test_nothing_is_damaged(merger: DocumentMerger) -> None:
    with pytest.raises(RenderDamaged):
        merger.plain_pages([])


@pytest.mark.parametrize("box", [b"[0 0 595 842]", b"[0 0 842 595]", b"[-100 -100 3000 900]"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_foot_of_every_page_is_ours(merger: DocumentMerger, box: bytes, turn: int) -> None:
    """A page that is red all over, also beyond its edges, leaves the strip for our stamp white."""
    page = b"/MediaBox %b /Rotate %d /Contents 4 0 R" % (box, turn)
    made = plain(merger, samples.one_page_pdf(page, b"", samples.stream(b"1 0 0 rg -9999 -9999 99999 99999 re f")))
    pdf = pypdfium2.PdfDocument(made)[0]
    assert sorted(round(side) for side in pdf.get_size()) == [595, 842]
    assert colour(made, 0, 0.5, 0.45) == (255, 0, 0)
    foot = 1 - (FOOT - 3) / pdf.get_height()
    assert {colour(made, 0, x, y) for x in (0.01, 0.5, 0.99) for y in (foot, 0.995)} == {(255, 255, 255)}


@pytest.mark.parametrize(("boxes", "shown"), [
    (b"/MediaBox [0 0 595 842] /TrimBox [500 500 501 501]", True),
    (b"/MediaBox [0 0 595 842] /TrimBox [5000 5000 5001 5001] /ArtBox [0 0 1 1] /BleedBox [0 0 1 1]", True),
    (b"/MediaBox [595 842 0 0]", True),
    (b"/MediaBox [0 0 595 842] /CropBox [-500 -500 9999 9999] /TrimBox [0 0 0 0]", True),
    (b"/MediaBox [0 0 595 842] /CropBox [0 400 595 842]", True),
    (b"/MediaBox [0 0 595 842] /CropBox [0 0 595 100] /TrimBox [0 0 595 842]", False),
])
def test_paper_shows_what_the_window_shows(merger: DocumentMerger, boxes: bytes, shown: bool) -> None:
    """A red block high up on the page: boxes that only printers heed can neither hide it nor bring it back."""
    data = samples.one_page_pdf(boxes + b" /Contents 4 0 R", b"", samples.stream(b"1 0 0 rg 50 500 500 300 re f"))
    assert _has_red(data) is shown, "the window's library"
    assert _has_red(plain(merger, data)) is shown


def test_a_page_cut_down_to_nothing_is_shown_whole(merger: DocumentMerger) -> None:
    boxes = b"/MediaBox [0 0 595 842] /CropBox [9999 9999 99999 99999] /Contents 4 0 R"
    assert _has_red(plain(merger, samples.one_page_pdf(boxes, b"", samples.stream(b"1 0 0 rg 50 500 500 300 re f"))))


def _has_red(data: bytes) -> bool:
    image = pypdfium2.PdfDocument(data)[0].render(scale=0.2).to_pil().convert("RGB")
    return any(red > 200 and green < 60 for _, (red, green, _) in image.getcolors(1_000_000) or [])


def test_endless_annotations_become_a_picture(merger: DocumentMerger) -> None:
    mark = b"<< /Type /Annot /Subtype /Square /Rect [50 400 90 440] /F 4 /AP << /N 5 0 R >> >>"
    look = samples.stream(b"1 0 0 rg 0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    began = time.monotonic()
    data = samples.one_page_pdf(b"/MediaBox [0 0 595 842] /Annots [" + b"4 0 R " * 20_000 + b"]", b"", mark, look)
    assert _has_red(plain(merger, data))
    assert time.monotonic() - began < 30


def hurried(seconds: float) -> DocumentMerger:
    """Gives a document so much time, less than it takes to fill the memory, and a worker all of its own to start."""
    merger = DocumentMerger()
    merger._limits = MERGE_LIMITS._replace(request_seconds=seconds)
    return merger


def test_many_documents_without_end_do_not_take_their_number_of_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sozialclient.render.merge.merger._LEAST_SECONDS", 0.2)
    given = []
    with hurried(1.0) as merger:
        for _ in range(6):
            with pytest.raises(RenderTimeout) as caught:
                merger.plain_pages([samples.slow_pdf()])
            given.append(caught.value.parameters["seconds"])
    assert given == ["1", "0.5", "0.25", "0.2", "0.2", "0.2"]


def test_a_worker_may_take_its_time_to_start_after_documents_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """None can start in a hundredth of a second, to which the documents' time has come down."""
    monkeypatch.setattr("sozialclient.render.merge.merger._LEAST_SECONDS", 0.01)
    started = []
    begin = DocumentMerger._begin

    def counted(merger: DocumentMerger, worker: WorkerProcess) -> None:
        begin(merger, worker)
        started.append(worker.process_id)

    monkeypatch.setattr(DocumentMerger, "_begin", counted)
    with hurried(0.01) as merger:
        for _ in range(2):
            with pytest.raises(RenderTimeout) as caught:
                merger.plain_pages([samples.slow_pdf()])
            assert caught.value.parameters["seconds"] == "0.01"
    assert len(started) == 2


def test_a_filled_form_keeps_what_was_filled_in(merger: DocumentMerger) -> None:
    field = (b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Amsel) /Rect [10 10 190 40]"
             b" /DA (/F 12 Tf 0 g) /F 4 >>")
    catalog = (b"/AcroForm << /Fields [4 0 R] /NeedAppearances true /DR << /Font << /F << /Type /Font"
               b" /Subtype /Type1 /BaseFont /Helvetica >> >> >> /DA (/F 12 Tf 0 g) >>")
    made = plain(merger, samples.one_page_pdf(b"/Annots [4 0 R]", catalog, field))
    assert "Amsel" in text(made, 0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_gets_a_page(merger: DocumentMerger, kind: str) -> None:
    made = plain(merger, samples.encoded(samples.picture(size=(1600, 1200)), kind))
    assert pypdfium2.PdfDocument(made)[0].get_size()[0] > 800, "a wide picture on a wide page"
    assert colour(made, 0, 0.3, 0.4)[0] > 180 and colour(made, 0, 0.7, 0.4)[2] > 180


def test_a_picture_leaves_its_metadata_behind(merger: DocumentMerger) -> None:
    image = samples.picture()
    exif = image.getexif()
    exif[0x010E] = "GEHEIME STELLE"
    data = samples.encoded(image, "JPEG", exif=exif)
    assert b"GEHEIME" in data
    pictures = [entry.read_raw_bytes() for entry in everything(plain(merger, data))
                if isinstance(entry, pikepdf.Stream) and entry.get("/Subtype") == pikepdf.Name.Image]
    assert len(pictures) == 1 and b"GEHEIME" not in pictures[0]


def test_a_telephone_picture_gets_a_page(merger: DocumentMerger) -> None:
    made = plain(merger, samples.heic("beleg"))
    image = pypdfium2.PdfDocument(made)[0].render(scale=0.3).to_pil().convert("L")
    assert len(set(image.tobytes())) > 20, "it is a picture and no empty page"


def test_a_document_without_end_is_given_up() -> None:
    with hurried(0.5) as short:
        with pytest.raises(RenderTimeout):
            short.plain_pages([samples.slow_pdf()])
        assert "Seite 1" in text(plain(short, samples.letter()), 0)


def test_a_document_that_grows_too_large_is_given_up() -> None:
    with DocumentMerger(MERGE_LIMITS._replace(document_bytes=1000)) as narrow, pytest.raises(RenderTooLarge):
        narrow.plain_pages([samples.letter(5)])


def test_whoever_stops_it_is_obeyed() -> None:
    with DocumentMerger(cancelled=lambda: True) as stopped, pytest.raises(Cancelled):
        stopped.plain_pages([samples.slow_pdf()])


def join(merger: DocumentMerger, sources: Iterable[bytes], plan: MergePlan) -> bytes:
    return b"".join(merger.join(([source] for source in sources), plan))


def test_parts_are_joined_as_planned(merger: DocumentMerger) -> None:
    letter, picture = plain(merger, samples.letter(3)), plain(merger, samples.encoded(samples.picture(), "PNG"))
    stamps = io.BytesIO()
    with pikepdf.new() as strip:
        for _ in range(3):
            strip.add_blank_page(page_size=(400, 20))
            strip.pages[-1].contents_add(b"0 0 1 rg 0 0 400 20 re f")
        strip.save(stamps)
    bookmarks = (Bookmark("Antrag", 0, 0), Bookmark("Nachweise", 0, 1), Bookmark("Übersicht 1", 1, 1))
    plan = MergePlan((PageRange(0, 2, 1), PageRange(1, 0, 1), PageRange(0, 0, 1)), 2, bookmarks, "Antrag für Ä", "Wir",
                     CREATED)
    made = join(merger, (letter, picture, stamps.getvalue()), plan)
    assert [text(made, page)[:7] for page in (0, 2)] == ["Seite 3", "Seite 1"]
    assert all(colour(made, page, 0.5, 0.965) == (0, 0, 255) for page in range(3))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Antrag für Ä" and str(pdf.Root.Lang) == "de-DE"
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Antrag", "Nachweise"]
            assert [item.title for item in outline.root[1].children] == ["Übersicht 1"]
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Antrag für Ä"
    assert join(merger, (letter, picture, stamps.getvalue()), plan) == made, "the same parts give the same bytes"


def test_a_plan_that_does_not_fit_its_sources_is_refused(merger: DocumentMerger) -> None:
    letter = plain(merger, samples.letter(1))
    for ranges in ((PageRange(0, 0, 2),), (PageRange(1, 0, 1),)):
        with pytest.raises(RenderDamaged):
            join(merger, [letter], MergePlan(ranges, None, (), "", "", CREATED))
