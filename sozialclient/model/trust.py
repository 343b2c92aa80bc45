"""What is known about who stands behind a certificate: its path to an anchor, and whether it was revoked."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.verdict import Verdict


class Standing(enum.Enum):
    """Three results of a revocation check. UNKNOWN is no VALID, and says nothing bad either."""

    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"

    @staticmethod
    def worst(standings: tuple[Standing, ...]) -> Standing:
        """REVOKED beats UNKNOWN beats VALID; nothing at all is UNKNOWN."""
        for standing in (Standing.REVOKED, Standing.UNKNOWN, Standing.VALID):
            if standing in standings:
                return standing
        return Standing.UNKNOWN


class Role(enum.Enum):
    """As whom the holder of a certificate took part."""

    AUTHOR = "author"
    INTERMEDIARY = "intermediary"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedCertificate:
    """A certificate of an authority that somebody imported: `root` ends paths, others only lead there.

    One that is `training` counts for training mailboxes alone.
    """

    der: bytes
    root: bool
    added: datetime
    training: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTrust:
    """Whether a path leads from `certificate` to an imported root, judged for the time `at` (aware).

    PASSED: `path` holds the issuers up to the root. UNDECIDED: `reason` (a reference) says why not,
    and `culprit` which certificate it is about. It is never FAILED: a path that is missing forges nothing.
    """

    certificate: CertificateFacts
    role: Role
    at: datetime
    verdict: Verdict
    reason: str | None = None
    culprit: CertificateFacts | None = None
    path: tuple[CertificateFacts, ...] = ()
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationNote:
    """The last revocation check of an application: when (aware), and how many certificates came out how.

    `lists_from` is the day of the oldest list that was used, None when none was.
    """

    at: datetime
    valid: int
    revoked: int
    unknown: int
    lists_from: datetime | None

    @property
    def standing(self) -> Standing:
        """The worst of all."""
        found = ((Standing.REVOKED, self.revoked), (Standing.UNKNOWN, self.unknown), (Standing.VALID, self.valid))
        return Standing.worst(tuple(standing for standing, count in found if count))


@dataclass(frozen=True, slots=True)
class TrustReport:
    """What is known of all certificates behind an application; `revocation` None: never checked."""

    certificates: tuple[CertificateTrust, ...]
    revocation: RevocationNote | None = None
