"""The table of transports: one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.model.mailbox import Mailbox
from sozialclient.net.http_client import HttpClient
from sozialclient.transports.base import MailboxKeys, MailboxTransport
from sozialclient.transports.osci12 import Osci12Transport
from sozialclient.transports.osci12_exchange import Osci12Endpoint


class UnknownTransport(SozialclientError):
    """A mailbox names a transport this version does not have; parameter `transport`."""

    reference = "TRANSPORT-UNKNOWN"


@dataclass(frozen=True, slots=True)
class TransportOptions:
    """What every transport is built with. `chunk_kib`: fetch in pieces of that size where possible."""

    http: HttpClient
    policy: Policy
    chunk_kib: int | None = None


def _osci12(mailbox: Mailbox, keys: MailboxKeys, options: TransportOptions) -> MailboxTransport:
    endpoint = Osci12Endpoint(
        mailbox.url, mailbox.intermediary_cipher_certificate, mailbox.intermediary_signature_certificate,
        mailbox.earlier_signature_certificates,
    )
    return Osci12Transport(endpoint, keys, options.http, options.policy, chunk_kib=options.chunk_kib)


BuildTransport = Callable[[Mailbox, MailboxKeys, TransportOptions], MailboxTransport]
TRANSPORTS: dict[str, BuildTransport] = {"osci12": _osci12}


def build_transport(mailbox: Mailbox, keys: MailboxKeys, options: TransportOptions) -> MailboxTransport:
    """The transport of a mailbox; raises UnknownTransport."""
    build = TRANSPORTS.get(mailbox.transport)
    if build is None:
        raise UnknownTransport(transport=mailbox.transport[:40])
    return build(mailbox, keys, options)
