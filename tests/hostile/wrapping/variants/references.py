"""References that name something else, too little, too much, or lie: S-10 to S-13 and S-20."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from sozialclient.crypto.algorithms import Digest, Signature
from sozialclient.wire.namespaces import DS, q
from tests.hostile.wrapping.elements import Level, NotHere, Part, Stage, Target
from tests.hostile.wrapping.places import header_of, parent_of, unit
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import METHOD, part_of, redigest, resign
from tests.hostile.wrapping.spoiling import spoil
from tests.hostile.wrapping.variants.algorithms import give_transforms

URIS = {
    "empty": "",
    "only a hash": "#",
    "pointer": "#xpointer(id('{name}'))",
    "root pointer": "#xpointer(/)",
    "element pointer": "#element({name})",
    "web": "http://127.0.0.1:9/{name}",
    "file": "file:///etc/hostname",
    "relative": "other.xml#{name}",
    "bare": "{name}",
    "cid of an element": "cid:{name}",
    "hash of a part": "#{name}.",
    "own scheme": "Cid:{name}",
    "hash and cid": "#cid:{name}",
}


@variant("S-10", [*URIS, "none"])
def another_uri(stage: Stage, target: Target, form: str) -> None:
    """The reference names it in another way, with everything else right."""
    spoil(stage, target)
    redigest(stage, target)
    reference = stage.reference(target)
    if form == "none":
        del reference.attrib["URI"]
    else:
        uri = URIS[form].format(name=target.uri.removeprefix("cid:").removeprefix("#"))
        if uri == target.uri:
            raise NotHere
        reference.set("URI", uri)
    resign(stage)


@variant("S-11", ["changed", "as it was", "gone"])
def reference_left_out(stage: Stage, target: Target, content: str) -> None:
    """One thing is there that the signature does not name; or both are gone, and nobody signed that."""
    reference = stage.reference(target)
    if content == "changed":
        spoil(stage, target)
    stage.signature[0].remove(reference)
    if content != "gone":
        resign(stage)
    elif target.element is None:
        stage.parts.remove(part_of(stage, target.uri[4:]))
    else:
        parent_of(unit(target)).remove(unit(target))


@variant("S-11", ["block", "part", "second body"], once=True, level=Level.TRANSPORT)
def something_more(stage: Stage, kind: str) -> None:
    """An unsigned block, part or body is added."""
    if kind == "part":
        stage.parts.append(Part("more", "text/plain", b"evil"))
    elif kind == "block":
        etree.SubElement(header_of(stage), "{urn:evil}Evil", {"Id": "more"}, nsmap={"x": "urn:evil"}).text = "evil"
    else:
        stage.root.append(copy := deepcopy(stage.root[1]))
        copy.set("Id", "more")


_POINTLESS = {"nothing": "#nobody", "no part": "cid:nobody", "all": "", "signature": "#suppliersignature"}


@variant("S-12", list(_POINTLESS))
def reference_too_many(stage: Stage, target: Target, to: str) -> None:
    """A further reference, everything else right."""
    spoil(stage, target)
    redigest(stage, target)
    more = deepcopy(stage.reference(target))
    more.set("URI", _POINTLESS[to])
    stage.signature[0].append(more)
    resign(stage)


@variant("S-13", ["right one first", "wrong one first", "both right"])
def reference_twice(stage: Stage, target: Target, order: str) -> None:
    """Two references to one thing."""
    genuine = deepcopy(stage.reference(target))
    spoil(stage, target)
    redigest(stage, target)
    evil = stage.reference(target)
    if order == "wrong one first":
        evil.addprevious(genuine)
    else:
        evil.addnext(genuine if order == "right one first" else deepcopy(evil))
    resign(stage)


@variant("S-20", [Digest.SHA1.name, Digest.SHA512.name, Digest.SHA3_256.name, Digest.SHA384.name])
def another_digest_announced(stage: Stage, target: Target, digest: str) -> None:
    """The digest value was not made by the method that is named."""
    spoil(stage, target)
    redigest(stage, target)
    method = stage.reference(target).find(METHOD)
    assert method is not None
    method.set("Algorithm", Digest[digest].value)
    resign(stage)


@variant("S-20", [method.name for method in Signature])
def another_signature_announced(stage: Stage, target: Target, method: str) -> None:
    """The value was not made by the method that is named."""
    if stage.signature[0][1].get("Algorithm") == Signature[method].value:
        raise NotHere
    spoil(stage, target)
    redigest(stage, target)
    resign(stage)
    stage.signature[0][1].set("Algorithm", Signature[method].value)


@variant("S-20", ["none", "other"])
def another_transform_announced(stage: Stage, target: Target, how: str) -> None:
    """The digest is right, but not by the transforms that are named."""
    spoil(stage, target)
    redigest(stage, target)
    reference = stage.reference(target)
    transforms = reference.find(q(DS, "Transforms"))
    if how == "none":
        if transforms is None or target.kind == "xades":
            raise NotHere
        reference.remove(transforms)
    else:
        give_transforms(reference, ("http://www.w3.org/2001/10/xml-exc-c14n#",))
    resign(stage)


@variant("S-20", ["DigestMethod", "SignatureMethod", "CanonicalizationMethod", "type"])
def more_than_is_read(stage: Stage, target: Target, where: str) -> None:
    """Something inside a method, or a type of reference, that a reader would have to understand to be right."""
    spoil(stage, target)
    redigest(stage, target)
    if where == "type":
        stage.reference(target).set("Type", "http://www.w3.org/2000/09/xmldsig#Manifest")
    else:
        place = next((stage.reference(target) if where == "DigestMethod" else stage.signature[0]).iter(q(DS, where)))
        etree.SubElement(place, "{urn:x}Parameter")
    resign(stage)
