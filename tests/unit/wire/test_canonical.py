"""Our canonical form against that of libxmlsec1, which is independent of ours and of lxml's."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from sozialclient.wire.namespaces import ACTOR_NEXT, FIVE_PREFIXES, OSCI2017, q
from sozialclient.wire.xml import XmlError, canonical, canonical_without_apex_namespaces, parse_xml

DS = "http://www.w3.org/2000/09/xmldsig#"
NAMESPACES = st.sampled_from(["urn:a", "urn:b", "http://x.example/n?a=b"])
PREFIXES = st.sampled_from(["p", "q", "osci"])
TEXT = st.text(st.sampled_from("ab \t\n\r<>&\"'ü\u2028"), max_size=6)


def escaped(text: str) -> str:
    """`text` so that a parser gives back exactly it, in element and attribute alike."""
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(character, entity)
    return "".join(f"&#{ord(c)};" if c in "\t\n\r" else c for c in text)


@st.composite
def xml_attributes(draw: st.DrawFn) -> dict[str, str]:
    """Namespace declarations, attributes of the `xml` namespace and plain ones."""
    found = {f"xmlns:{prefix}": draw(NAMESPACES) for prefix in draw(st.sets(PREFIXES, max_size=2))}
    if draw(st.integers(0, 3)) == 0:
        found["xmlns"] = draw(st.sampled_from(["urn:d", "urn:a", ""]))
    for name in draw(st.sets(st.sampled_from(["xml:lang", "xml:space", "xml:other"]), max_size=2)):
        found[name] = draw(st.sampled_from(["de", "en", ""])) if name == "xml:lang" else "preserve"
    for name in draw(st.sets(st.sampled_from(["z", "a", "href", "höhe"]), max_size=2)):
        found[name] = draw(TEXT)
    return found


@st.composite
def xml_element(draw: st.DrawFn, depth: int, prefixes: frozenset[str], inner: str | None) -> str:
    """An element with random children; `inner` is put somewhere among them."""
    attributes = draw(xml_attributes())
    known = prefixes | {name[6:] for name in attributes if name.startswith("xmlns:")}
    if draw(st.booleans()) and known:
        attributes[f"{draw(st.sampled_from(sorted(known)))}:attribute"] = draw(TEXT)
    prefix = draw(st.sampled_from(["", *(f"{name}:" for name in sorted(known))]))
    parts = [escaped(draw(TEXT))]
    for _ in range(draw(st.integers(0, 2)) if depth else 0):
        parts.append(draw(xml_element(depth - 1, frozenset(known), None)))
        parts.append(draw(st.sampled_from(["", "<!-- c -->", "<![CDATA[<x>]]>", "\r\n"])))
    if inner is not None:
        parts.insert(draw(st.integers(0, len(parts))), inner)
    written = "".join(f' {name}="{escaped(value)}"' for name, value in attributes.items())
    name = draw(st.sampled_from(["e", "größe", "имя"]))
    return f"<{prefix}{name}{written}>{''.join(parts)}</{prefix}{name}>"


def marked(element: str) -> str:
    """The same element with the Id by which it is signed."""
    end = min(element.index(c) for c in " >" if c in element)
    return f'{element[:end]} Id="target"{element[end:]}'


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """A document with one element marked somewhere inside."""
    target = marked(draw(xml_element(2, frozenset(), None)))
    middle = draw(xml_element(1, frozenset(), target))
    return draw(xml_element(1, frozenset(), middle)).encode("utf-8")


def digest_by_xmlsec(data: bytes, target: str) -> bytes:
    """Digest value that libxmlsec1 writes into a signature over that element."""
    xmlsec = pytest.importorskip("xmlsec", reason="xmlsec is not installed: no second opinion on canonical forms")
    root = etree.fromstring(data)
    signature = xmlsec.template.create(root, xmlsec.Transform.C14N, xmlsec.Transform.HMAC_SHA256)
    root.append(signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri=f"#{target}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.C14N)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_binary_data(xmlsec.KeyData.HMAC, b"k" * 32)
    (element,) = (element for element in root.iter() if element.get("Id") == target)
    context.register_id(element, "Id")
    context.sign(signature)
    value = signature.findtext(f"{{{DS}}}SignedInfo/{{{DS}}}Reference/{{{DS}}}DigestValue")
    return base64.b64decode(value or "")


def target_of(data: bytes) -> etree._Element:
    (found,) = (element for element in parse_xml(data).iter() if element.get("Id") == "target")
    return found


@settings(max_examples=100, deadline=None)
@given(documents())
@example(b'<a xml:lang="de"><b Id="target"/></a>')
@example(b'<a xml:lang="de" xml:space="preserve"><b xml:lang="en"><c Id="target"/></b></a>')
@example(b'<a xmlns="urn:d"><b Id="target"><c/></b></a>')
@example(b'<a xmlns="urn:d" xmlns:p="urn:p"><b xmlns=""><c Id="target" p:x="1"><d xmlns="urn:e"/></c></b></a>')
@example(b'<a xmlns="urn:d" xml:lang="de"><b xmlns="" Id="target" xml:lang=""/></a>')
@example('<a xmlns="urn:d" xml:lang="de"><größe Id="target" höhe="1" имя="2">ä</größe></a>'.encode())
def test_the_same_digest_as_libxmlsec(data: bytes) -> None:
    ours = hashlib.sha256(canonical(target_of(data))).digest()
    assert ours == digest_by_xmlsec(data, "target"), canonical(target_of(data))


def test_the_oracle_notices_a_difference() -> None:
    data = b'<a xml:lang="de"><b Id="target"/></a>'
    plain = etree.tostring(target_of(data), method="c14n")
    assert hashlib.sha256(plain).digest() != digest_by_xmlsec(data, "target")


def test_what_follows_the_element_is_not_part_of_it() -> None:
    assert canonical(target_of(b'<a><b Id="target"/>tail</a>')) == b'<b Id="target"></b>'


def test_relative_namespaces_have_no_canonical_form() -> None:
    with pytest.raises(XmlError):
        canonical(target_of(b'<a xmlns:r="relative"><b Id="target"/></a>'))


def test_apex_namespaces_and_nothing_else_are_dropped() -> None:
    data = b'<a xmlns:x="urn:x" xmlns="urn:d"><x:b Id="target" c="d"><e xmlns:y="urn:y" y:f=""/></x:b></a>'
    whole = canonical(target_of(data))
    assert whole == (b'<x:b xmlns="urn:d" xmlns:x="urn:x" Id="target" c="d"><e xmlns:y="urn:y" y:f=""></e></x:b>')
    assert canonical_without_apex_namespaces(target_of(data)) == whole.replace(b' xmlns="urn:d" xmlns:x="urn:x"', b"")


NEXT = f'soap:actor="{ACTOR_NEXT}" soap:mustUnderstand="1"'
FEATURES = (
    ("DisableBase64", "1.2.0"),
    ("OAEPEncryption", "1.6.0"),
    ("SHA3HashAlgo", "1.6.3"),
    ("GCMPaddingModus", "1.7.0"),
    ("PartialMessageTransmission", "1.8.0"),
    ("Support96Bit12ByteIV", "1.9.0"),
)
# PROTOCOL, appendix F: digests that the Java library produced.
BLOCKS = [
    (
        f'<osci:DesiredLanguages Id="desiredlanguages" LanguagesList="en" {NEXT}/>',
        415,
        "DZp2rKPd0ExyHAXLgBBni/t0aYGoAEpzoOPrlIA7EDY=",
    ),
    (
        f'<osci:ControlBlock {NEXT} Id="controlblock"><osci:Challenge>YTbOemaJWf0Fgw==</osci:Challenge>'
        "</osci:ControlBlock>",
        433,
        "+74QFCTPChRJAIbQaBdAelODsN3LNEYeqybmjnetXMc=",
    ),
    (
        f'<osci:ControlBlock ConversationId="4711" Id="controlblock" SequenceNumber="0" {NEXT}><osci:Response>'
        "SRVCHALLENGE==</osci:Response><osci:Challenge>3risv81iHY4dyA==</osci:Challenge></osci:ControlBlock>",
        519,
        "ZdiJdodsUNti3Rxw27mWCLQcmqmbvXAMc2rKKzx6ViI=",
    ),
    (
        f'<osci:fetchDelivery Id="fetchdelivery" {NEXT}><osci:SelectionRule><osci:MessageId>bXNnaWQtMQ=='
        "</osci:MessageId></osci:SelectionRule></osci:fetchDelivery>",
        473,
        "heO4vvGnuDR2Uve5o+ucHXvwLb2386GkgDK81T7+j2I=",
    ),
    (
        f'<osci2017:FeatureDescription xmlns:osci2017="{OSCI2017}" Id="featuredescription">'
        "<osci2017:SupportedFeatures>"
        + "".join(f'<osci2017:Feature Version="{version}" Key="{key}"/>' for key, version in FEATURES)
        + "</osci2017:SupportedFeatures></osci2017:FeatureDescription>",
        898,
        "wumH0aKRAiX1J9GNx1hduAWJWIU6lyymqmbPmsK3/60=",
    ),
    ('<soap:Body Id="body"/>', 280, "MpXpG5ZSxWHXbcHswSUHdgJ+8lYITXXBcAPcXVh/OoY="),
    ('<soap:Body Id="body"><osci:initDialog/></soap:Body>', 315, "RPKwDzvRAG1ekqpATrmSgu+sSoZnf061908PvhFg90Y="),
    ('<soap:Body Id="body"><osci:getMessageId/></soap:Body>', 319, "m2rRBvmqxf/G6eDNSeU9dPaojkFwtJjcJDtHMHc8gcE="),
    ('<soap:Body Id="body"><osci:exitDialog/></soap:Body>', 315, "bGmaPptlpp9bOAMrMbiJs4Iwwhw8pl04Y7MVG9D0tOc="),
]


@pytest.mark.parametrize(("block", "length", "digest"), BLOCKS)
def test_digests_of_the_java_library(block: str, length: int, digest: str) -> None:
    envelope = f"<soap:Envelope {FIVE_PREFIXES}>\n <soap:Header> {block}<!-- x -->\n</soap:Header></soap:Envelope>"
    element = parse_xml(envelope.encode())[0][0]
    form = canonical(element)
    assert len(form) == length
    assert base64.b64encode(hashlib.sha256(form).digest()).decode() == digest


def test_digest_of_an_attachment_reference_by_the_java_library() -> None:
    container = '<osci:Content href="cid:test.txt" Id="content5"/>'
    envelope = f"<soap:Envelope {FIVE_PREFIXES}><soap:Body>{container}</soap:Body></soap:Envelope>"
    element = parse_xml(envelope.encode())[0][0]
    digest = base64.b64encode(hashlib.sha256(canonical(element)).digest()).decode()
    assert digest == "Kw0NqPPmp9A0lJgrPduEavV4b3Eo/wVhsd743KfbT38="
    assert element.tag == q("http://www.osci.de/2002/04/osci", "Content")
