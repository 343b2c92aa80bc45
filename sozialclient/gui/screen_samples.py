"""What some screens show when they are drawn without a mailbox that could be asked."""

from __future__ import annotations

import msgspec

from sozialclient.documents.schema.package import CodeListEntry, SchemaFile, SchemaPackage
from sozialclient.documents.schema.replacing import Replacement
from sozialclient.errors import SozialclientError
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.certificate_card import CertificateCard
from sozialclient.gui.widgets.check_list import Check
from sozialclient.reports.schema_words import replacement_words


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


def sample_replacement() -> list[str]:
    """What is said of an invented package that would take the place of another."""
    files = tuple(SchemaFile(f"{number:03}.xsd", f"xmuster-{number}.xsd", "urn:example:xmuster", True)
                  for number in range(14))
    lists = (CodeListEntry("urn:example:liste:farbe", "2", "Farben", "000.json"),)
    before = SchemaPackage(
        id="xmuster-1.0.0", standard="XMuster", identifier="", version="1.0.0", title="Musterstandard", namespaces=(),
        roots={}, files=files, lists=lists, missing=(), imported="2026-05-04T10:00:00+00:00")
    after = msgspec.structs.replace(before, files=files[1:], lists=())
    names = tuple(file.name for file in files)
    return replacement_words(Replacement(before=before, after=after, added=(), removed=("Farben 2", names[0]),
                                         changed=names[1:]))
