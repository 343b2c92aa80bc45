"""One response of every type, unsigned."""

from __future__ import annotations

from collections.abc import Callable

from sozialclient.osci import response_envelopes as envelopes
from sozialclient.osci.compose import OutgoingAttachment
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.selection import ChunkInformation
from tests.mailbox_rig import signing, training_pki
from tests.unit.osci.answers import FEEDBACK, card, written

_CHUNK = ChunkInformation(chunk_number=1, chunk_size=1, total_chunk_numbers=2, total_message_size=2)
_RECEIVED = ChunkInformation(chunk_number=1, received_chunks=(1,))


def _supplier() -> envelopes.SupplierIdentity:
    return envelopes.SupplierIdentity(signing(training_pki().intermediary_signature))


def _fetched(control: ControlBlock) -> bytes:
    return written(envelopes.response_to_fetch_delivery(control, _supplier(), FEEDBACK, "", None), signed=False)


def _chunk(control: ControlBlock) -> bytes:
    attachment = OutgoingAttachment("chunk", lambda: iter([b"x" * 20]), bytes(32))
    chunk = envelopes.ForwardedChunk(_CHUNK, "osci:1", attachment)
    found = envelopes.response_to_partial_fetch_delivery(control, _supplier(), FEEDBACK, "", chunk)
    return written(found, signed=False)


def _chunk_stored(control: ControlBlock) -> bytes:
    inside = (FEEDBACK, card())
    return written(
        envelopes.response_to_partial_store_delivery(control, _supplier(), FEEDBACK, _RECEIVED, inside), signed=False
    )


def _cards(control: ControlBlock) -> bytes:
    found = envelopes.response_to_fetch_process_card(control, _supplier(), FEEDBACK, "", [card()] * 2)
    return written(found, signed=False)


KINDS: tuple[Callable[[ControlBlock], bytes], ...] = (
    lambda control: written(envelopes.response_to_init_dialog(control, _supplier(), FEEDBACK), signed=False),
    _fetched,
    _cards,
    _chunk,
    _chunk_stored,
    lambda control: written(envelopes.response_to_get_message_id(control, _supplier(), FEEDBACK, "1"), signed=False),
    lambda control: written(envelopes.response_to_store_delivery(control, _supplier(), FEEDBACK, card()), signed=False),
    lambda control: written(envelopes.response_to_exit_dialog(control, _supplier(), FEEDBACK), signed=False),
)
"""What an intermediary may answer, by the control block of the answer."""
