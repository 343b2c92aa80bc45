"""Opens golden messages the way `sozialclient open` does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sozialclient.crypto.policy import Policy
from sozialclient.osci.deliveries import OpenedDelivery
from sozialclient.osci.dialog import SentRequest
from sozialclient.transports.base import MailboxKeys
from sozialclient.usecases.open_message import OpenOptions, open_message, read_dialog_state
from sozialclient.wire.spool import MemorySpool, Spool
from tests.vectors.cases import Case, keys_of, pinned_signer

STEP = 4093


def chunks(data: bytes, step: int = STEP) -> Iterator[bytes]:
    """`data` in pieces that fit no boundary."""
    for start in range(0, len(data), step):
        yield data[start : start + step]


def sent_request(case: Case) -> SentRequest | None:
    state = case.meta.get("dialog")
    return None if state is None else read_dialog_state(state)


def open_case(case: Case, *, step: int = STEP) -> OpenedDelivery:
    """Open `message.msg` with every key a reader of the case has, in pieces of `step` bytes."""
    keys = keys_of(case)
    options = OpenOptions(policy=Policy.default(), expected_signer=pinned_signer(case), sent=sent_request(case))
    mailbox_keys = MailboxKeys(keys[0].certificate_der, tuple(keys), None)
    return open_message(chunks(case.message, step), mailbox_keys, MemorySpool, options)


def sha256(spool: Spool) -> str:
    state = hashlib.sha256()
    for chunk in spool.chunks():
        state.update(chunk)
    return state.hexdigest()
