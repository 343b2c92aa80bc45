from __future__ import annotations

import pytest

from sozialclient.render.kinds import DocumentKind, kind_of_media_type, recognise
from tests.unit.render import samples


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.4", DocumentKind.PDF),
        (b"\xef\xbb\xbf\r\n %PDF-1.7", DocumentKind.PDF),
        (b"\xff\xd8\xff\xe0", DocumentKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", DocumentKind.PNG),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", DocumentKind.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heix", DocumentKind.HEIC),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1heic", None),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", None),
        (b"\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1heic", None),  # the brand lies behind the box
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"<html>%PDF-1.4", None),
        (b"II*\x00", None),
        (b"MM\x00*", None),
        (b"GIF89a", None),
        (b"PK\x03\x04", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
        (b"MZ\x90\x00", None),
        (b"RIFF\x00\x00\x00\x00WEBP", None),
        (b"", None),
    ],
)
def test_the_first_bytes_decide(head: bytes, kind: DocumentKind | None) -> None:
    assert recognise(head) is kind


def test_our_heic_files_are_recognised() -> None:
    assert {recognise(samples.heic(name)) for name in ("beleg", "rotated", "alpha")} == {DocumentKind.HEIC}


def test_a_media_type_is_read_without_its_parameters() -> None:
    assert kind_of_media_type("Application/PDF; name=x") is DocumentKind.PDF
    assert kind_of_media_type("application/octet-stream") is None
