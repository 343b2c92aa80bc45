"""Authorities and pinned certificates: each change once, with its line, and what vouched before is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sozialclient.store import Store
from sozialclient.store.books import actions
from sozialclient.store.database.memos import write_memo
from sozialclient.store.errors import StoreDamaged, StoreNoSuchMailbox
from tests.unit.store.conftest import open_store
from tests.unit.store.samples import FETCHED, mailbox_of

ROOT, BETWEEN, NEW = b"\x30root", b"\x30between", b"\x30new"


def lines(store: Store) -> list[str]:
    """Actions of the journal."""
    return [entry.action for entry in store.journal()]


def test_an_authority_is_trusted_once_until_it_is_removed(folder: Path, store: Store) -> None:
    certificates = store.certificates
    assert certificates.trusted() == ()
    certificates.add_trusted(ROOT, root=True, training=False, at=FETCHED)
    certificates.add_trusted(BETWEEN, root=False, training=False, at=FETCHED)
    before = certificates.trusted()
    assert [(each.der, each.root, each.training) for each in before] == [(ROOT, True, False), (BETWEEN, False, False)]
    for training in (False, True):
        certificates.add_trusted(ROOT, root=True, training=training, at=FETCHED + timedelta(days=1))
    assert certificates.trusted() == before, "what is trusted for all is not narrowed to training"
    assert lines(store) == [actions.AUTHORITY_ADDED] * 2
    certificates.remove_trusted(ROOT)
    store.close()
    again = open_store(folder)
    assert [each.der for each in again.certificates.trusted()] == [BETWEEN]
    assert lines(again) == [*[actions.AUTHORITY_ADDED] * 2, actions.AUTHORITY_REMOVED]
    again.close()


@pytest.mark.parametrize(("root", "training"), [(True, False), (False, True), (False, False)])
def test_an_authority_trusted_in_another_way_takes_the_place_of_itself(
    store: Store, root: bool, training: bool
) -> None:
    store.certificates.add_trusted(ROOT, root=True, training=True, at=FETCHED)
    store.certificates.add_trusted(ROOT, root=root, training=training, at=FETCHED)
    (only,) = store.certificates.trusted()
    assert (only.root, only.training) == (root, training)
    assert lines(store) == [actions.AUTHORITY_ADDED] * 2


def test_authorities_that_can_not_be_read_are_damage_and_not_none(store: Store) -> None:
    with store._index.writing() as connection:
        write_memo(connection, "certificates", b'[{"der": 1}]')
    with pytest.raises(StoreDamaged):
        store.certificates.trusted()
    with pytest.raises(StoreDamaged):
        store.certificates.add_trusted(ROOT, root=True, training=False, at=FETCHED)
    assert lines(store) == []


def test_a_new_pin_keeps_the_earlier_one_and_ends_the_offer(store: Store) -> None:
    known = store.save_mailbox(mailbox_of("Amt"))
    for _ in range(2):
        store.certificates.note_offered("Amt", NEW)
    assert store.mailbox("Amt").offered_signature_certificate == NEW
    assert store.mailbox("Amt").intermediary_signature_certificate == known.intermediary_signature_certificate
    changed = store.certificates.pin("Amt", signature=NEW)
    assert changed == store.mailbox("Amt")
    assert (changed.intermediary_signature_certificate, changed.offered_signature_certificate) == (NEW, None)
    assert changed.earlier_signature_certificates == (known.intermediary_signature_certificate,)
    assert changed.intermediary_cipher_certificate == known.intermediary_cipher_certificate
    assert lines(store) == [actions.MAILBOX_SAVED, actions.PIN_OFFERED, actions.PIN_CHANGED]
    both = store.certificates.pin("Amt", signature=NEW, cipher=NEW)
    assert both.intermediary_cipher_certificate == NEW
    assert both.earlier_signature_certificates == changed.earlier_signature_certificates
    assert store.certificates.pin("Amt", signature=NEW, cipher=NEW) == both
    assert lines(store)[3:] == [actions.PIN_CHANGED]
    assert "kind=cipher" in store.journal()[-1].detail


def test_no_mailbox_no_pin(store: Store) -> None:
    with pytest.raises(StoreNoSuchMailbox):
        store.certificates.pin("x", signature=NEW)
    with pytest.raises(StoreNoSuchMailbox):
        store.certificates.note_offered("x", NEW)
    assert lines(store) == []
