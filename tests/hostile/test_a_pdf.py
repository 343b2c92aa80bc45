"""PDF documents that act, lie, loop or burst (group A)."""

from __future__ import annotations

import pytest

from sozialclient.render.errors import RenderDamaged, RenderPasswordProtected, RenderTooLarge
from sozialclient.render.limits import DEFAULT
from sozialclient.render.pages import ActiveContent, LinkKind
from sozialclient.render.pdf_markers import find_markers
from tests.hostile.expect import refused
from tests.hostile.hostile_pdfs import active_pdfs, broken_pdfs
from tests.hostile.rows import guarded_by
from tests.hostile.viewing import MIB, flooded, renderer, trap, view
from tests.unit.render import samples


@guarded_by("sozialclient.render.pdf_facts.read_facts", "sozialclient.render.pdf_markers.find_markers")
def test_a_24_what_a_pdf_wants_to_do_is_listed_and_not_done() -> None:
    """Scripts, programs, forms, addresses, other files, films, XFA and embedded files in a PDF."""
    with trap() as address, renderer() as shown:
        for name, (data, markers) in active_pdfs(address).items():
            seen = view(shown, data)
            assert seen.image is not None and seen.image.width == 200, name
            assert set(seen.facts.markers) == markers, name
            kinds = {link.kind for link in seen.facts.links}
            wanted = {"program link": {LinkKind.PROGRAM}, "address link": {LinkKind.ADDRESS},
                      "other document": {LinkKind.OTHER_DOCUMENT}}.get(name, set())  # fmt: skip
            assert kinds == wanted, name
            embedded = ("lohn.exe",) if name in ("embedded program", "attached program") else ()
            assert seen.facts.embedded_files == embedded, name


@guarded_by("sozialclient.render.raster.raster_size", "sozialclient.render.pdf.PdfDecoder")
def test_a_24b_damage_ends_in_pixels_or_words() -> None:
    """Garbage, circles, absurd counts and sizes, 200,000 objects, bombs and locks in a PDF."""
    refusals = {"garbage": RenderDamaged, "header only": RenderDamaged, "pages in a circle": RenderDamaged,
                "locked": RenderPasswordProtected, "unknown lock": RenderPasswordProtected}  # fmt: skip
    with renderer() as shown:
        for name, data in broken_pdfs().items():
            seen = view(shown, data)
            assert type(seen.error) is refusals.get(name, type(None)), (name, seen.error)
            if seen.image is not None:
                assert 0 < seen.image.width * seen.image.height <= 1_000_000, name
            assert seen.memory <= DEFAULT.memory_bytes, name


@guarded_by("sozialclient.render.pdf.PdfDecoder")
def test_a_24c_more_pages_than_anyone_reads_are_refused() -> None:
    """A PDF with one page more than is shown."""
    limits = DEFAULT._replace(pages=299)
    with renderer(limits) as shown, refused(RenderTooLarge, limit="pages", allowed=299):
        shown.open(broken_pdfs()["300 pages"])


@guarded_by("sozialclient.render.pdf_markers._unpack")
def test_a_24d_looking_for_markers_does_not_unpack_a_bomb() -> None:
    """Four gigabytes packed in an object stream, and what only looks like the name of an action."""
    bomb = samples.one_page_pdf(b"", b"", flooded(4096 * MIB, b"/Type /ObjStm /N 1 /First 4"))
    with renderer() as shown:
        seen = view(shown, bomb)
        assert seen.image is not None and seen.facts.markers == () and seen.memory < 200 * MIB
    assert find_markers(bytearray(b"/LaunchPad /JSON /AAA << /Length 8 >>\nstream\n /Launch \nendstream")) == set()


SIGNATURE = (
    b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 10 20 30]"
    b" /Contents <3080> /Name (Notar Beispiel) /M (D:20260101120000Z) >>"
)


@guarded_by("sozialclient.render.pages.ActiveContent")
@pytest.mark.parametrize("altered", [False, True])
def test_a_26_nothing_is_said_about_a_signature_in_a_pdf(altered: bool) -> None:
    """A signed PDF, whole or altered by an update appended later: the signature is no fact we hand on."""
    field = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /V 5 0 R /Rect [0 0 50 50] /P 3 0 R >>"
    data = samples.one_page_pdf(b"/Annots [4 0 R]", b"/AcroForm << /Fields [4 0 R] /SigFlags 3 >>", field, SIGNATURE)
    if altered:
        start = len(data)
        data += b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>\nendobj\n"
        data += b"xref\n3 1\n%010d 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
            start, data.rindex(b"xref\n0"), data.index(b"endobj\n", start) + 7,
        )  # fmt: skip
    with renderer() as shown:
        seen = view(shown, data)
    assert seen.image is not None and seen.image.width == (300 if altered else 200)
    assert b"Notar" in data and seen.facts == ActiveContent() and seen.words == ()
