"""The two certificate headers: who takes part, by role (PROTOCOL 3.5, 3.6)."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from sozialclient.crypto.xmlenc import read_x509_data, x509_data_xml
from sozialclient.wire.elements import StructureError, attribute, children, expect_order, only_child
from sozialclient.wire.limits import DEFAULT_LIMITS, check_limit
from sozialclient.wire.namespaces import ACTOR_NONE, DS, OSCI, q

NONE = f'soap:actor="{ACTOR_NONE}" soap:mustUnderstand="1"'


class CertificateRole(enum.Enum):
    """Element names inside the headers, in the order in which they are written."""

    CIPHER_ORIGINATOR = "CipherCertificateOriginator"
    CIPHER_OTHER_AUTHOR = "CipherCertificateOtherAuthor"
    CIPHER_ADDRESSEE = "CipherCertificateAddressee"
    CIPHER_OTHER_READER = "CipherCertificateOtherReader"
    SIGNATURE_ORIGINATOR = "SignatureCertificateOriginator"
    SIGNATURE_OTHER_AUTHOR = "SignatureCertificateOtherAuthor"
    SIGNATURE_ADDRESSEE = "SignatureCertificateAddressee"
    CIPHER_INTERMEDIARY = "CipherCertificateIntermediary"
    SIGNATURE_INTERMEDIARY = "SignatureCertificateIntermediary"

    @property
    def is_cipher(self) -> bool:
        """A certificate to encrypt for; otherwise one to check signatures with."""
        return self.value.startswith("Cipher")


@dataclass(frozen=True, slots=True)
class HeaderCertificate:
    """One entry: `id` is an opaque reference target, never parsed."""

    role: CertificateRole
    id: str
    der: bytes


@dataclass(frozen=True, slots=True)
class CertificateHeader:
    """All entries of a message's certificate headers."""

    entries: tuple[HeaderCertificate, ...] = ()

    def by_role(self, role: CertificateRole) -> HeaderCertificate | None:
        """The first entry of that role."""
        return next((entry for entry in self.entries if entry.role is role), None)

    def by_id(self, id_: str) -> HeaderCertificate | None:
        """The entry with exactly that Id."""
        return next((entry for entry in self.entries if entry.id == id_), None)

    def cipher_ids(self, der: bytes) -> frozenset[str]:
        """Ids under which that very certificate stands as cipher certificate."""
        return frozenset(entry.id for entry in self.entries if entry.role.is_cipher and entry.der == der)


_SINGLE = frozenset(CertificateRole) - {
    CertificateRole.CIPHER_OTHER_AUTHOR,
    CertificateRole.CIPHER_OTHER_READER,
    CertificateRole.SIGNATURE_OTHER_AUTHOR,
}
_INTERMEDIARY = {CertificateRole.CIPHER_INTERMEDIARY, CertificateRole.SIGNATURE_INTERMEDIARY}


def read_certificate_header(*elements: etree._Element | None) -> CertificateHeader:
    """Entries of IntermediaryCertificates and NonIntermediaryCertificates blocks.

    Raises StructureError for unknown or repeated roles and for Ids that are missing.
    """
    entries: list[HeaderCertificate] = []
    for element in elements:
        for child in children(element) if element is not None else ():
            assert element is not None
            entries.append(_read_entry(element, child))
            check_limit("certificates", len(entries), DEFAULT_LIMITS.certificates)
    roles = [entry.role for entry in entries if entry.role in _SINGLE]
    if len(set(roles)) != len(roles):
        raise StructureError(element="Certificates")
    return CertificateHeader(tuple(entries))


def _read_entry(parent: etree._Element, element: etree._Element) -> HeaderCertificate:
    name = etree.QName(element)
    try:
        role = CertificateRole(name.localname)
    except ValueError:
        raise StructureError(element="Certificates") from None
    belongs_to_intermediary = parent.tag == q(OSCI, "IntermediaryCertificates")
    if name.namespace != OSCI or (role in _INTERMEDIARY) != belongs_to_intermediary:
        raise StructureError(element=role.value)
    expect_order(element, ((q(DS, "X509Data"), False),))
    return HeaderCertificate(role, attribute(element, "Id"), read_x509_data(only_child(element, DS, "X509Data")))


_ID_WORDS = {
    CertificateRole.CIPHER_ORIGINATOR: "originator_cipher",
    CertificateRole.CIPHER_ADDRESSEE: "addressee_cipher",
    CertificateRole.SIGNATURE_ORIGINATOR: "originator_signature",
    CertificateRole.SIGNATURE_ADDRESSEE: "addressee_signature",
    CertificateRole.CIPHER_INTERMEDIARY: "intermed_cipher",
    CertificateRole.SIGNATURE_INTERMEDIARY: "intermed_signature",
}


def header_certificate(role: CertificateRole, der: bytes, number: int = 0) -> HeaderCertificate:
    """An entry of ours with an Id in the usual form: role, kind, SHA-256 of the DER."""
    words = _ID_WORDS.get(role)
    if words is None:
        person = "reader" if role is CertificateRole.CIPHER_OTHER_READER else "author"
        words = f"{person}{number}_{'cipher' if role.is_cipher else 'signature'}"
    return HeaderCertificate(role, f"{words}_{hashlib.sha256(der).hexdigest()}", der)


def intermediary_certificates_xml(header: CertificateHeader, id_suffix: str = "") -> str:
    """The IntermediaryCertificates block, empty when there is no entry."""
    entries = [entry for entry in header.entries if entry.role in _INTERMEDIARY]
    return _block("IntermediaryCertificates", f"intermediarycertificates{id_suffix}", entries)


def non_intermediary_certificates_xml(header: CertificateHeader) -> str:
    """The NonIntermediaryCertificates block in schema order, empty when there is no entry."""
    order = list(CertificateRole)
    entries = sorted(
        (entry for entry in header.entries if entry.role not in _INTERMEDIARY),
        key=lambda entry: order.index(entry.role),
    )
    return _block("NonIntermediaryCertificates", "nonintermediarycertificates", entries)


def _block(name: str, id_: str, entries: list[HeaderCertificate]) -> str:
    if not entries:
        return ""
    inner = "".join(
        f"<osci:{entry.role.value} Id={quoteattr(entry.id)}>{x509_data_xml(entry.der)}</osci:{entry.role.value}>"
        for entry in entries
    )
    return f'<osci:{name} Id="{id_}" {NONE}>{inner}</osci:{name}>'
