"""Writes attachments under names a stranger chose, as `sozialclient open --out` and the export do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sozialclient.usecases.write_contents import write_contents
from sozialclient.wire.spool import MemorySpool
from tests.unit.documents.samples import Sample

_EXTENSIONS = """
lnk url library-ms search-ms searchConnector-ms scf desktop settingcontent-ms appref-ms iso img vhd vhdx one onepkg chm
hta msc ps1 js jse vbs vbe wsf wsh exe scr com pif bat cmd msi msix appx docm dotm xlsm xltm xlam pptm xll reg inf ini
cpl dll jar py sh application gadget svg html htm shtml xhtml mht mhtml website rdp theme diagcab slk iqy wll ppam xlsb
"""
PROGRAMS = _EXTENSIONS.split()
"""Extensions that run, link, mount, configure or carry macros when they are double-clicked."""


def write_all(folder: Path, untrusted_names: Iterable[str]) -> list[Path]:
    """One attachment for each name into `folder`; each holds the number of its name in the list."""
    sample = Sample()
    for number, name in enumerate(untrusted_names):
        sample.attach(name, b"%d" % number)
    spools = {key: _spool(data) for key, data in sample.payloads().items()}
    paths = write_contents(sample.delivery(), spools, folder)
    return [paths[f"c{number}"] for number in range(len(paths))]


def assert_written_as(folder: Path, names: Mapping[str, str]) -> None:
    """Each name of the sender (key) becomes this file (value) directly in `folder`, and nothing else is there."""
    written = write_all(folder, names)
    pairs = [(path.name, wanted) for path, wanted in zip(written, names.values(), strict=True)]
    differing = [(name, wanted) for name, wanted in pairs if name != wanted]
    assert not differing, differing
    for number, path in enumerate(written):
        assert path.resolve().parent == folder.resolve() and path.read_bytes() == b"%d" % number
    assert sorted(entry.name for entry in folder.iterdir()) == sorted(names.values())
    assert all(entry.is_file() and not entry.is_symlink() for entry in folder.iterdir())


def _spool(data: bytes) -> MemorySpool:
    made = MemorySpool()
    made.write(data)
    return made
