"""Methods nobody may use, performed honestly where that is possible: S-18, S-19, S-21 and S-22."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable

from lxml import etree

from sozialclient.crypto.certificates import public_key
from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.namespaces import BASE64_TRANSFORM, C14N, DS, q
from sozialclient.wire.xml import canonical
from tests.hostile.wrapping.elements import NotHere, Stage, Target
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import METHOD, VALUE, digest_input, key_of, redigest, resign, set_digest
from tests.hostile.wrapping.spoiling import spoil

_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
FORMS: dict[str, tuple[str, Callable[[etree._Element], bytes]]] = {
    "exclusive": (_EXCLUSIVE, lambda element: _c14n(element, exclusive=True)),
    "exclusive with comments": (_EXCLUSIVE + "WithComments", lambda element: _c14n(element, exclusive=True)),
    "with comments": (C14N + "#WithComments", lambda element: _c14n(element)),
    "1.1": ("http://www.w3.org/2006/12/xml-c14n11", lambda element: _c14n(element)),
    "2.0": ("http://www.w3.org/2010/xml-c14n2", lambda element: _c14n_2(element)),
    "none": ("", lambda element: _c14n(element)),
}


def _c14n(element: etree._Element, *, exclusive: bool = False) -> bytes:
    made: bytes = etree.tostring(element, method="c14n", exclusive=exclusive, with_comments=True, with_tail=False)
    return made


def _c14n_2(element: etree._Element) -> bytes:
    made: str = etree.canonicalize(etree.tostring(element, encoding="unicode", with_tail=False))
    return made.encode()


@variant("S-18", list(FORMS), ["info", "reference"])
def other_canonical_form(stage: Stage, target: Target, form: str, where: str) -> None:
    """Another canonical form, announced and performed."""
    name, made = FORMS[form]
    spoil(stage, target)
    redigest(stage, target)
    if where == "info":
        stage.signature[0][0].set("Algorithm", name)
        resign(stage)
        return
    if target.element is None:
        raise NotHere
    reference = stage.reference(target)
    give_transforms(reference, (name,))
    set_digest(reference, made(target.element))
    resign(stage)


TRANSFORMS = {
    "xslt": ("http://www.w3.org/TR/1999/REC-xslt-19991116",),
    "xpath": ("http://www.w3.org/TR/1999/REC-xpath-19991116",),
    "xpath filter": ("http://www.w3.org/2002/06/xmldsig-filter2",),
    "enveloped": (_DSIG + "enveloped-signature",),
    "enveloped and c14n": (_DSIG + "enveloped-signature", C14N),
    "base64": (BASE64_TRANSFORM,),
    "base64 twice": (BASE64_TRANSFORM, BASE64_TRANSFORM),
    "base64 and c14n": (BASE64_TRANSFORM, C14N),
    "c14n and base64": (C14N, BASE64_TRANSFORM),
    "c14n": (C14N,),
    "c14n twice": (C14N, C14N),
    "decrypt": ("http://www.w3.org/2002/07/decrypt#XML",),
    "unknown": ("urn:example:transform",),
    "a hundred": (C14N,) * 100,
}


@variant("S-19", list(TRANSFORMS))
def other_transforms(stage: Stage, target: Target, name: str) -> None:
    """A list of transforms that is not the one for this kind of part."""
    spoil(stage, target)
    redigest(stage, target)
    reference = stage.reference(target)
    found = reference.find(q(DS, "Transforms"))
    allowed = [(C14N,), ()] if target.kind == "xades" else []
    if TRANSFORMS[name] in [*allowed, tuple(each.get("Algorithm") for each in (() if found is None else found))]:
        raise NotHere
    give_transforms(reference, TRANSFORMS[name])
    resign(stage)


def give_transforms(reference: etree._Element, names: tuple[str, ...]) -> None:
    """Announce these transforms instead of those that are there."""
    found = reference.find(q(DS, "Transforms"))
    if found is not None:
        reference.remove(found)
    transforms = etree.Element(q(DS, "Transforms"))
    transforms.extend(etree.Element(q(DS, "Transform"), {"Algorithm": uri}) for uri in names)
    reference.insert(0, transforms)


@variant("S-19", ["xslt inside", "xpath inside", "parameter"])
def transform_with_content(stage: Stage, target: Target, what: str) -> None:
    """The right transform with something inside it that a processor might run."""
    spoil(stage, target)
    redigest(stage, target)
    reference = stage.reference(target)
    transform = next(reference.iter(q(DS, "Transform")), None)
    if transform is None:
        raise NotHere
    names = {"xslt inside": "{http://www.w3.org/1999/XSL/Transform}stylesheet", "xpath inside": q(DS, "XPath")}
    etree.SubElement(transform, names.get(what, "{urn:x}Parameter")).text = "self::node()"
    resign(stage)


@variant("S-21", ["sha1", "sha256", "sha512"], ["certificate", "key", "empty"])
def keyed_hash(stage: Stage, target: Target, digest: str, secret: str) -> None:
    """A keyed hash under what everybody knows."""
    _keyed(stage, target, digest, secret, None)


@variant("S-21", ["1", "0", "8"])
def short_keyed_hash(stage: Stage, target: Target, bits: str) -> None:
    """A keyed hash of which only a few bits count."""
    _keyed(stage, target, "sha1", "empty", bits)


def _keyed(stage: Stage, target: Target, digest: str, secret: str, bits: str | None) -> None:
    spoil(stage, target)
    redigest(stage, target)
    der = key_of(stage).certificate_der
    known = {"certificate": der, "key": repr(public_key(der)).encode(), "empty": b""}[secret]
    method = stage.signature[0][1]
    space = _DSIG if digest == "sha1" else "http://www.w3.org/2001/04/xmldsig-more#"
    method.set("Algorithm", f"{space}hmac-{digest}")
    if bits is not None:
        etree.SubElement(method, q(DS, "HMACOutputLength")).text = bits
    value = hmac.digest(known, canonical(stage.signature[0]), digest)
    stage.signature[1].text = base64.b64encode(value).decode()


_UNKNOWN_METHODS = {
    "rsa-md5": "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
    "dsa-sha1": _DSIG + "dsa-sha1",
    "dsa-sha256": "http://www.w3.org/2009/xmldsig11#dsa-sha256",
    "ecdsa-sha1": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
    "rsa-sha224": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224",
    "none": "urn:none",
    "nothing": "",
}


@variant("S-22", list(_UNKNOWN_METHODS))
def method_out_of_the_table(stage: Stage, target: Target, name: str) -> None:
    """A signature method that no table has."""
    spoil(stage, target)
    redigest(stage, target)
    resign(stage)
    stage.signature[0][1].set("Algorithm", _UNKNOWN_METHODS[name])


_UNKNOWN_DIGESTS = {
    "md5": ("http://www.w3.org/2001/04/xmldsig-more#md5", "md5"),
    "sha224": ("http://www.w3.org/2001/04/xmldsig-more#sha224", "sha224"),
    "blake2b": ("urn:blake2b", "blake2b"),
}


@variant("S-22", list(_UNKNOWN_DIGESTS))
def digest_out_of_the_table(stage: Stage, target: Target, name: str) -> None:
    """A digest method that no table has, performed."""
    spoil(stage, target)
    reference = stage.reference(target)
    method, value = reference.find(METHOD), reference.find(VALUE)
    assert method is not None and value is not None
    uri, digest = _UNKNOWN_DIGESTS[name]
    method.set("Algorithm", uri)
    value.text = encode_base64(hashlib.new(digest, digest_input(stage, target)).digest())
    resign(stage)
