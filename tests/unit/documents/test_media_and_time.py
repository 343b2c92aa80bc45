from datetime import UTC, datetime

import pytest

from sozialclient.documents.local_time import at_month_change, berlin, date_text, time_text
from sozialclient.documents.media import HEAD_BYTES, MediaKind, media_kind, mismatch


@pytest.mark.parametrize(
    ("head", "name", "media_type", "kind"),
    [
        (b"%PDF-1.7", "a.jpg", "image/jpeg", MediaKind.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", None, None, MediaKind.PDF),
        (b"MZ\x90%PDF-1.4", "a.pdf", "application/pdf", MediaKind.OTHER),
        (b"<html>%PDF-1.4", "a.pdf", "application/pdf", MediaKind.OTHER),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", None, MediaKind.PNG),
        (b"\xff\xd8\xff\xe0", None, None, MediaKind.JPEG),
        (b"\x00\x00\x00\x18ftypheic", None, None, MediaKind.HEIC),
        (b"\x00\x00\x00\x18ftypmif1", None, None, MediaKind.HEIC),
        (b"\x00\x00\x00\x18ftypisom", "a.heic", "image/heic", MediaKind.OTHER),
        (b"PK\x03\x04", "a.docx", None, MediaKind.ZIP),
        (b"<?xml version='1.0'?>", None, None, MediaKind.XML),
        ("\ufeff<?xml ".encode("utf-16-le"), None, None, MediaKind.XML),
        (b"  <a/>", "a.xml", None, MediaKind.XML),
        (b"<a/>", "a.txt", "application/xml", MediaKind.XML),
        (b"<a/>", "a.txt", "text/plain", MediaKind.TEXT),
        (b"<!DOCTYPE html><html>", "a.xml", "text/xml", MediaKind.OTHER),
        ("Grüße".encode(), "a.txt", None, MediaKind.TEXT),
        ("Grüße".encode("latin-1"), "a.txt", None, MediaKind.TEXT),
        (b"a\x00b", "a.txt", "text/plain", MediaKind.OTHER),
        (b"", "a.pdf", "application/pdf", MediaKind.OTHER),
        (b"x" * (HEAD_BYTES - 1) + "ä".encode(), None, None, MediaKind.TEXT),
    ],
)
def test_kind_by_content(head: bytes, name: str | None, media_type: str | None, kind: MediaKind) -> None:
    assert media_kind(head, name, media_type) is kind


def test_a_lying_extension_is_noticed() -> None:
    assert mismatch(MediaKind.OTHER, "urlaub.jpg")
    assert mismatch(MediaKind.HEIC, "urlaub.JPG")
    assert not mismatch(MediaKind.JPEG, "urlaub.JPG")
    assert not mismatch(MediaKind.OTHER, "programm.exe")
    assert not mismatch(MediaKind.PDF, "ohne Endung")
    assert all(kind.label and kind.extensions for kind in MediaKind)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 1, 10, 11, 6, 44, 999_999, UTC), "Sa, 10.01.2026, 12:06:44 MEZ"),
        (datetime(2026, 7, 1, 21, 59, 59, 0, UTC), "Mi, 01.07.2026, 23:59:59 MESZ"),
        (datetime(2026, 3, 29, 0, 59, 59, 0, UTC), "So, 29.03.2026, 01:59:59 MEZ"),
        (datetime(2026, 3, 29, 1, 0, 0, 0, UTC), "So, 29.03.2026, 03:00:00 MESZ"),
        (datetime(2026, 10, 25, 0, 30, 0, 0, UTC), "So, 25.10.2026, 02:30:00 MESZ"),
        (datetime(2026, 10, 25, 1, 30, 0, 0, UTC), "So, 25.10.2026, 02:30:00 MEZ"),
        (datetime(9999, 12, 31, 22, 59, 59, 0, UTC), "Fr, 31.12.9999, 23:59:59 MEZ"),
        (datetime(9999, 12, 31, 23, 59, 59, 0, UTC), "Fr, 31.12.9999, 23:59:59 MEZ"),
    ],
)
def test_time_is_german_and_never_rounded(instant: datetime, expected: str) -> None:
    assert time_text(instant) == expected


def test_the_month_turns_by_german_time() -> None:
    assert date_text(datetime(2026, 1, 31, 23, 30, tzinfo=UTC)) == "01.02.2026"
    assert at_month_change(datetime(2026, 1, 31, 22, 59, 59, tzinfo=UTC))
    assert at_month_change(datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    assert not at_month_change(datetime(2026, 1, 29, 23, 30, tzinfo=UTC))
    assert at_month_change(datetime(2028, 2, 28, 23, 30, tzinfo=UTC))
    assert not at_month_change(datetime(2028, 2, 28, 22, 30, tzinfo=UTC))
    assert at_month_change(datetime.min.replace(tzinfo=UTC))
    assert at_month_change(datetime.max.replace(tzinfo=UTC))
    with pytest.raises(ValueError, match="naive"):
        berlin(datetime(2026, 1, 1))
