"""Rows C-16 and C-17: key lengths, digests and their dates; certificates that are strange from end to end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import core, keys  # type: ignore[import-untyped]  # asn1crypto ships no types
from asn1crypto import x509 as asn1
from cryptography import x509

from sozialclient.crypto.certificate_policy import GRADES, key_strength_at
from sozialclient.crypto.certificates import LARGEST, CertificateUnreadable, read_certificate
from sozialclient.crypto.paths import CertificateTooWeak, PathError, find_path
from sozialclient.crypto.policy import Policy, RefusedAlgorithm, Strength
from sozialclient.usecases.authorities import read_authority
from tests.hostile.expect import refused
from tests.hostile.issuing import NOON, Party, authority, hierarchy, rebuilt, root, rsa_key, rsa_public, signer
from tests.hostile.rows import guarded_by
from tests.pace import within

LAST_OF_2048 = datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)
LAST_OF_ALL = datetime(2035, 12, 31, 23, 59, 59, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def strength(leaf: bytes, middle: Party | bytes, top: Party | bytes, at: datetime = NOON) -> Strength:
    issuer, anchor = (each if isinstance(each, bytes) else each.der for each in (middle, top))
    return find_path(leaf, [issuer], [anchor], at=at, policy=Policy.default())[1]


@guarded_by("sozialclient.crypto.certificate_policy.key_strength_at", "sozialclient.crypto.certificate_policy.GRADES")
@pytest.mark.parametrize(("bits", "grade"), [
    (1024, None), (2047, None), (2048, Strength.WEAK), (2999, Strength.WEAK), (3000, Strength.STRONG),
    (3072, Strength.STRONG), (4096, Strength.STRONG),
])
def test_c_16_lengths_of_rsa_keys(bits: int, grade: Strength | None) -> None:
    """RSA below 2048 bits is refused, below 3000 weak and named, from 3000 strong."""
    top, middle, _ = hierarchy()
    leaf = signer(middle, public=rsa_public(bits))
    if grade is None:
        with refused(CertificateTooWeak, name=f"rsa-{bits}"):
            strength(leaf.der, middle, top)
    else:
        assert strength(leaf.der, middle, top) is grade


@guarded_by("sozialclient.crypto.certificate_policy.GRADES")
@pytest.mark.parametrize(("bits", "last"), [(2048, LAST_OF_2048), (3072, LAST_OF_ALL)])
def test_c_16b_every_length_has_its_last_day(bits: int, last: datetime) -> None:
    """The table has dates: what was strong when it was signed stays so, the second after it is weak."""
    _, middle, _ = hierarchy()
    facts = read_certificate(signer(middle, public=rsa_public(bits)).der)
    assert key_strength_at(Policy.default(), facts, last) is Strength.STRONG
    assert key_strength_at(Policy.default(), facts, last + SECOND) is Strength.WEAK
    assert {grade.strong_until for grade in GRADES} == {LAST_OF_2048, LAST_OF_ALL}
    with refused(RefusedAlgorithm, name="rsa-2048"):
        short = read_certificate(signer(middle, public=rsa_public(2048)).der)
        key_strength_at(Policy.default().tightened(["rsa-2048"]), short, NOON)


def on_p192(certificate: asn1.Certificate) -> None:
    """The base point of P-192 (FIPS 186-4, D.1.2.1) as key."""
    point = "04188da80eb03090f67cbf20eb43a18800f4ff0afd82ff101207192b95ffc8da78631011ed6b24cdd573f977a11e794811"
    info = certificate["tbs_certificate"]["subject_public_key_info"]
    info["algorithm"]["parameters"] = keys.ECDomainParameters(name="named", value="secp192r1")
    info["public_key"] = bytes.fromhex(point)


@guarded_by("sozialclient.crypto.policy._CURVES")
def test_c_16c_a_short_curve_is_refused() -> None:
    """P-192 is refused, whether this build of OpenSSL still knows it or not."""
    top, middle, leaf = hierarchy()
    with refused(CertificateTooWeak) as refusal:
        strength(rebuilt(leaf, middle, on_p192), middle, top)
    assert refusal.error is not None and refusal.error.parameters["name"] in (
        "ec-secp192r1-192", "ec-prime192v1-192", "1.2.840.10045.2.1")


def unchanged(_certificate: asn1.Certificate) -> None:
    """Only signed anew."""


@guarded_by("sozialclient.crypto.certificate_policy.check_digest")
@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_c_16d_a_digest_that_collides_makes_no_path(digest: str) -> None:
    """A leaf, an authority or a root signed over SHA-1 or MD5 is refused by that name; such a root is not imported."""
    top = root(private=rsa_key())
    middle = authority(top, private=rsa_key())
    leaf = signer(middle)
    weak_leaf = rebuilt(leaf, middle, unchanged, digest)
    weak_root = rebuilt(top, top, unchanged, digest)
    for chain in ((weak_leaf, middle.der, top.der), (leaf.der, middle.der, weak_root)):
        with refused(CertificateTooWeak, name=digest):
            strength(*chain)
    with refused(CertificateTooWeak, name=digest):
        read_authority(weak_root, Policy.default(), NOON)
    with pytest.raises(PathError):
        strength(leaf.der, rebuilt(middle, top, unchanged, digest), top)


def with_names(*values: tuple[str, core.Asn1Value]) -> Callable[[asn1.Certificate], None]:
    def change(certificate: asn1.Certificate) -> None:
        pairs = [asn1.NameTypeAndValue() for _ in values]
        for pair, (kind, value) in zip(pairs, values, strict=True):
            raw = core.Sequence()
            raw.contents = core.ObjectIdentifier(kind).dump() + value.dump()
            pair.contents = raw.contents
        made = asn1.Name(name="", value=asn1.RDNSequence([asn1.RelativeDistinguishedName([pair]) for pair in pairs]))
        certificate["tbs_certificate"]["subject"] = made

    return change


def negative_serial(certificate: asn1.Certificate) -> None:
    certificate["tbs_certificate"]["serial_number"] = -4711


COMMON_NAME = "2.5.4.3"
STRANGE = {
    "negative serial": negative_serial,
    "empty subject": with_names(),
    "bidi in the name": with_names((COMMON_NAME, core.UTF8String("GRP: Amt\u202efdp.exe\u2066"))),
    "controls in a BMPString": with_names((COMMON_NAME, core.BMPString("Amt\x1b[31m\n\x00Ende"))),
    "controls in a T61String": with_names((COMMON_NAME, core.TeletexString("Amt\x1b[31m\x07"))),
    "a name of 40 KB": with_names((COMMON_NAME, core.UTF8String("A" * 40_000))),
}


@guarded_by("sozialclient.crypto.names._visible", "sozialclient.crypto.names._LONGEST_VALUE",
            "sozialclient.crypto.paths.find_path")
@pytest.mark.parametrize("case", STRANGE)
def test_c_17_a_strange_certificate_is_shown_harmlessly(case: str) -> None:
    """Odd numbers, names without end, control and direction characters: read at once, shown escaped, or refused."""
    top, middle, leaf = hierarchy()
    der = rebuilt(leaf, middle, STRANGE[case])
    facts = within(1, lambda: read_certificate(der))
    for shown in (facts.subject, facts.common_name, facts.issuer, facts.serial):
        assert shown.isprintable() and len(shown) < 5000
        assert not any("\u2000" <= character <= "\u206f" for character in shown)
    try:
        strength(der, middle, top)
    except (PathError, CertificateUnreadable) as error:
        assert case == "negative serial", error


@guarded_by("sozialclient.crypto.paths.is_authority")
def test_c_17c_an_authority_that_cannot_be_read_is_not_imported() -> None:
    """Basic constraints that are cut off: refused by name when somebody imports it."""
    sound, cut = bytes.fromhex("30060101ff020100"), bytes.fromhex("30060101ff020500")
    middle = hierarchy()[1]
    assert middle.der.count(sound) == 1 and not read_authority(middle.der, Policy.default(), NOON).root
    with refused(CertificateUnreadable):
        read_authority(middle.der.replace(sound, cut), Policy.default(), NOON)


@guarded_by("sozialclient.crypto.certificates.LARGEST")
def test_c_17b_a_certificate_of_megabytes_is_refused_by_its_size() -> None:
    """An extension of 10 MB is not even looked at; a thousand alternative names are read within a tenth of a second."""
    top, middle, _ = hierarchy()
    stuffed = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.276.0.98"), bytes(10 * 1024 * 1024))
    huge = signer(middle, extra=[(stuffed, False)]).der
    with refused(CertificateUnreadable, size=len(huge)):
        within(1, lambda: read_certificate(huge))
    names = x509.SubjectAlternativeName([x509.DNSName(f"amt{number}.example") for number in range(1000)])
    many = signer(middle, extra=[(names, False)]).der
    assert len(many) < LARGEST
    within(1, lambda: read_certificate(many))
    assert within(2, lambda: strength(many, middle, top)) is Strength.STRONG
