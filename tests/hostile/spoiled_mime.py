"""A mailbox whose deliveries were spoiled in their MIME form, one for each way, and what one fetch made of them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sozialclient.errors import SozialclientError
from sozialclient.model.application import State
from tests.hostile.expect import says_what_to_do
from tests.hostile.mailroom import Change, mailroom

_BOUNDARY = re.compile(rb"boundary=([^;\r\n]+)")
_ROOT_TYPE = b"Content-Type: text/xml; charset=UTF-8\r\n"


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery: why it was refused (None: it was not), whether it was acknowledged."""

    error: SozialclientError | None
    acknowledged: bool


def boundary_of(message: bytes) -> bytes:
    """The boundary that a message announces."""
    found = _BOUNDARY.search(message)
    assert found is not None
    return found[1]


def with_part(message: bytes, *headers: bytes, body: bytes = b"x") -> bytes:
    """The message with one more part behind the others."""
    delimiter = b"\r\n--" + boundary_of(message)
    part = delimiter + b"\r\n" + b"\r\n".join(headers) + b"\r\n\r\n" + body
    end = message.rindex(delimiter + b"--")
    return message[:end] + part + message[end:]


def replaced(old: bytes, new: bytes) -> Change:
    """A change of the first `old`, which must be there."""

    def change(message: bytes) -> bytes:
        assert old in message
        return message.replace(old, new, 1)

    return change


def _without_end(message: bytes) -> bytes:
    return message[: message.rindex(b"\r\n--" + boundary_of(message) + b"--")]


def _long_boundary(message: bytes) -> bytes:
    return message.replace(boundary_of(message), b"B" * 71)


def _twice(message: bytes) -> bytes:
    headers = (b"Content-Transfer-Encoding: 8bit", b"Content-ID: <Bescheid.pdf>")
    return with_part(with_part(message, *headers), *headers, body=b"evil")


def _many(message: bytes) -> bytes:
    """One part more than allowed."""
    delimiter = b"\r\n--" + boundary_of(message)
    end = message.rindex(delimiter + b"--")
    parts = (
        delimiter + b"\r\nContent-Transfer-Encoding: 8bit\r\nContent-ID: <%d>\r\n\r\n" % number
        for number in range(1_000)
    )
    return message[:end] + b"".join(parts) + message[end:]


def _preamble(message: bytes) -> bytes:
    first = b"\r\n--" + boundary_of(message)
    return message.replace(first, b"\r\nThis is a message in several parts.\r\n" + first, 1)


SPOILED: Mapping[str, Change] = {
    "no end": _without_end,
    "long boundary": _long_boundary,
    "bare line feed": replaced(_ROOT_TYPE, _ROOT_TYPE.replace(b"\r\n", b"\n")),
    "many headers": replaced(_ROOT_TYPE, _ROOT_TYPE + b"".join(b"X-%d: y\r\n" % number for number in range(1_000))),
    "many parts": _many,
    "part twice": _twice,
    "extra part": lambda message: with_part(message, b"Content-Transfer-Encoding: 8bit", b"Content-ID: <more>"),
    "another start": replaced(b"; type=text/xml", b'; type=text/xml; start="<other@message>"'),
    "root is no XML": replaced(_ROOT_TYPE, b"Content-Type: application/pdf\r\n"),
    "charset": replaced(b"charset=UTF-8", b"charset=iso-8859-1"),
    "quoted-printable": replaced(b"Content-Transfer-Encoding: 8bit", b"Content-Transfer-Encoding: quoted-printable"),
    "preamble": _preamble,
    "version": replaced(b"MIME-Version: 1.0", b"MIME-Version: 2.0"),
}


@cache
def fetched() -> Mapping[str, Outcome]:
    """One fetch of all of them and a sound one behind them; everything that holds for each is checked here."""
    changes: dict[str, Change] = {}
    with tempfile.TemporaryDirectory(prefix="sozialclient-hostile-") as folder, mailroom(Path(folder), changes) as room:
        names = {name: room.put() for name in SPOILED}
        changes |= {names[name]: change for name, change in SPOILED.items()}
        sound = room.put()
        summary = room.desk.fetch()
        assert (summary.error, summary.closing_error, summary.new) == (None, None, 1)
        assert room.hub.received() == [sound] and room.card(sound).acknowledged
        failures = dict(zip(summary.unreadable, summary.failures, strict=True))
        cards = {name: room.card(message_id) for name, message_id in names.items()}
        assert {card.state for card in cards.values()} == {State.UNPROCESSABLE}
        received = room.hub.received()
        return {name: Outcome(failures.get(card.id), names[name] in received) for name, card in cards.items()}


def assert_refused(name: str, kind: type[SozialclientError], **parameters: str | int) -> None:
    """The delivery spoiled in this way was refused with exactly that error, and not acknowledged."""
    outcome = fetched()[name]
    assert outcome.error is not None and type(outcome.error) is kind, outcome.error
    assert not outcome.acknowledged
    says_what_to_do(outcome.error)
    assert {key: outcome.error.parameters.get(key) for key in parameters} == {
        key: str(value) for key, value in parameters.items()
    }


