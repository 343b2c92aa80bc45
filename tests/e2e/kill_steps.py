"""The moments at which a fetch is killed on purpose, named as the proof names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["call", "return", "disk", "progress", "calls", "seconds", "none"]


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of a fetch of two deliveries.

    `way` and `where` say how it is recognised: a function (module:qualified name) that is called or
    returns, an operation on a file (operation:file), a phase of the progress, the number of calls or
    seconds since the start. `times`: the how-manieth; `amount`: share of the answer, or seconds.
    `after`: counting starts with this event ("call" or "return" and a function), `after_times`: of several.
    """

    name: str
    way: Way
    where: str = ""
    times: int = 1
    amount: float = 0.0
    after: str = ""
    after_times: int = 1


_SEND = "net/guarded_socket.py:GuardedSocket.sendall"
_NEXT = "call transports/osci12.py:Osci12Session.next"
_ADDED = "return store/store.py:Store.add"
_CLOSING = "call transports/osci12.py:Osci12Session.close"

# Each request is sent in two pieces (head, body). The dialog: init, fetch, fetch (which acknowledges the
# first), fetch (which acknowledges the second and finds nothing), exit.
PROTOCOL = (
    Step("connect", "call", "net/guarded_socket.py:connect"),
    Step("init built", "return", "osci/dialog.py:Dialog.init"),
    Step("init sent", "return", _SEND, 2),
    Step("init received", "return", "transports/osci12_exchange.py:exchange"),
    Step("fetch built", "return", "osci/dialog.py:Dialog.request", after=_NEXT),
    Step("fetch half sent", "return", _SEND, 1, after=_NEXT),
    Step("fetch sent", "return", _SEND, 2, after=_NEXT),
    Step("headers received", "return", "net/strict_response.py:StrictResponse.begin", after=_NEXT),
    Step("body 0 %", "progress", "receiving"),
    Step("body 50 %", "progress", "receiving", amount=0.5),
    Step("body 100 %", "progress", "receiving", amount=1.0),
    Step("MIME split", "call", "osci/receive.py:Receiver._read_encrypted", after=_NEXT),
    Step("session key", "return", "crypto/xmlenc.py:session_key", after=_NEXT),
    Step("transport decrypt", "return", "osci/receive.py:Receiver._decrypted", after=_NEXT),
    Step("verify", "call", "osci/cover.py:cover", after=_NEXT),
    Step("verified", "return", "osci/cover.py:cover", after=_NEXT),
    Step("parse", "return", "osci/responses.py:read_response", after=_NEXT),
    Step("content decrypt", "return", "osci/content_open.py:PackageOpener._decrypt"),
    Step("opened", "return", "osci/content_open.py:PackageOpener.open"),
    Step("recognise", "call", "documents/recognition.py:recognise"),
)
COMMIT = (
    Step("begin", "call", "store/applications/adding.py:add_arrival"),
    Step("index row", "return", "store/applications/rows.py:insert_application"),
    Step("contents commit", "disk", "sync:contents.db-wal"),
    Step("everything written", "return", "store/applications/adding.py:add_arrival"),
    Step("commit", "disk", "sync:store.db-wal"),
    Step("after commit", "return", "store/store.py:Store.add"),
    Step("begin of the second", "call", "store/applications/adding.py:add_arrival", 2),
    Step("after the second commit", "return", "store/store.py:Store.add", 2),
)
AFTERWARDS = (
    Step("next request built", "return", "osci/dialog.py:Dialog.request", after=_ADDED),
    Step("next request half sent", "return", _SEND, 1, after=_ADDED),
    Step("next request sent", "return", _SEND, 2, after=_ADDED),
    Step("next answer", "return", "net/strict_response.py:StrictResponse.begin", after=_ADDED),
    Step("last request sent", "return", _SEND, 2, after=_ADDED, after_times=2),
    Step("exit built", "return", "osci/dialog.py:Dialog.request", after=_CLOSING),
    Step("exit sent", "return", _SEND, 2, after=_CLOSING),
    Step("exit received", "return", "transports/osci12.py:Osci12Session.close"),
    Step("notify", "call", "store/store.py:Store.record_fetch"),
    Step("tidy up", "call", "store/store.py:Store._tidy_up"),
    Step("notified", "return", "store/store.py:Store.record_fetch"),
    Step("close", "call", "store/store.py:Store.close"),
)
NAMED = (*PROTOCOL, *COMMIT, *AFTERWARDS)
