"""Takes out of copied pages whatever a page does not need to be drawn; runs in the worker only."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ResetForm", "/ImportData", "/GoTo", "/GoToR", "/GoToE",
    "/GoToDp", "/Thread", "/Sound", "/Movie", "/Hide", "/Named", "/SetOCGState", "/Rendition", "/Trans",
    "/GoTo3DView", "/RichMediaExecute",
})
_STREAM_ENTRIES = (
    # ISO 32000-1, table 5: contents in another file; tables 89 and 95: what forms and pictures carry besides.
    "/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI", "/Alternates", "/Metadata", "/PieceInfo", "/LastModified",
    "/StructParent", "/StructParents", "/AF", "/Measure", "/PtData", "/A", "/AA", "/JS",
)
_MOST_NESTED = 200


def scrub(pdf: pikepdf.Pdf) -> None:
    """Remove actions, files and everything outside the drawing from every object of `pdf`.

    `pdf` is one whose pages are ours and whose other objects were copied from strangers' pages as forms;
    none of those may be a page, a form field, an annotation or a file. Raises ValueError for objects nested too deep.
    """
    for entry in pdf.objects:
        if isinstance(entry, pikepdf.Stream):
            _bare(entry)
        for holder in _nested(entry, 0):
            _without_actions(holder)


def _bare(stream: pikepdf.Stream) -> None:
    for name in _STREAM_ENTRIES:
        if name in stream:
            del stream[name]
    if stream.get("/Type") == pikepdf.Name.EmbeddedFile or stream.get("/Subtype") == pikepdf.Name.PS:
        stream.write(b"")


def _nested(entry: pikepdf.Object, depth: int) -> Iterator[pikepdf.Object]:
    """`entry` and what is written inside it; what it points to is an entry of its own."""
    if depth > _MOST_NESTED:
        raise ValueError(depth)
    if isinstance(entry, pikepdf.Array):
        yield entry
        inner: list[object] = list(entry)
    elif isinstance(entry, (pikepdf.Dictionary, pikepdf.Stream)):
        yield entry
        inner = [value for _, value in entry.items()]
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _nested(value, depth + 1)


def _without_actions(holder: pikepdf.Object) -> None:
    if isinstance(holder, pikepdf.Array):
        for place, value in enumerate(list(holder)):
            if _acts(value):
                holder[place] = pikepdf.Dictionary()
        return
    for name, value in list(holder.items()):
        if _acts(value):
            del holder[name]


def _acts(value: object) -> bool:
    """Whether `value` is an action, or stands for a file (ISO 32000-1, 12.6 and 7.11)."""
    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        return False
    if "/EF" in value or "/JS" in value or value.get("/Type") in (pikepdf.Name.Filespec, pikepdf.Name.F):
        return True
    return str(value.get("/S", "")) in _ACTIONS
