"""Signatures cover exactly what must be covered, or they do not pass; nothing is looked up by an Id in them."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree

from sozialclient.crypto.algorithms import Digest, Signature, UnknownAlgorithm, UnsupportedAlgorithm
from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.signatures import SigningPrivateKey, sign_value
from sozialclient.crypto.xmldsig import (
    Covered,
    OutgoingReference,
    XmlSignature,
    digest_of,
    is_weak,
    read_signature,
    signature_xml,
    verify_signature,
)
from sozialclient.model.delivery import SignatureResult
from sozialclient.model.verdict import Verdict
from sozialclient.wire.base64 import Base64Error, wrap_base64
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import DEFAULT_LIMITS, LimitExceeded
from sozialclient.wire.namespaces import C14N, FIVE_PREFIXES
from sozialclient.wire.xml import canonical, parse_xml
from tests.unit.crypto.conftest import make_certificate

POLICY = Policy.default()
BLOCK, PART = b"<block></block>", b"attachment"
EXPECTED = {"#block": Covered(((C14N,),), digest_of(BLOCK)), "cid:part": Covered(((),), digest_of(PART))}


def reference(
    uri: str, data: bytes, digest: str = "sha256", transforms: tuple[str, ...] = (C14N,)
) -> OutgoingReference:
    return OutgoingReference(uri, transforms, hashlib.new(digest, data).digest())


BOTH = (reference("#block", BLOCK), reference("cid:part", PART, transforms=()))


def element(xml: str) -> etree._Element:
    return parse_xml(f"<osci:x {FIVE_PREFIXES}>{xml}</osci:x>".encode())[0]


def signed(
    key: SigningPrivateKey,
    references: tuple[OutgoingReference, ...] = BOTH,
    *,
    algorithm: Signature = Signature.RSA_SHA256,
    digest: Digest = Digest.SHA256,
) -> str:
    """A `ds:Signature` made with `key`, in the scope of the five prefixes."""
    draft = signature_xml(algorithm, digest, references, "signer", "VALUE")
    value = sign_value(key, algorithm, canonical(element(draft)[0]))
    return draft.replace("VALUE", wrap_base64(value))


def read(xml: str) -> XmlSignature:
    return read_signature(element(xml), DEFAULT_LIMITS)


def verify(
    xml: str,
    key: SigningPrivateKey,
    expected: dict[str, Covered] = EXPECTED,
    *,
    usage: str | None = None,
    policy: Policy = POLICY,
) -> SignatureResult:
    return verify_signature(read(xml), expected, read_certificate(make_certificate(key, usage=usage)), policy)


@pytest.mark.parametrize(
    "algorithm", [Signature.RSA_SHA256, Signature.RSA_SHA512, Signature.PSS_SHA256, Signature.PSS_SHA3_512]
)
def test_what_we_sign_with_rsa_passes(rsa_key: rsa.RSAPrivateKey, algorithm: Signature) -> None:
    result = verify(signed(rsa_key, algorithm=algorithm), rsa_key)
    assert (result.verdict, result.algorithm) == (Verdict.PASSED, algorithm.value)
    assert result.digests == (Digest.SHA256.value,)
    assert result.signer is not None and result.signer.der == make_certificate(rsa_key)


def test_what_we_sign_with_a_curve_passes(ec_key: ec.EllipticCurvePrivateKey) -> None:
    result = verify(signed(ec_key, algorithm=Signature.ECDSA_SHA256), ec_key)
    assert (result.verdict, result.reason, result.weak) == (Verdict.PASSED, None, False)


def test_the_libraries_line_breaks_do_no_harm(rsa_key: rsa.RSAPrivateKey) -> None:
    draft = signature_xml(Signature.RSA_SHA256, Digest.SHA256, BOTH, "signer", "VALUE").replace("><", ">\n<")
    value = sign_value(rsa_key, Signature.RSA_SHA256, canonical(element(draft)[0]))
    assert verify(draft.replace("VALUE", wrap_base64(value)), rsa_key).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "expected",
    [
        {"#block": EXPECTED["#block"]},
        EXPECTED | {"#more": EXPECTED["#block"]},
        {"#block": EXPECTED["#block"], "cid:Part": EXPECTED["cid:part"]},
        {"#Block": EXPECTED["#block"], "cid:part": EXPECTED["cid:part"]},
        {"block": EXPECTED["#block"], "cid:part": EXPECTED["cid:part"]},
        {},
    ],
)
def test_references_must_be_exactly_what_is_there(rsa_key: rsa.RSAPrivateKey, expected: dict[str, Covered]) -> None:
    result = verify(signed(rsa_key), rsa_key, expected)
    assert (result.verdict, result.reason) == (Verdict.FAILED, "SIG-COVERAGE")


@pytest.mark.parametrize(
    "references",
    [
        (reference("#block", b"other"), BOTH[1]),
        (BOTH[0], reference("cid:part", b"other", transforms=())),
        (reference("#block", PART), reference("cid:part", BLOCK, transforms=())),
        (reference("#block", BLOCK, "sha512"), BOTH[1]),
        (replace(BOTH[0], value=BOTH[0].value[:-1]), BOTH[1]),
        (replace(BOTH[0], value=b""), BOTH[1]),
        (reference("#block", BLOCK, transforms=()), BOTH[1]),
        (BOTH[0], reference("cid:part", PART, transforms=(C14N,))),
        (reference("#block", BLOCK, transforms=(C14N, C14N)), BOTH[1]),
        (reference("#block", BLOCK, transforms=("http://www.w3.org/TR/1999/REC-xslt-19991116",)), BOTH[1]),
        (reference("#block", BLOCK, transforms=(C14N + "#WithComments",)), BOTH[1]),
        (reference("#block", BLOCK, transforms=("http://www.w3.org/2001/10/xml-exc-c14n#",)), BOTH[1]),
        (
            reference("#block", BLOCK, transforms=("http://www.w3.org/2000/09/xmldsig#enveloped-signature", C14N)),
            BOTH[1],
        ),
    ],
)
def test_digests_and_transforms_must_be_right(
    rsa_key: rsa.RSAPrivateKey, references: tuple[OutgoingReference, ...]
) -> None:
    result = verify(signed(rsa_key, references), rsa_key)
    assert (result.verdict, result.reason) == (Verdict.FAILED, "SIG-DIGEST")


def test_either_of_two_forms_may_match(rsa_key: rsa.RSAPrivateKey) -> None:
    two = Covered(((C14N,), ()), lambda digest: digest_of(b"other")(digest) + digest_of(BLOCK)(digest))
    assert verify(signed(rsa_key), rsa_key, EXPECTED | {"#block": two}).verdict is Verdict.PASSED
    none = Covered(((C14N,),), lambda digest: ())
    assert verify(signed(rsa_key), rsa_key, EXPECTED | {"#block": none}).verdict is Verdict.FAILED


def test_the_announced_digest_is_the_one_that_is_computed() -> None:
    compute = digest_of(BLOCK)
    for _ in range(2):
        assert compute(Digest.SHA256) == (hashlib.sha256(BLOCK).digest(),)
        assert compute(Digest.SHA512) == (hashlib.sha512(BLOCK).digest(),)


def test_another_key_does_not_pass(rsa_key: rsa.RSAPrivateKey, other_rsa_key: rsa.RSAPrivateKey) -> None:
    result = verify(signed(rsa_key), other_rsa_key)
    assert (result.verdict, result.reason) == (Verdict.FAILED, "SIG-VALUE")


def test_a_key_of_another_kind_does_not_pass(rsa_key: rsa.RSAPrivateKey, ec_key: ec.EllipticCurvePrivateKey) -> None:
    assert verify(signed(rsa_key), ec_key).reason == "SIG-VALUE"
    assert verify(signed(ec_key, algorithm=Signature.ECDSA_SHA256), rsa_key).reason == "SIG-VALUE"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#rsa-sha256", "#rsa-sha512"),
        ("xmlenc#sha256", "xmlenc#sha512"),
        ("<ds:SignedInfo>", "<ds:SignedInfo> "),
        ("<ds:SignatureValue>", "<ds:SignatureValue>AAAA"),
    ],
)
def test_a_changed_signature_does_not_pass(rsa_key: rsa.RSAPrivateKey, old: str, new: str) -> None:
    assert verify(signed(rsa_key).replace(old, new), rsa_key).verdict is Verdict.FAILED


def test_swapped_order_of_references_does_not_pass(rsa_key: rsa.RSAPrivateKey) -> None:
    """Order carries no meaning, but what was signed must be what is read."""
    assert verify(signed(rsa_key, BOTH[::-1]), rsa_key).verdict is Verdict.PASSED
    value = signed(rsa_key).split("<ds:SignatureValue>")[1]
    other = signed(rsa_key, BOTH[::-1]).split("<ds:SignatureValue>")[0]
    assert verify(f"{other}<ds:SignatureValue>{value}", rsa_key).reason == "SIG-VALUE"


def test_a_certificate_for_encryption_signs_nothing(rsa_key: rsa.RSAPrivateKey) -> None:
    assert verify(signed(rsa_key), rsa_key, usage="sign").verdict is Verdict.PASSED
    result = verify(signed(rsa_key), rsa_key, usage="cipher")
    assert (result.verdict, result.reason) == (Verdict.FAILED, "SIG-KEY-USAGE")


def test_weak_is_said_and_can_be_refused(rsa_key: rsa.RSAPrivateKey) -> None:
    references = (reference("#block", BLOCK, "sha1"), reference("cid:part", PART, "sha1", transforms=()))
    xml = signed(rsa_key, references, digest=Digest.SHA1)
    result = verify(xml, rsa_key)
    assert (result.verdict, result.reason, result.weak) == (Verdict.PASSED, "SIG-WEAK", True)
    refused = verify(xml, rsa_key, policy=POLICY.tightened(["sha1"]))
    assert (refused.verdict, refused.reason) == (Verdict.FAILED, "SIG-REFUSED")


def test_weak_in_one_reference_is_weak(ec_key: ec.EllipticCurvePrivateKey) -> None:
    xml = signed(ec_key, algorithm=Signature.ECDSA_SHA256)
    signer = read_certificate(make_certificate(ec_key))
    assert not is_weak(read(xml), signer, POLICY)
    head, tail = xml.rsplit("xmlenc#sha256", 1)
    one_weak = f"{head}dsig#sha1{tail}".replace("http://www.w3.org/2001/04/dsig#sha1", Digest.SHA1.value)
    assert is_weak(read(one_weak), signer, POLICY)


def test_short_keys_are_refused() -> None:
    key = rsa.generate_private_key(65537, 1024)
    result = verify(signed(key), key)
    assert (result.verdict, result.reason) == (Verdict.FAILED, "SIG-REFUSED")


def test_what_cannot_be_computed_here_is_undecided(rsa_key: rsa.RSAPrivateKey) -> None:
    xml = signed(rsa_key).replace(Signature.RSA_SHA256.value, Signature.RSA_RIPEMD160.value)
    result = verify(xml, rsa_key)
    assert (result.verdict, result.reason) == (Verdict.UNDECIDED, "SIG-ALGORITHM")


def test_a_digest_that_cannot_be_computed_here_is_undecided(rsa_key: rsa.RSAPrivateKey) -> None:
    def compute(digest: Digest) -> tuple[bytes, ...]:
        raise UnsupportedAlgorithm(name=digest.name)

    expected = EXPECTED | {"cid:part": Covered(((),), compute)}
    assert verify(signed(rsa_key), rsa_key, expected).verdict is Verdict.UNDECIDED


def test_an_unreadable_certificate_fails(rsa_key: rsa.RSAPrivateKey) -> None:
    signer = replace(read_certificate(make_certificate(rsa_key)), der=b"\x30\x03\x02\x01\x01")
    result = verify_signature(read(signed(rsa_key)), EXPECTED, signer, POLICY)
    assert (result.verdict, result.reason) == (Verdict.FAILED, "SIG-CERTIFICATE")


CANONICALIZATION = f'<ds:CanonicalizationMethod Algorithm="{C14N}">'
REFERENCE = '<ds:Reference URI="#block">'
OBJECT = "<ds:Object></ds:Object>"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (C14N, C14N + "#WithComments", "CanonicalizationMethod"),
        (C14N, "http://www.w3.org/2001/10/xml-exc-c14n#", "CanonicalizationMethod"),
        (C14N, "http://www.w3.org/2006/12/xml-c14n11", "CanonicalizationMethod"),
        (CANONICALIZATION, CANONICALIZATION + "<ds:X/>", "CanonicalizationMethod"),
        ('rsa-sha256">', 'rsa-sha256"><ds:HMACOutputLength>1</ds:HMACOutputLength>', "SignatureMethod"),
        ("#block", "cid:part", "Reference"),
        ('URI="#block"', "", "URI"),
        ("</ds:SignedInfo>", f"</ds:SignedInfo>{OBJECT}", "SignatureValue"),
        ("</ds:SignedInfo>", "</ds:SignedInfo><ds:SignedInfo></ds:SignedInfo>", "SignedInfo"),
        ("</ds:SignatureValue>", "</ds:SignatureValue><ds:SignatureValue></ds:SignatureValue>", "SignatureValue"),
        ("</ds:KeyInfo>", "</ds:KeyInfo><ds:KeyInfo></ds:KeyInfo>", "KeyInfo"),
        ("<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyName>x</ds:KeyName>", "KeyName"),
        ("<ds:KeyInfo>", "<ds:KeyInfo><ds:X509Data></ds:X509Data>", "X509Data"),
        ('URI="#signer"', 'URI="signer"', "RetrievalMethod"),
        ('URI="#signer"', 'URI="http://192.0.2.1/"', "RetrievalMethod"),
        (
            'URI="#signer"></ds:RetrievalMethod>',
            'URI="#signer"><ds:Transforms/></ds:RetrievalMethod>',
            "RetrievalMethod",
        ),
        ("</ds:RetrievalMethod>", '</ds:RetrievalMethod><ds:RetrievalMethod URI="#b"/>', "RetrievalMethod"),
        ("<ds:Transforms>", "<ds:Transforms><ds:X Algorithm='x'/>", "Transform"),
        ('<ds:Transform Algorithm="' + C14N + '">', '<ds:Transform Algorithm="x"><ds:XPath>1</ds:XPath>', "Transform"),
        ("</ds:DigestValue>", "</ds:DigestValue><ds:DigestValue>QQ==</ds:DigestValue>", "DigestValue"),
        (REFERENCE, REFERENCE + "<ds:X/>", "X"),
        (REFERENCE, REFERENCE + "text", "Reference"),
        ("<ds:SignedInfo>", "<ds:SignedInfo>text", "SignedInfo"),
        ("</ds:Signature>", "<ds:Evil/></ds:Signature>", "Evil"),
    ],
)
def test_anything_outside_the_profile_is_refused(old: str, new: str, where: str) -> None:
    xml = signature_xml(Signature.RSA_SHA256, Digest.SHA256, BOTH, "signer", "QQ==")
    assert old in xml
    with pytest.raises(StructureError) as caught:
        read(xml.replace(old, new, 1))
    assert caught.value.parameters["element"] == where


@pytest.mark.parametrize("missing", ["SignedInfo", "SignatureValue", "KeyInfo"])
def test_nothing_may_be_missing(missing: str) -> None:
    signature = element(signature_xml(Signature.RSA_SHA256, Digest.SHA256, BOTH, "signer", "QQ=="))
    for child in signature:
        if etree.QName(child).localname == missing:
            signature.remove(child)
    with pytest.raises(StructureError):
        read_signature(signature, DEFAULT_LIMITS)


def test_a_signature_over_nothing_is_refused() -> None:
    with pytest.raises(StructureError):
        read(signature_xml(Signature.RSA_SHA256, Digest.SHA256, (), "signer", "QQ=="))


@pytest.mark.parametrize(
    "algorithm",
    [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        Signature.RSA_SHA256.value + " ",
        "",
    ],
)
def test_other_signature_methods_are_refused_by_name(algorithm: str) -> None:
    xml = signature_xml(Signature.RSA_SHA256, Digest.SHA256, BOTH, "signer", "QQ==")
    with pytest.raises(UnknownAlgorithm):
        read(xml.replace(Signature.RSA_SHA256.value, algorithm))


def test_values_that_are_no_base64_are_refused() -> None:
    xml = signature_xml(Signature.RSA_SHA256, Digest.SHA256, BOTH, "signer", "Q!==")
    with pytest.raises(Base64Error):
        read(xml)
    with pytest.raises(Base64Error):
        read(xml.replace("Q!==", "QQ==").replace("<ds:DigestValue>", "<ds:DigestValue>!", 1))


def test_too_many_references_are_refused() -> None:
    xml = signature_xml(Signature.RSA_SHA256, Digest.SHA256, BOTH, "signer", "QQ==")
    with pytest.raises(LimitExceeded) as caught:
        read_signature(element(xml), replace(DEFAULT_LIMITS, references=1))
    assert caught.value.parameters["limit"] == "references"


def test_what_was_signed_is_read_as_it_stands() -> None:
    found = read(signature_xml(Signature.RSA_SHA256, Digest.SHA256, BOTH, "sig & ner", "QUJD"))
    assert found.value == b"ABC"
    assert found.certificate_id == "sig & ner"
    assert [(r.uri, r.transforms, r.digest, r.value) for r in found.references] == [
        (r.uri, r.transforms, Digest.SHA256, r.value) for r in BOTH
    ]
    assert found.signed_info.startswith(f"<ds:SignedInfo {FIVE_PREFIXES}><ds:CanonicalizationMethod".encode())
