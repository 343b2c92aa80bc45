"""The training intermediary as a process beside the program, as `demo` and the window start it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.demo.certificates import TrainingPki
from sozialclient.errors import SozialclientError
from sozialclient.usecases.fetch_mailbox import fetch_mailbox
from sozialclient.usecases.open_training_mailbox import TRAINING_MAILBOX, add_training_mailbox, start_training
from sozialclient.usecases.workplace import Workplace
from tests.e2e.place import DIRECT


@pytest.fixture(scope="module")
def short_keys() -> Iterator[Path]:
    """A folder of keys that are made quickly."""
    with tempfile.TemporaryDirectory() as name:
        TrainingPki.create(Path(name), key_bits=2048)
        yield Path(name)


def test_it_starts_is_set_up_again_and_stops(tmp_path: Path, short_keys: Path) -> None:
    shutil.copytree(short_keys, tmp_path / "state" / "pki")
    workplace = Workplace.open(tmp_path / "client", self_contained=True, net=DIRECT)
    urls = []
    try:
        for expected in (2, 0):
            training = start_training(tmp_path / "state", fill="2" if expected else "0")
            try:
                mailbox = add_training_mailbox(workplace, training)
                assert (mailbox.name, mailbox.url, mailbox.training) == (TRAINING_MAILBOX, training.url, True)
                urls.append(training.url)
                transport = workplace.transport(mailbox, workplace.unlock(mailbox, None))
                summary = fetch_mailbox(transport, workplace.store, mailbox, lambda _: None, lambda: False)
                assert (summary.error, summary.new) == (None, expected)
            finally:
                training.stop()
                training.stop()
            assert training.process.returncode == 0
        assert len(workplace.store.mailboxes()) == 1
        assert all(card.training for card in workplace.store.cards())
    finally:
        workplace.close()


def test_a_folder_that_cannot_be_used(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SozialclientError, match="DEMO-NOT-STARTED") as failure:
        start_training(tmp_path / "file", fill="1")
    assert failure.value.parameters["code"] not in ("0", "None")
