"""Which kinds of document are shown at all, decided by the first bytes and by nothing else."""

from __future__ import annotations

import enum

HEAD_BYTES = 4096
"""How many bytes from the start `recognise` wants to see."""

_BLANKS = b"\x00\t\n\x0c\r "
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis"))
_MEDIA_TYPES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpeg",
    "image/jpg": "jpeg",
    "image/png": "png",
    "image/heic": "heic",
    "image/heif": "heic",
}


class DocumentKind(enum.Enum):
    """A kind of document the worker can decode."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"


def recognise(head: bytes) -> DocumentKind | None:
    """The kind of a document from its first bytes (`HEAD_BYTES` suffice); None: it is not shown.

    A PDF may be preceded by blanks or a byte order mark, which scanners and portals emit.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return DocumentKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return DocumentKind.PNG
    if head.removeprefix(_BYTE_ORDER_MARK).lstrip(_BLANKS).startswith(b"%PDF-"):
        return DocumentKind.PDF
    return DocumentKind.HEIC if _is_heic(head) else None


def kind_of_media_type(media_type: str) -> DocumentKind | None:
    """What a declared media type claims to be; used only to tell that it contradicts the bytes."""
    known = _MEDIA_TYPES.get(media_type.partition(";")[0].strip().lower())
    return DocumentKind(known) if known else None


def _is_heic(head: bytes) -> bool:
    # ISO/IEC 14496-12: size, "ftyp", major brand, minor version, compatible brands.
    if head[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, end - 3, 4)}
    return bool(brands & _HEIC_BRANDS) and head[8:12] not in (b"avif", b"avis")
