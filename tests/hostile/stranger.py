"""An application every text of which is the same text of a stranger."""

from __future__ import annotations

import dataclasses
import html
from datetime import UTC, datetime
from typing import TypeVar, cast

from sozialclient.model.application import State
from sozialclient.store.books.actions import STATE_CHANGED
from sozialclient.store.store import Store
from tests.gui.conftest import MAILBOX
from tests.unit.store.samples import content, sample, spool_of

Value = TypeVar("Value")
_OURS = frozenset({"key", "id", "sha256", "sealed_sha256", "reference", "reason"})
"""Fields that never hold a text of the sender: our own keys, digests we computed, keys of our wording."""


def put_stranger(store: Store, text: str, number: int = 1, *, unreadable: bool = False) -> str:
    """Keep one with `text` wherever the model has a text, in review and newer than all examples; returns its id."""
    named = html.escape("".join(char for char in text if char in "\t\n\r" or ord(char) >= 32))
    xml = f"<antrag><name>{named}</name><person art='{named}'><vorname>{named}</vorname></person></antrag>".encode()
    made = sample(number)
    contents = (dataclasses.replace(content("c0", xml, f"{text}.xml"), untrusted_media_type="text/xml"),
                content("c1", b"%PDF-1.4 broken", f"{text}.pdf"))
    delivery = everywhere(made.delivery, text)
    now = datetime.now(UTC)
    card = delivery.process_card
    assert card is not None
    creation = dataclasses.replace(card.card.recent_modification, utc=now)
    outer = dataclasses.replace(delivery.containers[0], contents=contents)
    if unreadable:
        outer = dataclasses.replace(outer, readable=False, contents=(), containers=())
    delivery = dataclasses.replace(
        delivery, message_id=f"{text} {number}", containers=(outer,),
        process_card=dataclasses.replace(card, card=dataclasses.replace(card.card, creation=creation)))
    payloads = {} if unreadable else {"c0": spool_of(xml), "c1": spool_of(b"%PDF-1.4 broken")}
    facts = dataclasses.replace(made.facts, service_key=None, service_name=text, applicant=text, main_pdf_key=None,
                                main_xml_key=None if unreadable else "c0", evidence_keys=() if unreadable else ("c1",))
    token = store.add(delivery, facts, mailbox=MAILBOX, training=True, payloads=payloads,
                      original=spool_of(text.encode("utf-8", "replace")), fetched=now)
    if not unreadable:
        store.set_state(token.application_id, State.IN_REVIEW, action=STATE_CHANGED)
    return token.application_id


def everywhere(value: Value, text: str) -> Value:
    """`value` with each text in it, but for ours, replaced; a pair of texts is a parameter and keeps its name."""
    if isinstance(value, str):
        return cast(Value, text)
    if isinstance(value, tuple):
        pair = len(value) == 2 and all(isinstance(part, str) for part in value)
        return cast(Value, tuple(part if pair and not at else everywhere(part, text) for at, part in enumerate(value)))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changed = {each.name: everywhere(getattr(value, each.name), text)
               for each in dataclasses.fields(value) if each.name not in _OURS}
    return dataclasses.replace(value, **changed)
