"""After anything that went wrong in a dialog: not one byte more, nothing acknowledged, nothing kept open."""

from __future__ import annotations

from typing import NoReturn

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.osci.dialog import DialogOver, Phase
from sozialclient.transports.base import DeliveryUnreadable, MailboxSession, MailboxTransport, Selection
from sozialclient.transports.osci12 import Osci12Session
from tests.e2e.conftest import Scene
from tests.e2e.wire_between import Harm
from tests.unit.osci.counted_spool import CountedSpool

SELECTIONS = (Selection(), Selection(message_id="osci:elsewhere"))


def opened(scene: Scene, chunk_kib: int | None = None, transport: MailboxTransport | None = None) -> MailboxSession:
    """A dialog through the proxy, with spools that are counted."""
    CountedSpool.reset()
    way = transport or scene.desk.transport(chunk_kib=chunk_kib)
    return way.open(CountedSpool, lambda _: None, lambda: False)


def ask(scene: Scene, harm: Harm, *, chunk_kib: int | None = None, selection: Selection | None = None) -> NoReturn:
    """Ask for a delivery, do `harm` to the answer, see that this was the end, and raise what speaks against it."""
    session = opened(scene, chunk_kib)
    scene.between.harmed, scene.between.harm = len(scene.between.requests), harm
    error = failure_of(session, selection or Selection())
    assert_silent(scene, session)
    raise error


def failure_of(session: MailboxSession, selection: Selection) -> SozialclientError:
    """What asking raises; the bytes of an unreadable delivery are given up, and its cause counts."""
    with pytest.raises(SozialclientError) as caught:
        session.next(None, selection)
    if isinstance(caught.value, DeliveryUnreadable):
        caught.value.original.close()
        return caught.value.cause
    return caught.value


def assert_silent(scene: Scene, session: MailboxSession) -> None:
    """The dialog is dead: whatever is asked of it, the proxy sees no request and no byte of one."""
    assert isinstance(session, Osci12Session) and session.phase is Phase.BROKEN
    before, accepted = len(scene.between.requests), scene.between.accepted
    for selection in SELECTIONS:
        with pytest.raises(DialogOver):
            session.next(None, selection)
    with pytest.raises(DialogOver):
        session.process_cards(None)
    with pytest.raises(DialogOver):
        session.close(None)
    session.abandon()
    assert (len(scene.between.requests), scene.between.accepted) == (before, accepted)
    assert scene.hub.received() == scene.desk.stored_ids() == []
    assert CountedSpool.made > 0 and CountedSpool.open == 0
