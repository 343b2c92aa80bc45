"""Makes a signed thing say something else, in a form its reader would take."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from sozialclient.wire.base64 import decode_base64, encode_base64
from sozialclient.wire.namespaces import DS, OSCI, OSCI2017, XADES, XENC, q
from tests.hostile.wrapping.elements import CONTAINER, CONTENT, DATA, SIGNATURE, Level, Part, Stage, Target
from tests.hostile.wrapping.sealing import reseal
from tests.hostile.wrapping.signing import change_part, change_plain
from tests.mailbox_rig import training_pki


def spoil(stage: Stage, target: Target) -> None:
    """Change what `target` says, in its place."""
    if target.kind == "encrypted":
        reseal(stage.origin, target.node, spoil_element)
    elif target.kind == "file":
        stage.parts.append(Part("evil.pdf", "application/pdf", b"evil"))
        target.node.set("href", "cid:evil.pdf")
    elif target.element is not None:
        spoil_element(target.element)
    elif stage.level is Level.TRANSPORT:
        change_part(stage, target.uri[4:], lambda body: body + b"evil")
    else:
        change_plain(stage, target.uri[4:], lambda plain: plain + b"evil")


def spoil_element(element: etree._Element) -> None:
    """The first thing in it that a reader uses and may have another value; a foreign attribute where there is none."""
    if element.tag in (CONTENT, CONTAINER):
        _unsign(element)
    for name, change in _CHANGES:
        found = next(element.iter(name), None)
        if found is not None:
            change(found)
            return
    leaf = next((each for each in element.iter() if each.text and not len(each)), None)
    if leaf is not None:
        leaf.text = f"{leaf.text}x"
    else:
        element.set("evil", "yes")


def _unsign(element: etree._Element) -> None:
    """An evil twin of a signed container does not carry the signature that would give it away."""
    for container in element.iter(CONTAINER):
        for signature in container.findall(SIGNATURE):
            container.remove(signature)


def _other_bytes(element: etree._Element) -> None:
    element.text = encode_base64(decode_base64(element.text or "") + b"evil")


def _other_text(element: etree._Element) -> None:
    element.text = f"{element.text or ''}x"


def _other(name: str) -> Callable[[etree._Element], None]:
    return lambda element: element.set(name, f"{element.get(name, '')}x")


def _other_person(element: etree._Element) -> None:
    """The last entry becomes a certificate of somebody who has nothing to do with the message."""
    *_, certificate = element.iter(q(DS, "X509Certificate"))
    certificate.text = encode_base64(training_pki().office_signature.der)


def _other_cipher_text(element: etree._Element) -> None:
    element.text = encode_base64(decode_base64(element.text or "")[:-1] + b"\0")


_CHANGES: tuple[tuple[str, Callable[[etree._Element], None]], ...] = (
    (DATA, _other_bytes),
    (q(XADES, "SigningTime"), lambda element: setattr(element, "text", "2020-01-01T00:00:00Z")),
    (q(OSCI, "Challenge"), _other_text),
    (q(OSCI, "Subject"), _other_text),
    (q(OSCI, "MessageId"), lambda element: setattr(element, "text", encode_base64(b"osci:evil"))),
    (q(OSCI, "DesiredLanguages"), _other("LanguagesList")),
    (q(OSCI2017, "Feature"), _other("Key")),
    (q(OSCI, "IntermediaryCertificates"), _other("evil")),
    (q(OSCI, "NonIntermediaryCertificates"), _other_person),
    (q(OSCI, "Text"), _other_text),
    (q(XENC, "CipherValue"), _other_cipher_text),
)
