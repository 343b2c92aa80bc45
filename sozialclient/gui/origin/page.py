"""Where an application comes from and when: times, sender, transport, numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sozialclient.gui.applications.table_model import number_of
from sozialclient.gui.desk import OpenedApplication
from sozialclient.gui.plain import plain
from sozialclient.gui.theme import Theme
from sozialclient.gui.widgets.facts import FactSheet, Group
from sozialclient.gui.wording import day, full, named, say, size
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.process_card import Instant


def _instant(instant: Instant | None) -> str:
    if instant is None:
        return say("origin.not_yet")
    shown = full(instant.utc) if instant.utc else plain(instant.received)
    return plain(shown, " (", plain(instant.received), ")")


def certificate_facts(certificate: CertificateFacts | None) -> list[tuple[str, str]]:
    """Facts of a certificate in words."""
    if certificate is None:
        return [(say("origin.certificate"), say("origin.no_certificate"))]
    return [
        (say("origin.holder"), named(certificate.common_name or certificate.subject)),
        (say("origin.issuer"), named(certificate.issuer)),
        (say("origin.valid"), say("origin.from_to", start=day(certificate.not_before), end=day(certificate.not_after))),
        (say("origin.key"), f"{certificate.key_type} {certificate.key_bits}"),
        (say("origin.serial"), certificate.serial),
        (say("origin.fingerprint"), certificate.sha256),
    ]


def origin_groups(opened: OpenedApplication) -> list[Group]:
    """Everything the tab shows, as words."""
    card, delivery = opened.card, opened.delivery
    process = delivery.process_card.card if delivery.process_card else None
    times = [
        (say("origin.creation"), _instant(process.creation if process else None)),
        (say("origin.forwarding"), _instant(process.forwarding if process else None)),
        (say("origin.reception"), _instant(process.reception if process else None)),
        (say("origin.fetched"), full(card.fetched)),
        (say("origin.opened"), full(card.opened) if card.opened else say("origin.just_now")),
    ]
    fields = opened.fields
    message = [
        (say("origin.number"), number_of(card)),
        (say("origin.application_number"), plain((fields.application_number if fields else None) or "–")),
        (say("origin.message_id"), plain(card.message_id)),
        (say("origin.subject"), plain(card.subject) or "–"),
        (say("origin.service"), plain(card.service_name) or "–"),
        (say("origin.standard"), plain((fields.standard if fields else None) or "–")),
        (say("origin.message_type"), plain(delivery.message_type)),
        (say("origin.size"), size(card.size)),
        (say("origin.mailbox"), plain(card.mailbox)),
    ]
    return [
        (say("origin.times"), times),
        (say("origin.message"), message),
        (say("origin.sender"), certificate_facts(delivery.originator)),
    ]


class OriginPage(QWidget):
    """Facts under three headings."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.sheet = FactSheet(theme, say("application.tab.origin"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sheet)

    def show_application(self, opened: OpenedApplication) -> None:
        """Fill in."""
        self.sheet.show_groups(origin_groups(opened))
