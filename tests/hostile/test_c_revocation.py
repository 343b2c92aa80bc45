"""Rows C-14 and C-15: revoked, not revoked, and not known; nothing else may pass for not revoked."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import crl as asn1_crl  # type: ignore[import-untyped]  # asn1crypto ships no types
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.revocation import LARGEST_LIST, Revocation, RevocationListUnreadable, read_list, standing_of
from sozialclient.model.delivery import SignatureResult, TransportProtection
from sozialclient.model.trust import Standing
from sozialclient.model.verdict import Verdict
from sozialclient.net.http_client import HttpClient, NetSettings
from sozialclient.reports.inspection import inspection_sheet
from sozialclient.settings import Settings
from sozialclient.store import KeyVault, Store
from sozialclient.usecases.authorities import import_authority
from sozialclient.usecases.check_revocation import NoListAddress, check_revocation, download_lists
from sozialclient.usecases.trust import trust_report
from tests.hostile.expect import refused
from tests.hostile.issuing import NOON, Extra, Party, authority, crl, hierarchy, issue, root, signer
from tests.hostile.rows import guarded_by
from tests.unit.net.servers import says, serving
from tests.unit.store.samples import sample

POINT = "http://sperrlisten.example/ca.crl"
HOUR = timedelta(hours=1)


def standing(leaf: Party, middle: Party, top: Party, lists: Iterable[bytes]) -> Revocation:
    """What `lists` say at noon of a path that was verified."""
    chain = [each.der for each in (leaf, middle, top)]
    return standing_of(chain, [read_list(each) for each in lists], now=NOON, policy=Policy.default())


def scope(**values: Any) -> Extra:
    """An IssuingDistributionPoint with these values."""
    known: dict[str, Any] = {
        "full_name": None, "relative_name": None, "only_contains_user_certs": False, "only_contains_ca_certs": False,
        "only_some_reasons": None, "indirect_crl": False, "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**{**known, **values}), True


@guarded_by("sozialclient.crypto.revocation.standing_of", "sozialclient.crypto.revocation._by_list")
def test_c_14_a_fresh_list_of_every_issuer_says_who_is_revoked() -> None:
    """With a fresh list of each issuer the answer is valid or revoked, for the certificate and for its issuer."""
    top, middle, leaf = hierarchy()
    upper, lower = crl(top), crl(middle)
    assert standing(leaf, middle, top, [upper, lower]).standing is Standing.VALID
    for lists in ([upper, crl(middle, [leaf.certificate])], [crl(top, [middle.certificate]), lower]):
        assert standing(leaf, middle, top, lists).standing is Standing.REVOKED
    held = crl(middle, [leaf.certificate], reason=x509.ReasonFlags.certificate_hold)
    assert standing(leaf, middle, top, [upper, held]).standing is Standing.REVOKED


def useless_lists() -> dict[str, tuple[bytes | None, str]]:
    """A list of the issuing authority that proves nothing, and why."""
    top, middle, leaf = hierarchy()
    other = authority(top, "Andere CA", 5)
    same_name = authority(top, number=6)
    no_lists = authority(top, usage=["key_cert_sign"])
    assert no_lists.certificate.subject == middle.certificate.subject and leaf
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.276.0.99"), b"\x05\x00"), True
    elsewhere = scope(full_name=[x509.UniformResourceIdentifier(POINT)])
    return {
        "no list": (None, "CRL-NONE"),
        "too old": (crl(middle, made=NOON - 9 * 24 * HOUR, ends=NOON - HOUR), "CRL-OLD"),
        "from tomorrow": (crl(middle, made=NOON + 24 * HOUR, ends=NOON + 48 * HOUR), "CRL-OLD"),
        "of another authority": (crl(other), "CRL-NONE"),
        "signed by another key": (crl(middle, signed_by=same_name), "CRL-ISSUER"),
        "signed by another authority": (crl(middle, signed_by=other), "CRL-ISSUER"),
        "delta": (crl(middle, extra=[(x509.DeltaCRLIndicator(3), True)]), "CRL-SCOPE"),
        "delta, not critical": (crl(middle, extra=[(x509.DeltaCRLIndicator(3), False)]), "CRL-SCOPE"),
        "for authorities only": (crl(middle, extra=[scope(only_contains_ca_certs=True)]), "CRL-SCOPE"),
        "for attributes only": (crl(middle, extra=[scope(only_contains_attribute_certs=True)]), "CRL-SCOPE"),
        "for some reasons": (
            crl(middle, extra=[scope(only_some_reasons=frozenset([x509.ReasonFlags.superseded]))]), "CRL-SCOPE"),
        "indirect": (crl(middle, extra=[scope(indirect_crl=True)]), "CRL-SCOPE"),
        "of a point the certificate does not name": (crl(middle, extra=[elsewhere]), "CRL-SCOPE"),
        "unknown critical extension": (crl(middle, extra=[unknown]), "CRL-SCOPE"),
        "of a point named in part": (crl(middle, extra=[scope(relative_name=middle.certificate.subject.rdns[-1])]),
                                     "CRL-SCOPE"),
        "signed over SHA-1": (over(middle, "sha1", hashes.SHA1()), "CRL-ISSUER"),
        "signed over SHA-224": (over(middle, "sha224", hashes.SHA224()), "CRL-ISSUER"),
    }


def over(issuer: Party, digest: str, algorithm_of_digest: hashes.HashAlgorithm) -> bytes:
    """A list of `issuer` whose signature is right, over a digest that is not accepted."""
    made = asn1_crl.CertificateList.load(crl(issuer))
    body = made["tbs_cert_list"]
    for algorithm in (body["signature"], made["signature_algorithm"]):
        algorithm["algorithm"] = f"{digest}_ecdsa"
    body = asn1_crl.TbsCertList.load(body.dump(force=True))
    assert isinstance(issuer.private, ec.EllipticCurvePrivateKey)
    made["tbs_cert_list"] = body
    made["signature"] = issuer.private.sign(body.dump(), ec.ECDSA(algorithm_of_digest))
    return bytes(made.dump(force=True))


@guarded_by("sozialclient.crypto.revocation._is_by", "sozialclient.crypto.revocation._covers",
            "sozialclient.crypto.revocation._in_scope", "sozialclient.crypto.revocation._by_list")
@pytest.mark.parametrize("case", useless_lists())
def test_c_14b_what_proves_nothing_is_unknown(case: str) -> None:
    """No list, one that is old, foreign, partial or forged: the answer is unknown and says why, never valid."""
    top, middle, leaf = hierarchy()
    found, reason = useless_lists()[case]
    result = standing(leaf, middle, top, [crl(top), *([] if found is None else [found])])
    assert (result.standing, result.reason) == (Standing.UNKNOWN, reason)


@guarded_by("sozialclient.crypto.revocation._is_by")
def test_c_14c_an_authority_that_may_not_sign_lists() -> None:
    """A list by an issuer whose KeyUsage lacks cRLSign proves nothing."""
    top = root()
    middle = authority(top, usage=["key_cert_sign"])
    leaf = signer(middle)
    result = standing(leaf, middle, top, [crl(top), crl(middle)])
    assert (result.standing, result.reason) == (Standing.UNKNOWN, "CRL-ISSUER")


@guarded_by("sozialclient.crypto.revocation._is_by")
def test_c_14i_a_list_signed_with_another_kind_of_key() -> None:
    """A list that is rightly signed, but with a key of a kind nobody accepts (DSA), proves nothing."""
    top, middle, leaf = hierarchy()
    old = dsa.generate_private_key(1024)
    issuer = issue("Probe-CA 13", 1, top, ca=True, usage=["key_cert_sign", "crl_sign"], public=old.public_key())
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
    builder = builder.last_update(NOON - HOUR).next_update(NOON + HOUR)
    signed_so = builder.sign(old, hashes.SHA256()).public_bytes(Encoding.DER)
    result = standing(leaf, issuer, top, [crl(top), signed_so])
    assert (result.standing, result.reason) == (Standing.UNKNOWN, "CRL-ISSUER")


@guarded_by("sozialclient.crypto.revocation._in_scope", "sozialclient.crypto.revocation._by_list")
def test_c_14d_what_narrows_a_list_rightly_does_not_hurt() -> None:
    """A list for the kind of certificate, or of a point it names, counts; an old list still proves a revocation."""
    top, middle, _ = hierarchy()
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(POINT)], None, None, None)
    leaf = signer(middle, extra=[(x509.CRLDistributionPoints([point]), False)])
    own = scope(full_name=[x509.UniformResourceIdentifier(POINT)], only_contains_user_certs=True)
    assert standing(leaf, middle, top, [crl(top), crl(middle, extra=[own])]).standing is Standing.VALID
    old = crl(middle, [leaf.certificate], made=NOON - 9 * 24 * HOUR, ends=NOON - HOUR)
    assert standing(leaf, middle, top, [old]).standing is Standing.REVOKED
    users_only = crl(top, extra=[scope(only_contains_user_certs=True)])
    narrow = standing(leaf, middle, top, [users_only, crl(middle)])
    assert (narrow.standing, narrow.reason) == (Standing.UNKNOWN, "CRL-SCOPE")
    missing_upper = standing(leaf, middle, top, [crl(middle)])
    assert (missing_upper.standing, missing_upper.reason) == (Standing.UNKNOWN, "CRL-NONE")


@pytest.fixture
def signed(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    """An application whose author has a certificate of the tests' authority, which is imported."""
    store = Store.open(tmp_path / "d", KeyVault(tmp_path / "d", self_contained=True))
    top, middle, leaf = hierarchy()
    policy = Policy.default()
    import_authority(store, top.der, policy, fingerprint=top.certificate.fingerprint(hashes.SHA256()).hex())
    import_authority(store, middle.der, policy)
    yield store, keep(store, leaf)
    store.close()


def keep(store: Store, leaf: Party, number: int = 1) -> str:
    """Store an application signed by `leaf`; gives its id."""
    signature = SignatureResult(
        signer=read_certificate(leaf.der), algorithm="ecdsa-sha256", digests=(), verdict=Verdict.PASSED)
    made = sample(number)
    outer = replace(made.delivery.containers[0], signatures=(signature,), containers=())
    unsigned = TransportProtection(encryption=None, signature=None, verdict=Verdict.UNDECIDED)
    delivery = replace(made.delivery, containers=(outer,), process_card=None, transport=unsigned)
    return replace(made, delivery=delivery).with_containers(outer).add(store, fetched=NOON).application_id


@guarded_by("sozialclient.usecases.check_revocation.check_revocation", "sozialclient.reports.trust.revocation_row")
def test_c_14e_the_result_stays_with_the_application(signed: tuple[Store, str]) -> None:
    """Each result is noted with its time and shown as itself: unknown neither as valid nor as forged."""
    store, application_id = signed
    top, middle, leaf = hierarchy()
    policy = Policy.default()
    card, delivery = store.card(application_id), store.delivery(application_id)
    expected = {
        Standing.UNKNOWN: ([crl(middle)], Verdict.UNDECIDED, "nicht feststellen"),
        Standing.VALID: ([crl(top), crl(middle)], Verdict.PASSED, "Keines der Zertifikate"),
        Standing.REVOKED: ([crl(top), crl(middle, [leaf.certificate])], Verdict.FAILED, "Ein Zertifikat ist gesperrt"),
    }
    never = inspection_sheet(card, delivery, trust_report(store, policy, card, delivery))
    assert never.trust[-1].verdict is Verdict.UNDECIDED and "nicht geprüft" in never.trust[-1].title
    for result, (lists, verdict, words) in expected.items():
        check = check_revocation(store, policy, application_id, lists, NOON)
        report = trust_report(store, policy, card, delivery)
        assert check.note.standing is result is (report.revocation.standing if report.revocation else None)
        row = inspection_sheet(card, delivery, report).trust[-1]
        assert (row.key, row.verdict) == ("revocation", verdict) and words in row.title
        assert "geprüft am" in row.detail
        assert store.journal(application_id)[-1].detail.startswith("valid=")
    assert "gesperrt" in inspection_sheet(card, delivery, trust_report(store, policy, card, delivery)).headline


@guarded_by("sozialclient.usecases.trust.last_revocation_check")
def test_c_14j_a_check_that_finds_out_nothing_takes_nothing_back(signed: tuple[Store, str]) -> None:
    """Once a list has proved a revocation, lists of others hide it no more; a newer list of the issuer may."""
    store, application_id = signed
    top, middle, leaf = hierarchy()
    policy = Policy.default()
    card, delivery = store.card(application_id), store.delivery(application_id)

    def shown_after(*lists: bytes) -> Standing | None:
        check_revocation(store, policy, application_id, lists, NOON)
        note = trust_report(store, policy, card, delivery).revocation
        return None if note is None else note.standing

    assert shown_after(crl(top), crl(middle, [leaf.certificate])) is Standing.REVOKED
    assert shown_after() is shown_after(crl(top)) is Standing.REVOKED
    assert shown_after(crl(top), crl(middle)) is Standing.VALID
    assert shown_after(crl(top)) is Standing.UNKNOWN


@guarded_by("sozialclient.usecases.check_revocation.check_revocation")
def test_c_14f_without_a_path_no_list_counts(signed: tuple[Store, str]) -> None:
    """Where nobody vouches for the issuer, its own list cannot make the certificate valid, nor revoked."""
    store, _ = signed
    stranger = authority(root("Fremde Wurzel", 11), "Fremde CA", 12)
    leaf = signer(stranger, number=13)
    application_id = keep(store, leaf, 2)
    for lists in ([crl(stranger)], [crl(stranger, [leaf.certificate])]):
        check = check_revocation(store, Policy.default(), application_id, lists, NOON)
        assert [each.revocation.reason for each in check.certificates] == ["CRL-NO-PATH"]
        assert check.note.standing is Standing.UNKNOWN


@guarded_by("sozialclient.crypto.revocation.read_list", "sozialclient.usecases.check_revocation._download")
def test_c_14g_what_is_no_list_is_refused(signed: tuple[Store, str]) -> None:
    """A certificate, a page of a portal, nothing, or far too much in place of a list: refused, and nothing is noted."""
    store, application_id = signed
    before = len(store.journal(application_id))
    for data in (b"", hierarchy()[0].der, b"<html>Wartung</html>", b"-----BEGIN X509 CRL-----\n!!\n"):
        with refused(RevocationListUnreadable, size=len(data)):
            check_revocation(store, Policy.default(), application_id, [data], NOON)
    padded = x509.load_der_x509_crl(crl(hierarchy()[1])).public_bytes(Encoding.PEM)
    assert len(read_list(padded + b"\n" * 1000)) == 0
    with refused(RevocationListUnreadable):
        read_list(padded + b"\n" * LARGEST_LIST)
    assert len(store.journal(application_id)) == before


@guarded_by("sozialclient.usecases.check_revocation.download_lists")
def test_c_14h_lists_are_fetched_only_from_allowed_addresses(
    signed: tuple[Store, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default nothing is asked of the network; an allowed address is, and no address that a certificate names."""
    assert Settings().crl_addresses == ()
    top, middle, _ = hierarchy()
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(POINT)], None, None, None)
    store, _ = signed
    application_id = keep(store, signer(middle, extra=[(x509.CRLDistributionPoints([point]), False)]), 3)
    asked: list[object] = []
    real = socket.getaddrinfo

    def noting(*wanted: Any, **more: Any) -> Any:
        asked.append(wanted[0])
        return real(*wanted, **more)

    monkeypatch.setattr(socket, "getaddrinfo", noting)
    http = HttpClient(NetSettings(proxy="direct"))
    with refused(NoListAddress):
        download_lists(http, Settings().crl_addresses, lambda: False)
    check_revocation(store, Policy.default(), application_id, [], NOON)
    assert asked == []
    body = crl(middle)
    with serving(says("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", body=body)) as server:
        lists = download_lists(http, (server.url,), lambda: False)
    assert server.requests[0].startswith(b"GET /osci HTTP/1.1\r\n")
    assert set(asked) <= {"127.0.0.1"}
    check = check_revocation(store, Policy.default(), application_id, [*lists, crl(top)], NOON)
    assert check.note.standing is Standing.VALID


@guarded_by("sozialclient.crypto.revocation.read_list", "sozialclient.usecases.check_revocation.check_revocation")
def test_c_15_no_responder_is_asked(signed: tuple[Store, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A responder (OCSP) named in a certificate is not asked, and its signed "good" is not taken for a list.

    The program does not speak OCSP: whatever a responder says, or fails to say, the result stays unknown.
    """
    top, middle, _ = hierarchy()
    address = x509.UniformResourceIdentifier("http://ocsp.example/")
    access = x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, address)])
    leaf = signer(middle, extra=[(access, False)])
    responder = issue("Probe-OCSP", 14, middle)
    store, _ = signed
    application_id = keep(store, leaf, 4)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *host, **more: pytest.fail("somebody was asked"))
    busy = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    answers = [_ocsp(leaf, middle, responder, status) for status in ocsp.OCSPCertStatus]
    for answer in (*answers, busy.public_bytes(Encoding.DER)):
        with refused(RevocationListUnreadable):
            check_revocation(store, Policy.default(), application_id, [answer], NOON)
    check = check_revocation(store, Policy.default(), application_id, [crl(top)], NOON)
    assert check.note.standing is Standing.UNKNOWN


def _ocsp(leaf: Party, issuer: Party, responder: Party, status: ocsp.OCSPCertStatus) -> bytes:
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=leaf.certificate, issuer=issuer.certificate, algorithm=hashes.SHA256(), cert_status=status,
        this_update=NOON - HOUR, next_update=NOON + HOUR, revocation_time=NOON - HOUR if revoked else None,
        revocation_reason=x509.ReasonFlags.superseded if revoked else None)
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
    return builder.sign(responder.private, hashes.SHA256()).public_bytes(Encoding.DER)
