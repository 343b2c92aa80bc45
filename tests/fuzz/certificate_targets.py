"""Certificates of strangers, and revocation lists."""

from __future__ import annotations

from functools import cache

from sozialclient.crypto.certificates import certificate_from_file, public_key, read_certificate
from sozialclient.crypto.paths import find_path, is_authority
from sozialclient.crypto.policy import Policy
from sozialclient.crypto.revocation import read_list, standing_of
from sozialclient.model.trust import Standing
from tests.fuzz.choices import Choices
from tests.fuzz.der_edits import edited_der
from tests.fuzz.edits import edited_bytes
from tests.hostile import issuing
from tests.mailbox_rig import NOON, training_pki


def judge_certificate(choices: Choices) -> None:
    """A path is found for what an authority has signed, and for nothing that was changed since."""
    pki = training_pki()
    original = choices.pick((pki.office.der, pki.author.der, pki.ca.der, pki.expired_office.der))
    der = edited_der(choices, original)
    if choices.number(3) == 1:
        der = edited_bytes(choices, der)
    read_certificate(der)
    public_key(certificate_from_file(der))
    is_authority(der)
    helpers = [edited_der(choices, pki.ca.der), pki.ca.der]
    find_path(der, helpers, [pki.root.der], at=NOON, policy=Policy.default())
    assert der in _signed()


@cache
def _signed() -> frozenset[bytes]:
    pki = training_pki()
    return frozenset((pki.office.der, pki.author.der, pki.ca.der))


def judge_list(choices: Choices) -> None:
    """Only a list as its issuer signed it says anything but "unknown"."""
    signer, original = _lists()
    data = edited_der(choices, choices.pick(original))
    if choices.number(3) == 1:
        data = edited_bytes(choices, data)
    found = standing_of(signer, [read_list(data)], now=NOON, policy=Policy.default())
    assert found.standing is Standing.UNKNOWN or data in original


@cache
def _lists() -> tuple[list[bytes], list[bytes]]:
    root, authority, signer = issuing.hierarchy()
    lists = [issuing.crl(authority), issuing.crl(authority, revoked=[signer.certificate])]
    return [signer.der, authority.der], [*lists, issuing.crl(root)]
