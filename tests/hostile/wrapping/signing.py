"""Makes digests and values anew with the genuine keys, so that only what a variant did can be what is refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from lxml import etree

from sozialclient.crypto.algorithms import Digest, Signature
from sozialclient.crypto.ciphers import decrypt_bytes, encrypt_bytes
from sozialclient.crypto.xmlenc import EncryptedData, read_encrypted_data
from sozialclient.osci.certificate_header import CertificateHeader, read_certificate_header
from sozialclient.wire.base64 import decode_base64, encode_base64
from sozialclient.wire.limits import DEFAULT_LIMITS
from sozialclient.wire.namespaces import DS, OSCI, q
from sozialclient.wire.xml import canonical, canonical_without_apex_namespaces
from tests.hostile.wrapping.elements import ENCRYPTED, Level, NotHere, Origin, Part, Stage, Target
from tests.hostile.wrapping.keys import HeldKey

METHOD, VALUE = q(DS, "DigestMethod"), q(DS, "DigestValue")
_HEADERS = tuple(q(OSCI, name) for name in ("IntermediaryCertificates", "NonIntermediaryCertificates"))


def redigest(stage: Stage, target: Target, signature: etree._Element | None = None) -> None:
    """The attacked signature, or that one, refers to what `target` has become."""
    data = digest_input(stage, target)
    for reference in (stage.signature if signature is None else signature)[0]:
        if reference.get("URI") == target.uri:
            set_digest(reference, data)


def set_digest(reference: etree._Element, data: bytes) -> None:
    """The reference's digest value, by the method it names."""
    method, value = reference.find(METHOD), reference.find(VALUE)
    assert method is not None and value is not None
    state = Digest.of(str(method.get("Algorithm"))).new()
    state.update(data)
    value.text = encode_base64(state.digest())


def digest_input(stage: Stage, target: Target) -> bytes:
    """The bytes that have to be digested (PROTOCOL 3.2 and 6.4)."""
    if target.element is None:
        name = target.uri[4:]
        return part_of(stage, name).body if stage.level is Level.TRANSPORT else plain_of(stage, name)
    if target.kind == "data":
        return decode_base64(target.element.text or "")
    form = canonical_without_apex_namespaces if target.kind == "encrypted" else canonical
    return form(target.element)


def resign(stage: Stage, signature: etree._Element | None = None) -> None:
    """The attacked signature, or that one, gets the value its signer would give it now."""
    signature = stage.signature if signature is None else signature
    if (key := _signer(stage.origin, signature)) is not None:
        give_value(signature, key)


def give_value(signature: etree._Element, key: HeldKey) -> None:
    """Sign with `key` by the method that is named; one that cannot be made leaves the old value."""
    info, value = signature.find(q(DS, "SignedInfo")), signature.find(q(DS, "SignatureValue"))
    method = None if info is None else info.find(q(DS, "SignatureMethod"))
    if info is not None and value is not None and method is not None:
        made = key.sign(canonical(info), Signature.of(str(method.get("Algorithm"))))
        value.text = encode_base64(made)


def key_of(stage: Stage) -> HeldKey:
    """The genuine signer's key."""
    key = _signer(stage.origin, stage.signature)
    if key is None:
        raise NotHere
    return key


def _signer(origin: Origin, signature: etree._Element) -> HeldKey | None:
    method = signature.find(f"{q(DS, 'KeyInfo')}/{q(DS, 'RetrievalMethod')}")
    entry = None if method is None else certificates(origin).by_id(str(method.get("URI"))[1:])
    return None if entry is None else origin.signers.get(entry.der)


def certificates(origin: Origin) -> CertificateHeader:
    """The certificate entries of the genuine message."""
    return read_certificate_header(*(origin.envelope[0].find(name) for name in _HEADERS))


# -- parts -----------------------------------------------------------------------------------------


def part_of(stage: Stage, name: str) -> Part:
    """The part of that name; raises NotHere."""
    found = [part for part in stage.parts if part.name in (name, unquote(name))]
    if not found:
        raise NotHere
    return found[0]


def change_part(stage: Stage, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a part as carried."""
    old = part_of(stage, name)
    stage.parts[stage.parts.index(old)] = replace(old, body=change(old.body))


def plain_of(stage: Stage, name: str) -> bytes:
    """The plain bytes of an attachment."""
    data, body = _attachment_key(stage, name), part_of(stage, name).body
    return body if data is None else decrypt_bytes(body, data.cipher, data.clear_key or b"", data.iv_length)


def change_plain(stage: Stage, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change the plain bytes of an attachment, encrypted again by somebody who has its key."""
    data, plain = _attachment_key(stage, name), change(plain_of(stage, name))
    if data is None:
        change_part(stage, name, lambda _: plain)
        return
    iv = os.urandom(data.iv_length) if data.cipher.is_gcm else None
    change_part(stage, name, lambda _: encrypt_bytes(plain, data.cipher, data.clear_key or b"", iv))


def _attachment_key(stage: Stage, name: str) -> EncryptedData | None:
    for element in stage.scope.iter(ENCRYPTED):
        data = read_encrypted_data(element, DEFAULT_LIMITS)
        if data.content_id == name:
            return data
    return None
