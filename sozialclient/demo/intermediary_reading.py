"""From the bytes of a request to a message whose signature holds, or the reason for refusing it."""

from __future__ import annotations

from collections.abc import Iterable

from sozialclient.crypto.policy import Policy
from sozialclient.demo.intermediary_refusals import (
    FaultAnswer,
    OrderRefused,
    fault_for_reading,
    refusal_for_signature,
)
from sozialclient.errors import SozialclientError
from sozialclient.model.verdict import Verdict
from sozialclient.osci.cover import CoveredMessage, cover
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.osci.receive import Fault, ReceivedMessage, Receiver


def received_request(receiver: Receiver, chunks: Iterable[bytes]) -> ReceivedMessage:
    """Read a request, not verified yet. Raises FaultAnswer for whatever is wrong with it."""
    try:
        received = receiver.read(chunks)
    except SozialclientError as error:
        raise fault_for_reading(error) from None
    if isinstance(received, Fault) or received.type.is_response:
        if isinstance(received, ReceivedMessage):
            received.close()
        raise FaultAnswer(code=FeedbackCode.NOT_OSCI.value)
    return received


def verified(
    received: ReceivedMessage, *, expected_signer: bytes | None, signature_required: bool
) -> CoveredMessage:
    """Verify the client's signature; `expected_signer` is the certificate that began the dialog.

    Raises OrderRefused (9600 to 9603) or FaultAnswer and then gives up the message.
    """
    try:
        covered = cover(received, Policy.default(), expected_signer=expected_signer)
        signature = covered.transport.signature
        if signature is None and (signature_required or expected_signer is not None):
            raise OrderRefused(code=FeedbackCode.NOT_SIGNED.value)
        if signature is not None and signature.verdict is not Verdict.PASSED:
            raise OrderRefused(code=FeedbackCode.SIGNATURE_INTERNAL.value)
    except (OrderRefused, FaultAnswer):
        received.close()
        raise
    except SozialclientError as error:
        received.close()
        raise refusal_for_signature(error) from None
    return covered

