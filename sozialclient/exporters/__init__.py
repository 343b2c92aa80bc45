"""One file per output format for applications, and the table of all formats."""

from __future__ import annotations

from sozialclient.exporters.base import Exporter
from sozialclient.exporters.errors import ExportFormatError
from sozialclient.exporters.folder import FolderExporter

EXPORTERS: dict[str, Exporter] = {"folder": FolderExporter()}


def exporter(name: str) -> Exporter:
    """The exporter of that format; raises ExportFormatError."""
    if name not in EXPORTERS:
        raise ExportFormatError(format=name)
    return EXPORTERS[name]
