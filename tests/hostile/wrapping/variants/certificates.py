"""A stranger's key behind something that looks like the signer's certificate: S-25 to S-28."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from sozialclient.wire.base64 import encode_base64
from sozialclient.wire.namespaces import DS, OSCI, q
from tests.hostile.wrapping.elements import Level, NotHere, Stage, Target
from tests.hostile.wrapping.keys import HeldKey, curve_key
from tests.hostile.wrapping.places import EXTENSIONS, HIDING, header_of, parent_of
from tests.hostile.wrapping.registry import variant
from tests.hostile.wrapping.signing import give_value, key_of, redigest, resign
from tests.hostile.wrapping.spoiling import spoil
from tests.mailbox_rig import training_pki

_CERTIFICATE, _DATA, _METHOD = q(DS, "X509Certificate"), q(DS, "X509Data"), q(DS, "RetrievalMethod")


def stranger() -> HeldKey:
    """Somebody with a key and a certificate of their own."""
    return curve_key("stranger")


def sign_as(stage: Stage, key: HeldKey) -> None:
    """The attacked signature with another key, by a method that fits it."""
    stage.signature[0][1].set("Algorithm", key.default_algorithm.value)
    give_value(stage.signature, key)


def _data(der: bytes) -> etree._Element:
    data = etree.Element(_DATA)
    etree.SubElement(data, _CERTIFICATE).text = encode_base64(der)
    return data


def entry_of(stage: Stage) -> etree._Element:
    """The header entry of the genuine signer."""
    id_ = (stage.signature[2][0].get("URI") or "")[1:]
    return next(element for element in header_of(stage).iter() if element.get("Id") == id_)


_KEY_INFOS = ["inline", "inline beside", "key value", "key name", "two methods", "stranger's method first", "empty"]


@variant("S-25", _KEY_INFOS)
def key_info_of_a_stranger(stage: Stage, target: Target, how: str) -> None:
    """The KeyInfo brings the key along, or names two."""
    spoil(stage, target)
    redigest(stage, target)
    info = stage.signature[2]
    genuine = deepcopy(info[0])
    if how == "inline":
        info[:] = [_data(stranger().certificate_der)]
    elif how == "inline beside":
        info.insert(0, _data(stranger().certificate_der))
    elif how == "key value":
        info[:] = [etree.Element(q(DS, "KeyValue"))]
    elif how == "key name":
        info[:] = [etree.Element(q(DS, "KeyName"))]
        info[0].text = "CN=Intermediaer"
    elif how == "empty":
        info[:] = []
    else:
        genuine.set("URI", "#stranger")
        info.insert(0 if "first" in how else 1, genuine)
    sign_as(stage, stranger())


@variant("S-25", [place for place in (*HIDING, *EXTENSIONS) if place != "key info"])
def certificate_in_an_unsigned_place(stage: Stage, target: Target, place: str) -> None:
    """The KeyInfo names a certificate that lies where no certificates belong."""
    if place == "certificates" and stage.level is Level.CONTENT:
        raise NotHere
    spoil(stage, target)
    redigest(stage, target)
    stage.signature[2][0].set("URI", "#stranger")
    holder = (HIDING | EXTENSIONS)[place](stage)
    entry = etree.SubElement(holder, q(OSCI, "SignatureCertificateOtherAuthor"), {"Id": "stranger"})
    entry.append(_data(stranger().certificate_der))
    sign_as(stage, stranger())


@variant("S-25", ["swapped", "beside"], level=Level.TRANSPORT)
def signer_who_is_not_on_file(stage: Stage, target: Target, how: str) -> None:
    """A message that is right in everything but its signer."""
    spoil(stage, target)
    _swap(stage, stranger(), how)
    redigest_all(stage)
    sign_as(stage, stranger())


@variant("S-26", ["intermediary", "platform"], level=Level.TRANSPORT)
def same_name_other_key(stage: Stage, target: Target, keep: str) -> None:
    """The stranger's certificate has the subject, issuer and number of the one on file."""
    key = stranger() if keep == "intermediary" else curve_key("platform")
    twin = HeldKey(_namesake(key_of(stage).certificate_der, keep), key.private)
    spoil(stage, target)
    _swap(stage, twin, "swapped")
    redigest_all(stage)
    sign_as(stage, twin)


@cache
def _namesake(der: bytes, who: str) -> bytes:
    genuine = x509.load_der_x509_certificate(der)
    key = stranger() if who == "intermediary" else curve_key("platform")
    builder = x509.CertificateBuilder().subject_name(genuine.subject).issuer_name(genuine.issuer)
    builder = builder.public_key(key.private.public_key()).serial_number(genuine.serial_number)
    builder = builder.not_valid_before(genuine.not_valid_before_utc).not_valid_after(genuine.not_valid_after_utc)
    return builder.sign(key.private, hashes.SHA256()).public_bytes(Encoding.DER)


def _swap(stage: Stage, key: HeldKey, how: str) -> None:
    entry = entry_of(stage)
    if how == "beside":
        entry.addnext(deepcopy(entry))
        entry = parent_of(entry)[parent_of(entry).index(entry) + 1]
        entry.set("Id", "stranger")
        stage.signature[2][0].set("URI", "#stranger")
    entry[0][0].text = encode_base64(key.certificate_der)


def redigest_all(stage: Stage) -> None:
    """Every reference to what is there now."""
    for target in stage.targets:
        redigest(stage, target)


@variant("S-27", ["before", "behind"], ["stranger", "signer"])
def two_certificates_with_one_id(stage: Stage, target: Target, where: str, by: str) -> None:
    """Two entries under the Id that the signature names; one is the stranger's."""
    spoil(stage, target)
    entry = entry_of(stage)
    more = deepcopy(entry)
    more[0][0].text = encode_base64(stranger().certificate_der)
    (entry.addprevious if where == "before" else entry.addnext)(more)
    redigest_all(stage)
    if by == "stranger":
        sign_as(stage, stranger())
    else:
        resign(stage)


_PEOPLE = ["second author", "addressee", "stranger", "broken", "empty"]


@variant("S-28", _PEOPLE, ["changed", "as it was"], level=Level.CONTENT)
def authors_certificate_swapped(stage: Stage, target: Target, by: str, content: str) -> None:
    """The header says another author than the one who signed."""
    pki = training_pki()
    ders = {
        "second author": pki.second_author.der,
        "addressee": pki.office.der,
        "stranger": stranger().certificate_der,
        "broken": b"0\x82",
        "empty": b"",
    }
    if ders[by] == key_of(stage).certificate_der:
        raise NotHere
    if content == "changed":
        spoil(stage, target)
    entry_of(stage)[0][0].text = encode_base64(ders[by])
