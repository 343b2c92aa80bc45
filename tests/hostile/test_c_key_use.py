"""Rows C-06 to C-08: several keys in a file, keys out of their time, and files that go away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from sozialclient.cli.context import FileUnreadable, read_file
from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.key_file import open_key_file
from sozialclient.documents.local_time import berlin
from sozialclient.gui.assistant.controller import validity_words
from sozialclient.gui.program_desk import FileProblem, ProgramDesk
from sozialclient.net.http_client import NetSettings
from sozialclient.transports.base import MailboxKeys
from sozialclient.usecases.add_mailbox import add_mailbox
from sozialclient.usecases.unlock_keys import unlock_keys
from sozialclient.usecases.workplace import Workplace
from tests.e2e.place import hub, three_applications
from tests.gui.conftest import door_to
from tests.hostile.expect import refused
from tests.hostile.issuing import Party, issue, rsa_key
from tests.hostile.rows import guarded_by
from tests.mailbox_rig import training_pki
from tests.unit.crypto.key_files import key_file, merged
from tests.unit.usecases.test_add_mailbox import PIN, form, p12

CIPHER = ("key_encipherment",)
DAY = timedelta(days=1)


@cache
def second_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def office(name: str, days: int, usage: tuple[str, ...], private: rsa.RSAPrivateKey, begins: int = -1500) -> Party:
    """A certificate of the office that ends `days` from now."""
    now = datetime.now(UTC)
    return issue(name, 0, private=private, usage=usage, begins=now + begins * DAY, ends=now + days * DAY)


def file_of(*parties: Party) -> bytes:
    assert all(isinstance(party.private, rsa.RSAPrivateKey) for party in parties)
    return merged([key_file(party.private, party.der, PIN) for party in parties], PIN)


def names(keys: MailboxKeys) -> list[str]:
    return [read_certificate(key.certificate_der).common_name for key in keys.decryption]


@guarded_by("sozialclient.crypto.pfx_bags.open_bags", "sozialclient.crypto.key_file._matched",
            "sozialclient.usecases.unlock_keys.unlock_keys")
def test_c_06_every_key_is_used_for_what_it_is_for() -> None:
    """A signature key and three generations of cipher keys in one file: each counts by its KeyUsage, none is hidden."""
    signature = office("Signatur", 200, ("digital_signature",), rsa_key())
    generations = [office(f"Chiffre {year}", days, CIPHER, second_key())
                   for year, days in (("2020", -900), ("2023", 20), ("2026", 700))]
    keys = unlock_keys(file_of(signature, *generations), PIN)
    assert sorted(names(keys)) == ["Chiffre 2020", "Chiffre 2023", "Chiffre 2026", "Signatur"]
    assert read_certificate(keys.cipher_certificate).common_name == "Chiffre 2026"
    assert keys.signing is not None
    assert read_certificate(keys.signing.certificate_der).common_name == "Signatur"
    opened = open_key_file(file_of(signature, *generations), PIN)
    assert [each.certificate.common_name for each in opened.cipher_identities()] == [
        "Chiffre 2026", "Chiffre 2023", "Chiffre 2020"]


@guarded_by("sozialclient.crypto.key_file.KeyFile.signature_identity", "sozialclient.usecases.unlock_keys.unlock_keys")
@pytest.mark.parametrize(("begins", "ends"), [(-400, -1), (1, 400), (365, 800), (-800, -365)],
                         ids=["ended", "not begun", "clock a year slow", "clock a year fast"])
def test_c_07_out_of_its_time_a_key_opens_and_does_not_sign(begins: int, ends: int) -> None:
    """A certificate that is not valid today signs nothing, and its key still opens what was encrypted for it."""
    combined = office("Amt", ends, (*CIPHER, "digital_signature"), rsa_key(), begins)
    keys = unlock_keys(file_of(combined), PIN)
    assert keys.signing is None
    assert names(keys) == ["Amt"]
    newer = office("Amt neu", 300, (*CIPHER, "digital_signature"), second_key(), -1)
    both = unlock_keys(file_of(combined, newer), PIN)
    assert both.signing is not None and both.signing.certificate_der == newer.der
    assert sorted(names(both)) == ["Amt", "Amt neu"]


@guarded_by("sozialclient.gui.assistant.controller.validity_words")
@pytest.mark.parametrize(("days", "tint"), [(400, "ok"), (29, "warning"), (7, "warning"), (1, "warning"),
                                            (-1, "danger"), (-400, "danger")])
def test_c_07b_the_end_of_a_certificate_is_announced(days: int, tint: str) -> None:
    """Thirty days ahead, a week, a day, and afterwards: the words name the days, or the date it ended."""
    now = datetime.now(UTC)
    facts = read_certificate(office("Amt", days, CIPHER, rsa_key()).der)
    found, words = validity_words(facts, now)
    assert found == tint
    assert f"{berlin(facts.not_after):%d.%m.%Y}" in words or str(days - 1) in words or str(days) in words
    ahead = replace(facts, not_before=now + DAY, not_after=now + 30 * DAY)
    assert validity_words(ahead, now)[0] == "warning"


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    opened = Workplace.open(tmp_path / "desk", self_contained=True, net=NetSettings(proxy="direct"))
    yield opened
    opened.close()


@guarded_by("sozialclient.usecases.add_mailbox.add_mailbox", "sozialclient.cli.context.read_bounded")
@pytest.mark.parametrize("harm", ["removed", "replaced", "locked"])
def test_c_08_a_file_that_goes_away_takes_nothing_with_it(tmp_path: Path, workplace: Workplace, harm: str) -> None:
    """Once a mailbox is set up its file may vanish, be replaced or be locked: fetching needs it no more."""
    share = tmp_path / "share" / "office.p12"
    share.parent.mkdir()
    share.write_bytes(p12(training_pki().office))
    with hub(tmp_path / "hub") as running:
        running.put(three_applications()[:1])
        chosen = replace(form(), url=running.url, key_file=read_file(share, "p12"))
        mailbox = workplace.remember_pin(add_mailbox(workplace.store, chosen), PIN)
        if harm == "removed":
            share.unlink()
        elif harm == "replaced":
            share.write_bytes(p12(training_pki().other_office))
        else:
            share.chmod(0)
        transport = workplace.transport(mailbox, workplace.unlock(mailbox, None))
        assert transport.check().waiting is True


@guarded_by("sozialclient.gui.program_desk.ProgramDesk.read_key_file", "sozialclient.cli.context.read_bounded")
def test_c_08b_a_file_that_cannot_be_read_is_named(tmp_path: Path, workplace: Workplace) -> None:
    """A share that is gone before the file was read: the window and the command line say that it cannot be read."""
    gone = tmp_path / "share" / "office.p12"
    with refused(FileUnreadable, file="p12"):
        read_file(gone, "p12")
    with refused(FileProblem):
        ProgramDesk(door_to(workplace)).read_key_file(gone, PIN)
