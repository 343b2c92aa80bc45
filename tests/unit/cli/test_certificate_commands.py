"""Authorities, paths and revocation on the command line, with an application fetched for real."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes

from tests.gui.test_certificates import crl
from tests.mailbox_rig import training_pki
from tests.unit.cli.conftest import Office


def add(office: Office, folder: Path) -> None:
    """Import root and authority of the sender."""
    pki = training_pki()
    for name, identity in (("root", pki.root), ("authority", pki.ca)):
        (folder / f"{name}.cer").write_bytes(identity.der)
    fingerprint = pki.root.certificate.fingerprint(hashes.SHA256()).hex(":")
    refused = office.run("certificate", "add", folder / "root.cer", "--json")
    assert (refused.code, refused.json["error"]["reference"]) == (3, "CERT-UNCONFIRMED")
    added = office.run("certificate", "add", folder / "root.cer", "--sha256", fingerprint, "--json")
    assert (added.code, added.json["root"], added.json["training"]) == (0, True, False)
    assert office.run("certificate", "add", folder / "authority.cer").code == 0


@pytest.fixture
def application(office: Office) -> str:
    """The first application of the office."""
    return str(office.run("list", "--json").json[0]["id"])


def test_trust_from_nothing_to_revoked(office: Office, application: str, tmp_path: Path) -> None:
    pki = training_pki()
    unknown = office.run("show", application, "--json").json["trust"]
    assert {each["reason"] for each in unknown["certificates"]} == {"CERT-NO-ROOTS"}
    assert unknown["revocation"] is None
    assert "nicht bestätigt" in office.run("show", application).out
    add(office, tmp_path)
    try:
        known = office.run("show", application, "--json").json["trust"]
        assert {each["verdict"] for each in known["certificates"]} == {"passed"}
        assert all(len(each["path"]) == 2 for each in known["certificates"])
        for name, data in (("top", crl(pki.root)), ("low", crl(pki.ca)), ("bad", crl(pki.ca, pki.author.certificate))):
            (tmp_path / f"{name}.crl").write_bytes(data)
        for names, code, standing in ((["low"], 4, "unknown"), (["top", "low"], 0, "valid"), (["bad"], 4, "revoked")):
            lists = [each for name in names for each in ("--crl", tmp_path / f"{name}.crl")]
            answer = office.run("certificate", "check", application, *lists, "--json")
            assert (answer.code, answer.json["standing"]) == (code, standing)
            said = office.run("show", application, "--json").json["trust"]["revocation"]
            assert said["standing"] == standing
        assert "GESPERRT" in office.run("certificate", "check", application, "--crl", tmp_path / "bad.crl").out
        nobody = office.run("certificate", "check", application, "--download", "--json")
        assert (nobody.code, nobody.json["error"]["reference"]) == (3, "CRL-NO-ADDRESS")
    finally:
        for identity in (pki.root, pki.ca):
            fingerprint = identity.certificate.fingerprint(hashes.SHA256()).hex()
            assert office.run("certificate", "remove", fingerprint).code == 0
    gone = office.run("certificate", "remove", "00", "--json")
    assert (gone.code, gone.json["error"]["reference"]) == (3, "CERT-NO-SUCH-AUTHORITY")


def test_what_is_no_authority_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "office.cer").write_bytes(training_pki().office.der)
    answer = office.run("certificate", "add", tmp_path / "office.cer", "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "CERT-NOT-AN-AUTHORITY")
    missing = office.run("certificate", "add", tmp_path / "missing.cer", "--json")
    assert (missing.code, missing.json["error"]["reference"]) == (3, "CLI-FILE")
    usage = office.run("certificate", "check", "A-2026-000001")
    assert usage.code == 2
