"""What some screens show when they are drawn without a mailbox that could be asked."""

from __future__ import annotations

from sozialclient.errors import SozialclientError
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.certificate_card import CertificateCard
from sozialclient.gui.widgets.check_list import Check


class WrongPin(SozialclientError):
    """As raised for a PIN that does not fit."""

    reference = "KEY-PIN"


class Unreadable(SozialclientError):
    """As raised for a damaged store."""

    reference = "STORE-DAMAGED"


def sample_certificate(theme: Theme) -> CertificateCard:
    """The card of an invented certificate."""
    facts = (("Gültig", "14.09.2025 bis 14.09.2028"), ("Ausgestellt von", "Demo-Zertifizierungsstelle 2 (erfunden)"),
             ("Schlüssel", "RSA 4096 Bit"), ("Datei", "musterstadt-2027.p12"))
    return CertificateCard(theme, "Sozialamt Musterstadt (Demo)", "ok", "Noch 661 Tage gültig", facts)


SAMPLE_CHECKS = (
    Check("passed", "Zertifikate des Intermediärs gelesen: Demo-Intermediär (erfunden)"),
    Check("running", "Anmeldung bei https://osci.demo.example", "", "läuft"),
    Check("waiting", "Postfach nach wartenden Nachrichten fragen", "", "folgt"),
)
