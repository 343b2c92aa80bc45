"""Nothing is believed before somebody has compared its fingerprint with one that came by another way."""

from __future__ import annotations

from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts

_SEPARATORS = str.maketrans("", "", " :-\t\r\n")


class FingerprintUnconfirmed(SozialclientError):
    """The fingerprint given is not that of the certificate; parameter `sha256` is what it would have to be."""

    reference = "CERT-UNCONFIRMED"


def plain_fingerprint(text: str) -> str:
    """A SHA-256 as people write it (groups, colons, capitals) as lower-case hex."""
    return text.translate(_SEPARATORS).lower()


def require_confirmed(certificate: CertificateFacts, fingerprint: str | None) -> None:
    """Pass when `fingerprint` is the whole SHA-256 of `certificate`; raises FingerprintUnconfirmed."""
    if fingerprint is None or plain_fingerprint(fingerprint) != certificate.sha256:
        raise FingerprintUnconfirmed(sha256=certificate.sha256)
