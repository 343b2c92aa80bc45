"""What an export holds and how it is packed, by profile."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sozialclient.exporters.errors import ExportFormatError


class Packing(enum.Enum):
    """What one application becomes; the value is the name of the exporter that writes it."""

    FOLDER = "folder"
    ENCRYPTED_ZIP = "zip"


class Part(enum.Enum):
    """What can be written beside the evidence; technical files are the message as received and all beside it."""

    OVERVIEW = "overview"
    PDF = "pdf"
    XML = "xml"
    TABLE = "table"
    WORKBOOK = "workbook"
    DATA = "data"
    PAPERS = "papers"
    TECHNICAL = "technical"
    MISSING_EVIDENCE = "missing_evidence"
    ONE_PDF = "one_pdf"


CHOOSABLE = (Part.MISSING_EVIDENCE, Part.ONE_PDF)
"""What people may add to a profile or leave out of it; each is one file that takes a while to be made."""


class Evidence(enum.Enum):
    """How evidence is written: as received, HEIC with a PDF copy beside it, or everything as PDF only."""

    ORIGINALS = "originals"
    WITH_COPIES = "with_copies"
    PDF_ONLY = "pdf_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One way to hand applications over.

    `key` is stable: it stands in the journal, in settings and on the command line. `neutral_names`: what the
    sender called its files shows in no name, because others than the reader see the names.
    """

    key: str
    parts: frozenset[Part]
    evidence: Evidence
    packing: Packing = Packing.FOLDER
    neutral_names: bool = False

    @property
    def needs_password(self) -> bool:
        """Whether it is written for nobody but who knows a password."""
        return self.packing is Packing.ENCRYPTED_ZIP

    @property
    def chosen(self) -> tuple[Part, ...]:
        """What it holds of `CHOOSABLE`."""
        return tuple(part for part in CHOOSABLE if part in self.parts)

    def choosing(self, wanted: Collection[Part]) -> Profile:
        """The same with these of `CHOOSABLE`, and no other."""
        return replace(self, parts=self.parts.difference(CHOOSABLE).union(set(wanted).intersection(CHOOSABLE)))


_ONE_BY_ONE = frozenset(Part) - {Part.ONE_PDF}
"""Every document is there by itself, so nobody needs them joined as well."""

_ALL = (
    # The layout a caseworker carries data over from (product description 4.5).
    Profile(key="manual", parts=_ONE_BY_ONE, evidence=Evidence.WITH_COPIES),
    Profile(key="slim", parts=frozenset({Part.PDF, Part.XML}), evidence=Evidence.ORIGINALS),
    Profile(key="pdf", parts=frozenset({Part.PDF, Part.ONE_PDF}), evidence=Evidence.PDF_ONLY),
    Profile(
        key="colleague", parts=_ONE_BY_ONE, evidence=Evidence.WITH_COPIES, packing=Packing.ENCRYPTED_ZIP,
        neutral_names=True,
    ),
    Profile(
        key="specialist", parts=frozenset({Part.PDF, Part.XML, Part.TABLE, Part.DATA}), evidence=Evidence.ORIGINALS,
        neutral_names=True,
    ),
)  # fmt: skip

PROFILES: Mapping[str, Profile] = {one.key: one for one in _ALL}
DEFAULT_PROFILE = PROFILES["manual"]


def profile(key: str) -> Profile:
    """The profile of that key; raises ExportFormatError."""
    if key not in PROFILES:
        raise ExportFormatError(format=key)
    return PROFILES[key]
