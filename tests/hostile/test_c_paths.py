"""Rows C-09 to C-13 and C-18: which paths lead to an imported root, and what is said of the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from asn1crypto import core, keys  # type: ignore[import-untyped]  # asn1crypto ships no types
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519

from sozialclient.crypto.certificates import may_encipher, read_certificate
from sozialclient.crypto.paths import (
    CertificateNotInTime,
    CertificatePathInvalid,
    CertificateTooWeak,
    CertificateUntrusted,
    CertificateWrongUsage,
    PathError,
    find_path,
)
from sozialclient.crypto.policy import Policy, Strength
from tests.hostile.expect import refused
from tests.hostile.issuing import (
    AUTHORITY,
    NOON,
    YEAR,
    Extra,
    Party,
    authority,
    hierarchy,
    issue,
    name,
    rebuilt,
    root,
    rsa_key,
    rsa_public,
    signer,
)
from tests.hostile.rows import guarded_by
from tests.pace import within

SECOND = timedelta(seconds=1)


def path(leaf: Party | bytes, others: list[Party], roots: list[Party], at: datetime = NOON) -> list[str]:
    """Common names of the issuers that were found."""
    der = leaf if isinstance(leaf, bytes) else leaf.der
    policy = Policy.default()
    found, _ = find_path(der, [each.der for each in others], [each.der for each in roots], at=at, policy=policy)
    return [each.common_name for each in found]


def unknown_critical() -> Extra:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.276.0.99"), b"\x05\x00"), True


@guarded_by("sozialclient.crypto.paths.find_path")
def test_c_09_a_path_of_the_v_pki_is_found() -> None:
    """A group certificate without alternative name and extended usage leads over its authority to the imported root."""
    top, middle, leaf = hierarchy()
    assert path(leaf, [middle], [top]) == ["Probe-CA 13", "PCA-1-Probe-26"]
    assert find_path(leaf.der, [middle.der], [top.der], at=NOON, policy=Policy.default())[1] is Strength.STRONG
    with refused(CertificateUntrusted, certificate=read_certificate(leaf.der).sha256[:16]):
        path(leaf, [top, middle], [])


def broken_chains() -> dict[str, tuple[Party, list[Party], Party]]:
    top = root()
    middle = authority(top)
    leaf = signer(middle)
    below = authority(middle, "Unter-CA", 4)
    other = x509.NameConstraints([x509.DirectoryName(name("anderswo"))], None)
    constrained = authority(top, extra=[(other, True)])
    no_constraints = authority(top, ca=None, path_length=None)
    no_signing = authority(top, usage=["digital_signature"])
    critical = authority(top, extra=[unknown_critical()])
    return {
        "signed by another leaf": (signer(leaf, "GRP: Nachbar", 3), [leaf, middle], top),
        "issuer without basic constraints": (signer(no_constraints), [no_constraints], top),
        "path length exceeded": (signer(below, "GRP: Enkel", 5), [below, middle], top),
        "names constrained": (signer(constrained), [constrained], top),
        "issuer must not sign certificates": (signer(no_signing), [no_signing], top),
        "unknown critical extension": (signer(middle, extra=[unknown_critical()]), [middle], top),
        "unknown critical extension of the issuer": (signer(critical), [critical], top),
    }


@guarded_by("sozialclient.crypto.paths.find_path")
@pytest.mark.parametrize("case", broken_chains())
def test_c_10_a_path_that_breaks_a_rule_is_refused(case: str) -> None:
    """Signatures lead to the root, but who signed was no authority, or not for this, or demands what nobody knows."""
    leaf, others, top = broken_chains()[case]
    with refused(CertificatePathInvalid):
        path(leaf, others, [top])


@guarded_by("sozialclient.crypto.paths.find_path", "sozialclient.crypto.paths._why_not")
def test_c_11_nobody_known_vouches() -> None:
    """Self-signed, an unknown root, a root of the same name with another key, a loop: untrusted, and quickly so."""
    top, middle, leaf = hierarchy()
    alone = issue("GRP: Selbst", 6)
    twin = root(number=7)
    first = authority(root("Kreis A", 8), "Kreis B", 9, path_length=None)
    loop = Party(authority(first, "Kreis A", 8, path_length=None).certificate, first.private)
    ring = signer(first, "GRP: Kreis", 10)
    crowd = [root("Kreis B", 9, begins=NOON - YEAR - timedelta(days=day)) for day in range(30)]
    for candidate, others, roots in (
        (alone, [], [top]), (alone, [alone, middle], [top]), (leaf, [middle], [twin]), (leaf, [middle, top], [twin]),
        (ring, [first, loop], [top]), (ring, [first, loop, *crowd], [top]),
    ):
        with refused(CertificateUntrusted):
            within(100, partial(path, candidate, others, roots))


@guarded_by("sozialclient.crypto.paths.MOST_ISSUERS")
def test_c_11b_a_path_may_not_be_long() -> None:
    """Twelve authorities one above the other are no path, five are."""
    chain = [root()]
    for number in range(12):
        chain.append(authority(chain[-1], f"CA {number}", 20 + number, path_length=None))
    short = signer(chain[4], "GRP: Kurz", 40)
    assert len(path(short, chain[1:5], [chain[0]])) == 5
    with refused(CertificateUntrusted):
        path(signer(chain[-1], "GRP: Lang", 41), chain[1:], [chain[0]])


def culprit(leaf: Party, others: list[Party], top: Party, at: datetime) -> str:
    with refused(CertificateNotInTime) as refusal:
        path(leaf, others, [top], at)
    assert isinstance(refusal.error, PathError)
    return refusal.error.culprit.common_name


@guarded_by("sozialclient.crypto.paths._verified")
def test_c_12_each_certificate_must_have_been_valid_then() -> None:
    """An issuer that has ended, a leaf that has not begun: refused and named; both ends of the time still count."""
    top = root(begins=NOON - 3 * YEAR, ends=NOON + 3 * YEAR)
    middle = authority(top, begins=NOON - 3 * YEAR, ends=NOON - SECOND)
    assert culprit(signer(middle, ends=NOON + YEAR), [middle], top, NOON) == "Probe-CA 13"
    sound = authority(top, begins=NOON - 3 * YEAR, ends=NOON + 3 * YEAR)
    leaf = signer(sound, begins=NOON, ends=NOON + YEAR)
    assert culprit(leaf, [sound], top, NOON - SECOND) == "GRP: Antragsdienst Probe"
    assert culprit(leaf, [sound], top, NOON + YEAR + SECOND) == "GRP: Antragsdienst Probe"
    for at in (NOON, NOON + YEAR):
        assert len(path(leaf, [sound], [top], at)) == 2
    ended = root(begins=NOON - 3 * YEAR, ends=NOON - YEAR)
    late = authority(ended)
    assert culprit(signer(late), [late], ended, NOON) == "PCA-1-Probe-26"


@guarded_by("sozialclient.crypto.paths.find_path")
def test_c_12b_fractions_of_a_second_make_no_time_valid() -> None:
    """A validity with fractions of a second breaks RFC 5280 (4.1.2.5.2) and is refused."""
    top, middle, leaf = hierarchy()

    def fraction(certificate: asn1.Certificate) -> None:
        end = core.GeneralizedTime(NOON + YEAR)
        end.contents = b"20270601120000.5Z"
        certificate["tbs_certificate"]["validity"]["not_after"] = asn1.Time("general_time", end)

    with refused(CertificatePathInvalid):
        path(rebuilt(leaf, middle, fraction), [middle], [top])


@guarded_by("sozialclient.crypto.paths.find_path", "sozialclient.crypto.certificates.may_encipher")
def test_c_13_a_certificate_counts_only_for_what_it_was_issued_for() -> None:
    """A good path is worth nothing where KeyUsage does not allow signing, or encrypting."""
    top, middle, leaf = hierarchy()
    policy = Policy.default()
    cipher = signer(middle, "GRP: Nur Chiffrierung", 3, usage=["key_encipherment"], public=rsa_public(3072))
    with refused(CertificateWrongUsage):
        path(cipher, [middle], [top])
    assert find_path(cipher.der, [middle.der], [top.der], at=NOON, policy=policy, usable=may_encipher)
    issuer_only = signer(middle, "GRP: CA", 4, usage=AUTHORITY)
    with refused(CertificateWrongUsage):
        path(issuer_only, [middle], [top])
    with refused(CertificateWrongUsage):
        find_path(leaf.der, [middle.der], [top.der], at=NOON, policy=policy, usable=may_encipher)


def as_pss_key(certificate: asn1.Certificate) -> None:
    """The same key, restricted to RSA-PSS (RFC 4055, section 1.2)."""
    key = certificate["tbs_certificate"]["subject_public_key_info"]
    key["algorithm"] = keys.PublicKeyAlgorithm({"algorithm": "rsassa_pss"})


@guarded_by("sozialclient.crypto.certificates.public_key")
def test_c_18_signed_with_pss() -> None:
    """A signature by RSA-PSS on a certificate is accepted, and so is a key that is meant for nothing else."""
    top = root(private=rsa_key())
    middle = authority(top, pss=True, private=rsa_key())
    restricted = rebuilt(signer(middle, private=rsa_key()), middle, as_pss_key)
    for der in (signer(middle, pss=True).der, restricted):
        assert path(der, [middle], [top]) == ["Probe-CA 13", "PCA-1-Probe-26"]
    assert read_certificate(restricted).key_type == "RSA"


@guarded_by("sozialclient.crypto.policy.Policy.key_strength")
def test_c_18b_keys_of_other_kinds_are_refused_by_name() -> None:
    """A curve written out in numbers, and Ed25519, are refused by name; everything else of them can still be shown."""
    top, middle, _ = hierarchy()
    edwards = issue("GRP: Edwards", 3, middle, public=ed25519.Ed25519PrivateKey.generate().public_key())
    with refused(CertificateTooWeak, name="ed25519"):
        path(edwards, [middle], [top])

    leaf = rebuilt(signer(middle, "GRP: Kurve", 4), middle, with_explicit_curve)
    assert (read_certificate(leaf).common_name, read_certificate(leaf).key_bits) == ("GRP: Kurve", 0)
    with refused(CertificateTooWeak, name="1.2.840.10045.2.1"):
        path(leaf, [middle], [top])


def with_explicit_curve(certificate: asn1.Certificate) -> None:
    """P-256 (SEC 2, 2.4.2) by its numbers instead of its name."""
    field = 2**256 - 2**224 + 2**192 + 2**96 - 1
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    x = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
    y = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5
    numbers = keys.SpecifiedECDomain({
        "version": "ecdpVer1", "field_id": {"field_type": "prime_field", "parameters": field},
        "curve": {"a": (field - 3).to_bytes(32, "big"), "b": b.to_bytes(32, "big")},
        "base": b"\4" + x.to_bytes(32, "big") + y.to_bytes(32, "big"), "order": order, "cofactor": 1,
    })
    algorithm = certificate["tbs_certificate"]["subject_public_key_info"]["algorithm"]
    algorithm["parameters"] = keys.ECDomainParameters(name="specified", value=numbers)
