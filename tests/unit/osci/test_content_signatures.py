"""What an author has signed is handed out as that; anything else in its container is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from sozialclient.crypto.certificates import read_certificate
from sozialclient.model.verdict import Verdict
from sozialclient.osci.content_signatures import _plausible
from tests.mailbox_rig import training_pki
from tests.unit.osci.contents import (
    author,
    changed,
    container,
    data,
    findings,
    handed_out,
    nested,
    one,
    opened,
    reader,
    sealed,
    signed,
    verdicts,
)

TWO = container(data("d", b"one"), data("e", b"two"))


END = "</osci:ContentContainer>"
TIME = datetime(2026, 5, 1, tzinfo=UTC)


def by_two() -> str:
    return signed(TWO, author(), author(training_pki().second_author, 1))


def with_time() -> str:
    return signed(TWO, author(time=TIME))


def time_object() -> str:
    return with_time().split("</ds:KeyInfo>")[1].split("</ds:Signature>")[0]


ONE, OTHER = data("d", b"one"), data("e", b"two")
FORGED: dict[str, Callable[[], str]] = {
    "changed": lambda: changed(signed(TWO), OTHER, data("e", b"six")),
    "removed": lambda: changed(signed(TWO), OTHER, ""),
    "added": lambda: changed(signed(TWO), OTHER, OTHER + data("f", b"evil")),
    "swapped": lambda: changed(signed(TWO), ONE + OTHER, data("e", b"one") + data("d", b"two")),
    "encrypted added": lambda: changed(signed(TWO), END, sealed(container(data("f"), id_="g"), id_="h") + END),
    "renamed": lambda: changed(signed(TWO), 'Id="e"', 'Id="x"'),
    "other transform": lambda: changed(signed(TWO), "xmldsig#base64", "xmldsig#base65"),
    "empty object": lambda: changed(signed(TWO), "</ds:Signature>", "<ds:Object/></ds:Signature>"),
    "certificate to encrypt for": lambda: changed(signed(TWO), author().certificate.id, reader().id),
    "nobody's certificate": lambda: changed(signed(TWO), author().certificate.id, "nobody"),
    "another's certificate": lambda: changed(
        signed(TWO), author().certificate.id, author(training_pki().second_author, 1).certificate.id
    ),
    "another time": lambda: changed(with_time(), "2026-05-01", "2025-05-01"),
    "time under another name": lambda: changed(with_time(), '"cTS0"', '"cTS1"'),
    "time not signed": lambda: changed(signed(TWO), "</ds:Signature>", time_object() + "</ds:Signature>"),
    "two times": lambda: changed(
        with_time(), "</ds:Signature>", time_object().replace("cTS0", "cTS9") + "</ds:Signature>"
    ),
    "one of two wrong": lambda: changed(by_two(), "<ds:SignatureValue>", "<ds:SignatureValue>AAAA"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_its_author_has_not_signed_is_not_handed_out(name: str) -> None:
    found = opened(FORGED[name](), transport_signed=True)
    assert set(verdicts(found)) == {Verdict.FAILED}
    assert handed_out(found) == {}
    assert "CONTENT-SIGNATURE" in findings(one(found))
    assert Verdict.FAILED in {result.verdict for result in one(found).signatures}


def test_a_removed_content_is_not_made_up_for_by_a_time() -> None:
    """A verifier that counts references would be content with one more and one less."""
    assert handed_out(opened(changed(with_time(), OTHER, ""))) == {}


def test_a_signed_time_is_the_authors_claim() -> None:
    (result,) = one(opened(signed(TWO, author(time=TIME)))).signatures
    assert (result.verdict, result.claimed_time) == (Verdict.PASSED, "2026-05-01T00:00:00Z")


def test_an_arrival_at_the_end_of_time_stops_nothing() -> None:
    """It is reached where a certificate says that it never ends (RFC 5280, 4.1.2.5)."""
    signer = read_certificate(training_pki().author.der)
    assert _plausible("2026-05-01T00:00:00Z", signer, datetime.max.replace(tzinfo=UTC))
    assert not _plausible("9999-12-31T23:59:59Z", signer, TIME)


def test_an_expired_author_is_named() -> None:
    (result,) = one(opened(signed(TWO, author(training_pki().expired_office, 2)))).signatures
    assert (result.verdict, result.reason) == (Verdict.PASSED, "CERT-EXPIRED")


def test_a_wrong_signature_takes_everything_inside_down_and_nothing_beside_it() -> None:
    inner = container(
        nested("n", signed(container(data("d"), id_="i"))), sealed(container(data("s"), id_="j"), id_="f")
    )
    outer = changed(signed(inner), "<ds:DigestValue>", "<ds:DigestValue>AAAA")
    found = opened(outer + container(data("b", b"beside"), id_="beside"), transport_signed=True)
    assert handed_out(found) == {"b": b"beside"}
    assert verdicts(found) == [Verdict.FAILED, Verdict.FAILED, Verdict.PASSED]


def test_a_wrong_signature_inside_leaves_what_is_outside() -> None:
    broken = changed(signed(container(data("d"), id_="i")), "<ds:DigestValue>", "<ds:DigestValue>AAAA")
    found = opened(container(data("o"), nested("n", broken)), transport_signed=True)
    assert handed_out(found) == {"o": b"x"}


def test_serial_and_parallel_signatures_are_all_listed() -> None:
    second = author(training_pki().second_author, 1)
    inner = signed(container(data("d"), id_="i"), author(), second)
    found = opened(signed(container(nested("n", inner)), second))
    assert [len(each.signatures) for each in found.delivery.walk()] == [1, 2]
    assert {result.verdict for each in found.delivery.walk() for result in each.signatures} == {Verdict.PASSED}
