"""Finishes a PDF of ours for the archive: PDF/A-2b (ISO 19005-2) with a structure tree."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from sozialclient.reports.pdf.tags import Element

if TYPE_CHECKING:
    import pikepdf

LANGUAGE = "de-DE"
_PDF_DATE, _XMP_DATE = "D:%Y%m%d%H%M%S+00'00'", "%Y-%m-%dT%H:%M:%S+00:00"
_SRGB = "sRGB IEC61966-2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFacts:
    """What a PDF says about itself: `created` is aware UTC, `producer` our program with its version."""

    title: str
    created: datetime
    producer: str


def archived(data: bytes, facts: PdfFacts, root: Element) -> bytes:
    """`data` with metadata, output intent and the structure `root`; the same input gives the same bytes.

    `data` is a PDF of our own with every typeface embedded; strangers' documents never come here.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        _describe(pdf, facts)
        _name_colours(pdf)
        _strip(pdf)
        _tag(pdf, root)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def pdf_date(moment: datetime) -> str:
    """A date as ISO 32000-1, 7.9.4 wants it, for an aware UTC `moment`."""
    return moment.strftime(_PDF_DATE)


def _describe(pdf: pikepdf.Pdf, facts: PdfFacts) -> None:
    import pikepdf

    for name in list(pdf.docinfo.keys()):
        del pdf.docinfo[name]
    pdf.docinfo["/Title"], pdf.docinfo["/Producer"] = facts.title, facts.producer
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = pdf_date(facts.created)
    pdf.Root.Lang = pikepdf.String(LANGUAGE)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = facts.title
        metadata["dc:language"] = [LANGUAGE]
        metadata["pdf:Producer"] = facts.producer
        metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = facts.created.strftime(_XMP_DATE)
        metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "2", "B"


@cache
def _profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _name_colours(pdf: pikepdf.Pdf) -> None:
    import pikepdf

    profile = pdf.make_stream(_profile(), N=3)
    pdf.Root.OutputIntents = pikepdf.Array([pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, OutputConditionIdentifier=_SRGB, Info=_SRGB,
        DestOutputProfile=profile,
    )])


def _strip(pdf: pikepdf.Pdf) -> None:
    """Drop what reportlab puts on every page and we never use: its standard typeface, not embedded, and transitions."""
    import pikepdf

    for page in pdf.pages:
        if "/Trans" in page.obj:
            del page.obj.Trans
        fonts = page.resources.get("/Font")
        if isinstance(fonts, pikepdf.Dictionary):
            for name, font in list(fonts.items()):
                if "/FontDescriptor" not in font:
                    del fonts[name]


def _tag(pdf: pikepdf.Pdf, root: Element) -> None:
    """The structure tree (ISO 32000-1, 14.7) of what was drawn; elements that were never drawn are left out."""
    import pikepdf

    tree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    owners: dict[int, dict[int, pikepdf.Object]] = {}
    tree.K = pikepdf.Array([_structure(pdf, root, tree, owners)])
    numbers = pikepdf.Array()
    for number, page in enumerate(pdf.pages):
        page.obj.StructParents, page.obj.Tabs = number, pikepdf.Name.S
        of_page = owners.get(number, {})
        numbers.append(number)
        numbers.append(pikepdf.Array([of_page[mark] for mark in sorted(of_page)]))
    tree.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)


def _structure(
    pdf: pikepdf.Pdf, element: Element, parent: pikepdf.Object, owners: dict[int, dict[int, pikepdf.Object]]
) -> pikepdf.Object:
    import pikepdf

    made = pdf.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.StructElem, S=pikepdf.Name(f"/{element.role}"), P=parent,
    ))
    if element.alternative:
        made.Alt = pikepdf.String(element.alternative)
    if element.role == "TH":
        scope = pikepdf.Name.Column if element.once else pikepdf.Name.Row
        made.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
    kids = pikepdf.Array()
    for page, mark in element.marks:
        owners.setdefault(page - 1, {})[mark] = made
        kids.append(pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=pdf.pages[page - 1].obj, MCID=mark))
    for child in element.children:
        kids.append(_structure(pdf, child, made, owners))
    made.K = kids
    return made
