"""Certificates in words, the same in every dialog about them."""

from __future__ import annotations

from sozialclient.gui.assistant.controller import validity_words
from sozialclient.gui.plain import Shown, plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.certificate_card import CertificateCard
from sozialclient.gui.wording import day, say
from sozialclient.model.certificate import CertificateFacts

_GROUP = 4


def holder(certificate: CertificateFacts) -> Shown:
    """Whose certificate it is."""
    return plain(certificate.common_name or certificate.subject)


def fingerprint(certificate: CertificateFacts) -> str:
    """The SHA-256 in groups of four, so that it can be compared and read out."""
    sha256 = certificate.sha256.upper()
    return " ".join(sha256[at : at + _GROUP] for at in range(0, len(sha256), _GROUP))


def certificate_card(theme: Theme, certificate: CertificateFacts) -> CertificateCard:
    """Holder, validity, issuer, key and fingerprint."""
    tint, validity = validity_words(certificate)
    valid = say("origin.from_to", start=day(certificate.not_before), end=day(certificate.not_after))
    return CertificateCard(theme, holder(certificate), tint, validity, [
        (say("origin.valid"), valid),
        # With blanks, or a name of many parts would be wider than the dialog at a large text size.
        (say("origin.issuer"), plain(certificate.issuer.replace(",", ", "))),
        (say("origin.key"), f"{certificate.key_type} {certificate.key_bits} Bit"),
        (say("certificates.sha256"), fingerprint(certificate)),
    ])


def one_line(certificate: CertificateFacts) -> Shown:
    """Holder, end and fingerprint in one value."""
    return say("certificates.line", holder=holder(certificate), end=day(certificate.not_after),
               sha256=fingerprint(certificate))
