"""Which exporter packs as a profile wants it."""

from __future__ import annotations

from sozialclient.exporters.base import Exporter
from sozialclient.exporters.folder import FolderExporter, ZipExporter
from sozialclient.exporters.profiles import Packing, Profile

EXPORTERS: dict[str, Exporter] = {
    Packing.FOLDER.value: FolderExporter(), Packing.ENCRYPTED_ZIP.value: ZipExporter(),
}  # fmt: skip


def exporter(profile: Profile) -> Exporter:
    """The exporter that packs as the profile wants it."""
    return EXPORTERS[profile.packing.value]
