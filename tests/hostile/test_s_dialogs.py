"""Genuine messages in the wrong dialog or of the wrong kind, and random surgery (group S)."""

from __future__ import annotations

from contextlib import suppress

import pytest

from sozialclient.demo import intermediary_orders
from sozialclient.demo.intermediary_fetch import fetch_process_card
from sozialclient.errors import SozialclientError
from sozialclient.osci.dialog import DialogError
from sozialclient.osci.names import MessageType
from sozialclient.transports.osci12_exchange import UnexpectedAnswer
from tests.e2e.conftest import Scene
from tests.e2e.wire_between import Visit, pass_through
from tests.hostile.expect import refused
from tests.hostile.rows import guarded_by
from tests.hostile.silence import ask
from tests.hostile.wrapping.judge import Fate
from tests.hostile.wrapping.trial import CLEAR, FLAT, SEALED, TRANSPORT, trial


@guarded_by("sozialclient.osci.dialog.check_answer")
def test_s_36_a_genuine_answer_of_another_conversation(quiet: Scene) -> None:
    """A whole delivery, rightly signed, is sent once more in a later dialog, or answers another request."""
    trial("S-36", at=(TRANSPORT,)).refused_by({"DialogError"})
    kept: list[bytes] = []

    def keep(visit: Visit) -> None:
        kept.append(visit.forward())
        visit.reset()

    with suppress(SozialclientError):
        ask(quiet, keep)
    assert len(kept) == 1
    with refused(DialogError, field="Response"):
        ask(quiet, lambda visit: visit.send(kept[0]))


@guarded_by("sozialclient.transports.osci12_exchange._understood", "sozialclient.osci.structure._check_blocks")
def test_s_37_a_genuine_answer_of_another_kind(quiet: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer of this dialog, rightly signed, but to another order, or announced as another kind."""
    trial("S-37", at=(TRANSPORT,)).refused_by({"StructureError", "UnexpectedAnswer"})
    monkeypatch.setitem(intermediary_orders._ORDERS, MessageType.FETCH_DELIVERY, fetch_process_card)
    with refused(UnexpectedAnswer, message_type="ResponseToFetchProcessCard"):
        ask(quiet, pass_through)


@guarded_by("sozialclient.crypto.xmldsig._judge", "sozialclient.osci.structure.envelope_parts")
def test_s_40_random_surgery() -> None:
    """Elements, attributes, texts and parts are moved, copied, renamed, doubled and removed at random.

    Whatever is not refused says exactly what was signed.
    """
    found = trial("S-40", at=(TRANSPORT, CLEAR, SEALED, FLAT))
    assert found.fates[Fate.CHANGED] == 0
    assert found.fates[Fate.REFUSED] > 0.7 * found.fates.total()
    assert len(found.errors) > 2 and len(found.findings) > 2
