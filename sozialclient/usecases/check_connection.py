"""Check a mailbox live: the intermediary answers, knows our key and proves its own."""

from __future__ import annotations

from sozialclient.transports.base import ConnectionReport, MailboxTransport


def check_connection(transport: MailboxTransport) -> ConnectionReport:
    """Open a dialog and close it without fetching; raises the errors of the transport."""
    return transport.check()
