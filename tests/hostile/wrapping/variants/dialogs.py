"""Genuine messages in the wrong dialog or of the wrong kind: S-36 and S-37."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from sozialclient.osci.names import MessageType, schema_location
from sozialclient.wire.namespaces import XSI, q
from tests.hostile.wrapping.elements import Level, NotHere, Stage
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.samples import own_messages

_OTHERS = ["challenge", "challenge with a blank", "challenge in capitals", "empty challenge", "longer", "shorter"]
_VALUES = ["conversation", "conversation with a zero", "number before", "number behind", "no number"]


@variant("S-36", [*_OTHERS, *_VALUES], once=True, level=Level.TRANSPORT)
def another_dialog(stage: Stage, what: str) -> None:
    """We are waiting for the answer to something else."""
    sent = stage.sent
    if sent is None:
        raise NotHere
    challenge = sent.challenge
    challenges = {
        "challenge": "another",
        "challenge with a blank": f"{challenge} ",
        "challenge in capitals": challenge.swapcase(),
        "empty challenge": "",
        "longer": f"{challenge}=",
        "shorter": challenge[:-1],
    }
    number = sent.sequence_number
    if what in challenges:
        stage.sent = replace(sent, challenge=challenges[what])
    elif what.startswith("conversation"):
        other = "0815" if what == "conversation" else f"0{sent.conversation_id}"
        stage.sent = replace(sent, conversation_id=other)
    else:
        numbers = {"number before": (number or 0) - 1, "number behind": (number or 0) + 1, "no number": None}
        stage.sent = replace(sent, sequence_number=numbers[what] if number is not None else 99)
    stage.replayed = True


@variant("S-37", [kind.value for kind in MessageType], once=True, level=Level.TRANSPORT)
def another_kind_announced(stage: Stage, kind: str) -> None:
    """The envelope, which nobody signs, names another kind of message."""
    if kind == stage.origin.type.value:
        raise NotHere
    stage.root.set(q(XSI, "schemaLocation"), schema_location(MessageType(kind)))
    stage.replayed = True


_OWN = ["delivery", "nothing", "init", "exit", "message id", "stored", "cards", "chunk", "chunk stored"]


@variant("S-37", _OWN, once=True, level=Level.TRANSPORT)
def another_kind_of_answer(stage: Stage, name: str) -> None:
    """A genuine answer of the same dialog, but to another order."""
    other = next(origin for origin in own_messages() if origin.name == name)
    if other.supplier != stage.origin.supplier or other.type is stage.origin.type:
        raise NotHere
    stage.root, stage.parts = deepcopy(other.envelope), list(other.parts)
    stage.replayed = True
