"""From a fetch response to the delivery in it, fresh from the intermediary or from the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from sozialclient import __version__
from sozialclient.crypto.policy import Policy
from sozialclient.osci.deliveries import DeliveryOpener, OpenedDelivery
from sozialclient.osci.dialog import DialogError
from sozialclient.osci.receive import Fault
from sozialclient.osci.responses import Response, ResponseToFetchDelivery, read_response
from sozialclient.transports.base import MailboxKeys, Reopened
from sozialclient.transports.osci12_exchange import IntermediaryFault, Osci12Context, Osci12Endpoint, UnexpectedAnswer
from sozialclient.wire.spool import Spool


def message_id_of(response: ResponseToFetchDelivery, original: Spool) -> str:
    """The id on the process card; where there is none, the digest of the bytes must serve."""
    if response.card is not None:
        return response.card.message_id
    state = hashlib.sha256()
    for chunk in original.chunks():
        state.update(chunk)
    return f"sha256:{state.hexdigest()}"


def open_delivery(context: Osci12Context, response: ResponseToFetchDelivery, message_id: str) -> OpenedDelivery:
    """Open and check what `response` carries; it is called `message_id` where it names itself in no way."""
    opener = DeliveryOpener(context.keys.decryption, context.policy, context.spools, context.limits)
    opened = opener.open_fetched(response)
    if opened.delivery.message_id:
        return opened
    return OpenedDelivery(replace(opened.delivery, message_id=message_id), opened.payloads)


def reopened(context: Osci12Context, original: Iterable[bytes], message_id: str) -> Reopened:
    """Read a stored response once more. The dialog it belonged to is over and can't be checked again.

    Raises DialogError when it is not the delivery `message_id`, and what reading an answer raises.
    """
    received = context.receiver().read(original)
    if isinstance(received, Fault):
        raise IntermediaryFault(code=received.shown_code)
    response = _delivery_in(read_response(context.cover(received, stored=True)))
    if response.card is not None and response.card.message_id != message_id:
        response.message.close()
        raise DialogError(field="MessageId")
    opened = open_delivery(context, response, message_id)
    return Reopened(opened.delivery, opened.payloads)


def _delivery_in(response: Response) -> ResponseToFetchDelivery:
    if isinstance(response, ResponseToFetchDelivery) and not response.is_empty:
        return response
    response.message.close()
    raise UnexpectedAnswer(message_type=response.message.type.value)


def digest_of_means(endpoint: Osci12Endpoint, keys: MailboxKeys, policy: Policy) -> bytes:
    """SHA-256 over everything that decides whether a delivery can be read."""
    certificates = sorted(key.certificate_der for key in keys.decryption)
    parts = [
        __version__.encode(),
        policy.version.encode(),
        ",".join(sorted(policy.refused)).encode(),
        endpoint.signature_certificate or b"",
        *certificates,
    ]
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(digests).digest()
