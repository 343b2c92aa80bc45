"""The data folder in use, exports from it, and a desk to practise at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.exporters.base import ExportOrder, ExportProgress
from sozialclient.model.application import State
from sozialclient.net.http_client import NetSettings
from sozialclient.store.books import actions
from sozialclient.usecases.export_applications import export_applications, export_order
from sozialclient.usecases.open_training_mailbox import TRAINING_MAILBOX
from sozialclient.usecases.practise import fill_desk
from sozialclient.usecases.workplace import Workplace
from tests.e2e.place import DIRECT, mailbox_at
from tests.e2e.program import PIN, copy_training_state, office_p12
from tests.mailbox_rig import training_pki


def opened(folder: Path, net: NetSettings = DIRECT, refused: tuple[str, ...] = ()) -> Workplace:
    return Workplace.open(folder, self_contained=True, net=net, refused_algorithms=refused)


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    made = opened(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    made = opened(tmp_path_factory.mktemp("filled"))
    state = tmp_path_factory.mktemp("intermediary") / "state"
    copy_training_state(state)
    fill_desk(made, state)
    yield made
    made.close()


def test_a_pin_is_asked_for_until_it_is_kept(workplace: Workplace, tmp_path: Path) -> None:
    mailbox = replace(mailbox_at("http://127.0.0.1:1/"), key_file=office_p12())
    workplace.store.save_mailbox(mailbox)
    with pytest.raises(SozialclientError, match="KEY-PIN-MISSING"):
        workplace.unlock(mailbox, None)
    with pytest.raises(SozialclientError, match="KEY-PIN"):
        workplace.unlock(mailbox, "falsch")
    assert workplace.unlock(mailbox, PIN).cipher_certificate == training_pki().office.der
    workplace.remember_pin(mailbox, PIN)
    workplace.close()
    again = opened(tmp_path / "data")
    try:
        kept = again.store.mailbox(mailbox.name)
        assert again.unlock(kept, None).cipher_certificate == training_pki().office.der
        assert PIN.encode() not in (kept.sealed_pin or b"")
        # A sealed PIN belongs to its mailbox: under another name it opens nothing.
        with pytest.raises(SozialclientError):
            again.unlock(replace(kept, name="Anderes"), None)
    finally:
        again.close()
    assert all(PIN.encode() not in path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())


def test_the_office_can_forbid_algorithms(tmp_path: Path) -> None:
    strict = opened(tmp_path / "a", refused=("sha1", "aes256-cbc"))
    assert strict.policy.refused == {"sha1", "aes256-cbc"}
    strict.close()
    with pytest.raises(SozialclientError, match="CRYPTO-POLICY-NAME"):
        opened(tmp_path / "b", refused=("rot13",))


def test_examples_have_something_of_everything(filled: Workplace) -> None:
    cards = filled.store.cards()
    assert len(cards) == 17 and {card.training for card in cards} == {True}
    assert [card for card in cards if card.duplicate_of is not None]
    assert {State.NEW, State.IN_REVIEW, State.UNPROCESSABLE} <= {card.state for card in cards}
    assert filled.store.last_fetch(TRAINING_MAILBOX) is not None


def test_an_export_writes_what_the_store_holds_and_notes_it(filled: Workplace, tmp_path: Path) -> None:
    chosen = [card.id for card in filled.store.cards() if card.state is State.NEW][:2]
    steps: list[ExportProgress] = []
    result = export_applications(filled.store, chosen, ExportOrder(), tmp_path / "out", steps.append, lambda: False)
    assert [done.application_id for done in result.exported] == chosen and not result.failed
    assert {step.number for step in steps} == {1, 2} and {step.total for step in steps} == {2}
    for done in result.exported:
        written = {hashlib.sha256(path.read_bytes()).hexdigest() for path in done.path.rglob("*") if path.is_file()}
        contents = {content.sha256 for content in filled.store.delivery(done.application_id).contents()}
        assert contents <= written
        journal = filled.store.journal(done.application_id)
        assert (journal[-1].action, journal[-1].detail) == (actions.EXPORTED, "manual")


def test_exporting_twice_overwrites_nothing(filled: Workplace, tmp_path: Path) -> None:
    (card,) = [card for card in filled.store.cards() if card.state is State.NEW][:1]
    paths = [
        export_applications(filled.store, [card.id], ExportOrder(), tmp_path, lambda _: None, lambda: False)
        .exported[0].path
        for _ in range(2)
    ]
    assert paths[0] != paths[1] and all((path / ".fertig").exists() for path in paths)


def test_an_export_that_cannot_be(filled: Workplace, tmp_path: Path) -> None:
    (card,) = filled.store.cards()[:1]

    def export(ids: list[str], profile_key: str, target: Path, *, stop: bool = False) -> None:
        export_applications(filled.store, ids, export_order(profile_key), target, lambda _: None, lambda: stop)

    with pytest.raises(SozialclientError, match="STORE-NO-SUCH-APPLICATION"):
        export(["A-1999-000001"], "manual", tmp_path)
    with pytest.raises(SozialclientError, match="EXPORT-FORMAT"):
        export([card.id], "pergament", tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SozialclientError, match="EXPORT-"):
        export([card.id], "manual", tmp_path / "file")
    with pytest.raises(Cancelled):
        export([card.id], "manual", tmp_path / "out", stop=True)
    left = list((tmp_path / "out").iterdir()) if (tmp_path / "out").exists() else []
    assert [path for path in left if (path / ".fertig").exists()] == []
