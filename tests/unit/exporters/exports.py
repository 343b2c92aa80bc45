"""Applications to export, made by hand, and what to look at afterwards."""

from __future__ import annotations

import contextlib
from pathlib import Path

from sozialclient.documents.fields import read_fields
from sozialclient.documents.paper import Paper
from sozialclient.documents.recognition import recognise
from sozialclient.exporters.base import ExportInput
from sozialclient.exporters.folder import FolderExporter
from tests.unit.documents.samples import Sample, card, hzl, hzl_pdf

_HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 16
_PAPERS = (
    Paper(file_name="05_Pruefprotokoll.txt", media_type="text/plain", data=b"Bericht"),
    Paper(file_name="pruefprotokoll.json", media_type="application/json", data=b"{}", technical=True),
)
NAME = "2026-01-10_HzL_0f0e0d0c"


def application(sample: Sample, **changes: object) -> ExportInput:
    delivery = sample.delivery()
    facts = recognise(delivery, sample.read)
    size = sum(len(part[2]) for part in sample.parts)
    return ExportInput(
        card=card(**{"size": size, "service_key": facts.service_key, "service_name": facts.service_name, **changes}),
        delivery=delivery,
        facts=facts,
        payload=sample.stream,
        original=lambda: iter([b"Content-Type: multipart/related\r\n\r\n", b"rest"]),
        read=read_fields,
        papers=lambda: _PAPERS,
    )


def full_sample() -> Sample:
    return (
        Sample()
        .data(hzl(), "form.xml")
        .attach("Antrag.pdf", hzl_pdf())
        .attach("anhang_0001.heic", _HEIC)
        .attach("anhang_0002.pdf", b"%PDF-1.7 Mietvertrag")
        .attach("../../../evil\u202efdp.exe", b"MZ\x90\x00")
        .attach("urlaub.jpg", b"MZ\x90\x00 kein Bild")
        .attach(None, b"%PDF-1.4 ohne Namen")
    )


def export(*applications: ExportInput, target: Path, **options: int) -> Path:
    result = FolderExporter(**options).export(applications, target, lambda _step: None, lambda: False)
    assert not result.failed and not result.untried
    return result.exported[-1].path


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def assert_no_trace(target: Path) -> None:
    assert [path.name for path in target.iterdir()] == []


def linked(path: Path, to: Path) -> bool:
    """Make `path` a symbolic link, which Windows allows few users."""
    with contextlib.suppress(OSError):
        path.symlink_to(to)
    return path.is_symlink()
