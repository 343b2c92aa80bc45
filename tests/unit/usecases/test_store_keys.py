"""Key files open the store as soon as their PIN was given, but never those of training mailboxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.net.http_client import NetSettings
from sozialclient.store import KeyKind
from sozialclient.usecases.add_mailbox import MailboxForm, add_mailbox, read_mailbox_form
from sozialclient.usecases.store_keys import key_status
from sozialclient.usecases.workplace import Workplace
from tests.e2e.program import PIN, office_p12
from tests.mailbox_rig import training_pki


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    """A data folder of its own."""
    opened = Workplace.open(tmp_path / "data", self_contained=True, net=NetSettings())
    yield opened
    opened.close()


def _form(*, training: bool = False) -> MailboxForm:
    return MailboxForm(
        name="Amt", url="http://127.0.0.1:9/", intermediary_cipher=training_pki().intermediary_cipher.der,
        intermediary_signature=None, key_file=office_p12(), pin=PIN, training=training,
    )


def _labels(workplace: Workplace) -> list[str]:
    return [way.label for way in workplace.vault.ways if way.kind is KeyKind.CERTIFICATE]


def test_a_new_mailbox_brings_its_key_file_along_and_takes_it_away(workplace: Workplace) -> None:
    assert not key_status(workplace.store).portable
    add_mailbox(workplace.store, _form())
    assert _labels(workplace) == ["Amt"] and key_status(workplace.store).portable
    workplace.store.remove_mailbox("Amt")
    assert _labels(workplace) == []


def test_a_mailbox_of_before_is_added_with_its_next_pin(workplace: Workplace) -> None:
    mailbox = read_mailbox_form(_form())
    workplace.unlock(mailbox, PIN)
    assert _labels(workplace) == [], "a mailbox that is only being tried opens nothing"
    workplace.store.save_mailbox(mailbox)
    workplace.unlock(mailbox, PIN)
    assert _labels(workplace) == ["Amt"]
    before = (workplace.store._folder / "key.json").read_bytes()
    workplace.unlock(mailbox, PIN)
    assert (workplace.store._folder / "key.json").read_bytes() == before


def test_the_key_file_of_a_training_mailbox_opens_nothing(workplace: Workplace) -> None:
    add_mailbox(workplace.store, _form(training=True))
    workplace.unlock(replace(read_mailbox_form(_form()), training=True), PIN)
    assert _labels(workplace) == []


def test_a_kept_pin_outlives_a_new_key(workplace: Workplace) -> None:
    mailbox = workplace.remember_pin(add_mailbox(workplace.store, _form()), PIN)
    workplace.store.rotate_key()
    assert workplace.unlock(mailbox, None).decryption, "also with what a window read before the rotation"
