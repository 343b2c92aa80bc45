"""How the intermediary says no: SOAP fault or feedback, by the decision table of PROTOCOL 4.12."""

from __future__ import annotations

from sozialclient.crypto.algorithms import UnknownAlgorithm, UnsupportedAlgorithm
from sozialclient.crypto.ciphers import DecryptError
from sozialclient.crypto.policy import RefusedAlgorithm
from sozialclient.crypto.signatures import UnsuitableKey
from sozialclient.errors import SozialclientError
from sozialclient.osci.cover import TransportSignatureInvalid, TransportSignerChanged
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.osci.receive import NotForThisKey


class FaultAnswer(SozialclientError):
    """The answer is a SOAP fault; parameter `code`."""

    reference = "DEMO-FAULT"

    @property
    def code(self) -> str:
        """Code of the fault."""
        return self.parameters["code"]


class OrderRefused(SozialclientError):
    """The order is not executed; parameter `code` is the feedback."""

    reference = "DEMO-REFUSED"

    @property
    def code(self) -> str:
        """Code of the feedback."""
        return self.parameters["code"]


# One code for every way in which decryption can fail, so that an answer tells nothing about the key.
_UNDECRYPTED = (DecryptError, UnknownAlgorithm, UnsupportedAlgorithm, RefusedAlgorithm, UnsuitableKey)


def fault_for_reading(error: SozialclientError) -> FaultAnswer:
    """The fault for a message that could not be read."""
    if isinstance(error, FaultAnswer):
        return error
    if isinstance(error, NotForThisKey):
        return FaultAnswer(code=FeedbackCode.NO_PRIVATE_KEY.value)
    if isinstance(error, _UNDECRYPTED):
        return FaultAnswer(code=FeedbackCode.NOT_DECRYPTED.value)
    return FaultAnswer(code=FeedbackCode.NOT_OSCI.value)


def refusal_for_signature(error: SozialclientError) -> SozialclientError:
    """Feedback for a signature that did not hold, a fault for a structure that is not ours to judge."""
    if isinstance(error, TransportSignatureInvalid):
        uncovered = error.parameters.get("reason") == "SIG-COVERAGE"
        return OrderRefused(code=(FeedbackCode.NOT_ALL_SIGNED if uncovered else FeedbackCode.SIGNATURE_WRONG).value)
    if isinstance(error, (TransportSignerChanged, UnknownAlgorithm, RefusedAlgorithm)):
        return OrderRefused(code=FeedbackCode.SIGNATURE_WRONG.value)
    return FaultAnswer(code=FeedbackCode.NOT_OSCI.value)
