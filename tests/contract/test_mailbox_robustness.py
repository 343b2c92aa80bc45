"""The training intermediary under damaged requests and under many clients at once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from sozialclient.osci import request_envelopes
from sozialclient.osci.compose import OutgoingMessage, new_challenge, write_message
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.responses import ResponseToFetchDelivery
from sozialclient.osci.selection import SelectionRule
from tests.mailbox_rig import Client, http_post, office, platform, put, rig, small_delivery

_SNIPPETS = (
    b"<", b">", b'"', b"&", b"\r\n", b"--", b"xmlns", b"Id=", b"#", b"osci:", b"\x00", b"\xff", b"cid:", b"-1", b" ",
    b"<!DOCTYPE x>", b"<!--x-->", b"<?x y?>", b"&#x41;", b"9" * 20, b"<![CDATA[x]]>", b"=", b"AAAA",
)


def _mutated(seed: bytes, rng: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(rng.choice((1, 1, 2, 5))):
        place, kind = rng.randrange(len(data)), rng.randrange(4)
        if kind == 0:
            data[place] = rng.randrange(256)
        elif kind == 1:
            del data[place : place + rng.randrange(1, 60)]
        elif kind == 2:
            data[place:place] = rng.choice(_SNIPPETS)
        else:
            start = rng.randrange(len(data))
            data[place:place] = data[start : start + rng.randrange(1, 400)]
    return bytes(data)


def test_damaged_requests_never_stop_it_nor_acknowledge_anything(tmp_path: Path) -> None:
    made = rig(tmp_path)
    put(made.post)
    client, sender = office(made.post), platform(made.post)
    client.init()
    client.step(lambda c, i: request_envelopes.fetch_delivery(c, i, SelectionRule()))
    store = small_delivery(sender.reserve())
    control = ControlBlock(challenge=new_challenge(), sequence_number=0)
    # Some damage changes nothing, so the undamaged request must be one that acknowledges nothing.
    guessed = replace(client.control(), challenge_response="guessed")
    messages: list[tuple[Client, OutgoingMessage]] = [
        (client, request_envelopes.fetch_delivery(guessed, client.identity, SelectionRule())),
        (client, request_envelopes.init_dialog(ControlBlock(challenge="x"), client.identity)),
        (sender, request_envelopes.store_delivery(control, sender.identity, store)),
    ]
    seeds = [b"".join(write_message(m, who.identity.signer)) for who, m in messages]
    seeds += [who.encode(m) for who, m in messages]
    rng, faults = random.Random(20260601), 0
    for _ in range(600):
        answer = made.post(_mutated(rng.choice(seeds), rng))
        assert answer.startswith(b"MIME-Version: 1.0\r\n") and answer.endswith(b"--\r\n")
        faults += b"<soap:Fault>" in answer
    assert faults > 300
    assert made.state.by_number(1).reception is None


def test_many_at_once(tmp_path: Path) -> None:
    made = rig(tmp_path)
    with made.served() as server, ThreadPoolExecutor(8) as pool:
        post = http_post(server.url)
        ids = set(pool.map(lambda number: put(post, f"Nr. {number}"), range(16)))
        assert len(ids) == made.state.total() == 16

        def fetch_all(_: int) -> list[str]:
            client, found = office(post), []
            client.init()
            for _ in range(40):
                answer = client.step(lambda c, i: request_envelopes.fetch_delivery(c, i, SelectionRule()))
                assert isinstance(answer, ResponseToFetchDelivery)
                if answer.card is None:
                    break
                found.append(answer.card.message_id)
            return found

        fetched = list(pool.map(fetch_all, range(4)))
    # What two dialogs ask for at the same time may be offered to both, but nothing gets lost.
    assert set().union(*fetched) == ids
    assert made.state.waiting(made.state.by_number(1).addressee) == 0
