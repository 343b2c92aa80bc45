"""Whole messages, the packages inside them, and dialogs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from lxml import etree

from sozialclient.crypto.policy import Policy
from sozialclient.errors import SozialclientError
from sozialclient.model.stored import StoredToken
from sozialclient.model.verdict import Verdict
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.cover import CoveredMessage, cover
from sozialclient.osci.dialog import Dialog, DialogOver, Phase, Unacknowledged
from sozialclient.osci.names import MessageType
from sozialclient.osci.receive import Fault
from sozialclient.osci.responses import read_response
from sozialclient.wire.namespaces import FIVE_PREFIXES
from sozialclient.wire.spool import spool_bytes
from sozialclient.wire.xml import canonical
from tests.fuzz.choices import Choices
from tests.fuzz.edits import edited_bytes, edited_tree
from tests.fuzz.kinds import KINDS
from tests.mailbox_rig import NOON
from tests.unit.osci import answers, contents


def read_answer(choices: Choices) -> None:
    """What the intermediary's signature lets pass says what was signed."""
    make = choices.pick((answers.signed_answer, answers.unsigned_answer))
    data = _edited_message(choices, make())
    if choices.number(2):
        data = answers.encrypted(data)
    if choices.number(2):
        data = edited_bytes(choices, data)
    message = answers.receiver().read([data])
    if isinstance(message, Fault):
        return
    covered = cover(message, Policy.default(), expected_signer=answers.signer())
    if covered.transport.verdict is Verdict.PASSED:
        assert _says(covered) == _signed_words()
    read_response(covered)


def _edited_message(choices: Choices, data: bytes) -> bytes:
    parts = answers.parts_of(data)
    at = choices.number(len(parts))
    root = edited_tree(choices, etree.fromstring(b"".join(parts[0].body)))
    parts[0] = replace(parts[0], body=[etree.tostring(root)])
    parts[at] = replace(parts[at], body=[edited_bytes(choices, b"".join(parts[at].body))])
    if choices.number(4) == 1:
        parts.insert(choices.number(len(parts)), choices.pick(parts))
    return answers.rewritten(parts)


def _says(message: CoveredMessage) -> tuple[bytes, ...]:
    tree = [*message.envelope.blocks, message.envelope.body]
    parts = sorted((name, spool_bytes(part.spool)) for name, part in message.parts.items())
    return (*sorted(map(canonical, tree)), *(name.encode() + value for name, value in parts))


@cache
def _signed_words() -> tuple[bytes, ...]:
    return _says(answers.covered(answers.signed_answer()))


def open_package(choices: Choices) -> None:
    """Nothing of a content whose integrity failed is handed out, whatever the package looks like."""
    clear, files = choices.pick(_packages())
    package = _edited_xml(choices, clear)
    if choices.number(2):
        package = _edited_xml(choices, contents.sealed(package))
    found = contents.opened(package, files)
    failed = {content.key for content in found.delivery.contents() if content.integrity is Verdict.FAILED}
    assert failed.isdisjoint(found.payloads)
    for spool in found.payloads.values():
        spool.close()


def _edited_xml(choices: Choices, xml: str) -> str:
    root = edited_tree(choices, etree.fromstring(f"<osci:ContentPackage {FIVE_PREFIXES}>{xml}</osci:ContentPackage>"))
    data = b"".join(etree.tostring(child) for child in root)
    if choices.number(4) == 1:
        data = edited_bytes(choices, data)
    return data.decode("utf-8", "replace")


@cache
def _packages() -> tuple[tuple[str, dict[str, bytes]], ...]:
    file = {"a.pdf": b"%PDF-1.7"}
    plain = contents.container(contents.data("d"), contents.file("f", "a.pdf"))
    deep = contents.container(contents.nested("n", contents.container(contents.data("d"), id_="inner")))
    timed = contents.author(time=NOON)
    return (
        (plain, file),
        (contents.signed(plain, files=file), file),
        (contents.signed(deep, timed), {}),
        (contents.signed(plain, contents.author(), contents.author(number=0), files=file), file),
    )


def speak(choices: Choices) -> None:
    """No request leaves while a delivery is not stored, and none after anything that went wrong."""
    dialog = Dialog(lambda: f"c{choices.number(4)}")
    broken = False
    for _ in range(3 + choices.number(8)):
        phase = dialog.phase
        try:
            choices.pick(_STEPS)(dialog, choices)
        except (DialogOver, Unacknowledged):
            assert dialog.phase in (phase, Phase.BROKEN)
        except SozialclientError:
            assert dialog.phase is Phase.BROKEN
        broken = broken or dialog.phase is Phase.BROKEN
        assert not broken or dialog.phase is Phase.BROKEN


def _send(dialog: Dialog, choices: Choices) -> None:
    token = choices.pick((None, StoredToken("osci:1", "00", "a"), StoredToken("osci:2", "00", "b")))
    phase = dialog.phase
    dialog.request(token, choices.pick((MessageType.FETCH_DELIVERY, MessageType.EXIT_DIALOG)))
    assert phase is Phase.OPEN or (phase is Phase.UNACKNOWLEDGED and token is not None)
    assert phase is Phase.OPEN or token == StoredToken("osci:1", "00", "a")


def _hear(dialog: Dialog, choices: Choices) -> None:
    """An answer of any type, changed or not, read as from the network."""
    control = ControlBlock(
        challenge_response=choices.pick(("c0", "c1", "c0 ", None)),
        challenge=choices.pick(("s", None)),
        conversation_id=choices.pick(("4711", "0", None)),
        sequence_number=choices.pick((None, 0, 1, 2, 999_999_999)),
    )
    data = _edited_message(choices, choices.pick(KINDS)(control))
    try:
        message = answers.receiver().read([data])
        if isinstance(message, Fault):
            dialog.fail()
            return
        covered = cover(message, Policy.default(), expected_signer=None)
        read_response(covered)
    except SozialclientError:
        dialog.fail()
        raise
    dialog.receive(covered.control)


_STEPS: tuple[Callable[[Dialog, Choices], object], ...] = (
    lambda dialog, _choices: dialog.init(),
    _send,
    _hear,
    lambda dialog, _choices: dialog.delivered("osci:1"),
    _hear,
    _send,
    lambda dialog, _choices: dialog.fail(),
)
