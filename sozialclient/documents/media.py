"""Tells what a file is by its first bytes; names and media types of strangers only break ties."""

from __future__ import annotations

import enum

from sozialclient.documents.label_data import value_words

HEAD_BYTES = 4096
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_EXTENSIONS = {
    "pdf": ("pdf",),
    "png": ("png",),
    "jpeg": ("jpg", "jpeg", "jpe"),
    "heic": ("heic", "heif"),
    "xml": ("xml",),
    "text": ("txt", "csv", "json", "log", "md"),
    "zip": ("zip", "docx", "xlsx", "pptx", "odt", "ods"),
    "other": ("bin",),
}


class MediaKind(enum.Enum):
    """The kinds of file that we treat differently; ZIP also covers office documents."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    HEIC = "heic"
    XML = "xml"
    TEXT = "text"
    ZIP = "zip"
    OTHER = "other"

    @property
    def label(self) -> str:
        """German name of the kind."""
        return value_words().media[self.value]

    @property
    def extensions(self) -> tuple[str, ...]:
        """Extensions that fit, the usual one first, without dot, lower case."""
        return _EXTENSIONS[self.value]


def extension(untrusted_name: str | None) -> str:
    """Lower-case extension of a name without its dot; empty when there is none."""
    stem, dot, end = (untrusted_name or "").rpartition(".")
    return end.strip().lower() if dot and stem else ""


def media_kind(first_bytes: bytes, untrusted_name: str | None, untrusted_media_type: str | None) -> MediaKind:
    """The kind of a file by its first bytes (up to `HEAD_BYTES`).

    Name and media type decide only between XML and plain text, which have no magic.
    """
    head = first_bytes[:HEAD_BYTES]
    magic = _by_magic(head)
    if magic is not None:
        return magic
    text = _as_text(head)
    if text is None:
        return MediaKind.OTHER
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<!doctype html", "<html")):
        return MediaKind.OTHER
    claims_xml = extension(untrusted_name) == "xml" or "xml" in (untrusted_media_type or "").lower()
    if start.startswith("<?xml") or (start.startswith("<") and (claims_xml or untrusted_name is None)):
        return MediaKind.XML
    return MediaKind.TEXT if text else MediaKind.OTHER


def mismatch(kind: MediaKind, untrusted_name: str | None) -> bool:
    """Whether the extension of a name claims something else than what the bytes are."""
    claimed = extension(untrusted_name)
    if not claimed or claimed in kind.extensions:
        return False
    if kind in (MediaKind.TEXT, MediaKind.OTHER):
        return any(claimed in other for other in _EXTENSIONS.values())
    return True


def _by_magic(head: bytes) -> MediaKind | None:
    if head.startswith(b"%PDF-"):
        return MediaKind.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaKind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return MediaKind.JPEG
    if head[4:8] == b"ftyp":
        return MediaKind.HEIC if head[8:12] in _HEIC_BRANDS else MediaKind.OTHER
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return MediaKind.ZIP
    # Some generators put a comment or blank line before the header; only text may stand there.
    leading, mark, _rest = head[:1024].partition(b"%PDF-")
    return MediaKind.PDF if mark and not leading.strip(b"\xef\xbb\xbf\r\n\t ") else None


def _as_text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore")
    if b"\x00" in head or head.startswith(b"MZ"):
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The head may end in the middle of a character.
        if error.start >= len(head) - 3 and len(head) == HEAD_BYTES:
            return head[: error.start].decode("utf-8")
    printable = sum(byte >= 32 or byte in (9, 10, 13) for byte in head)
    return head.decode("latin-1") if printable == len(head) else None
