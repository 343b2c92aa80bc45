"""Every call to the file system fails once: a clear error, nothing half, and the next attempt works."""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.exporters.base import ExportOrder
from sozialclient.exporters.draft_lock import LOCK_NAME
from sozialclient.settings import Settings, load_settings, save_settings
from sozialclient.store import KeyVault, Store
from sozialclient.usecases.export_applications import export_applications
from tests.unit.store.conftest import open_store
from tests.unit.store.failing_calls import BROKEN, FORBIDDEN, FULL, FailingCalls
from tests.unit.store.samples import sample

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="faults are made the POSIX way")
# Not there on Windows.
resource = pytest.importorskip("resource")
CODES = pytest.mark.parametrize("code", [FULL, BROKEN, FORBIDDEN], ids=["full", "io", "permission"])
_MOST = 400

@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory where there is one: these tests are about calls, not about a disk."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


Attempt = Callable[[], object]


def fail_everywhere(folder: Path, code: int, attempt: Attempt, after_failure: Attempt) -> list[str]:
    """`attempt` with its n-th call failing, further on each time until none fails; the errors' references."""
    references = []
    for failing in range(_MOST):
        calls = FailingCalls(folder, failing, code)
        try:
            with calls.active():
                attempt()
        except SozialclientError as error:
            references.append(error.reference)
            after_failure()
        if calls.count <= failing:
            return references
    raise AssertionError("it never came through")


@CODES
def test_a_new_store(place: Path, code: int) -> None:
    """Key file, seats, databases: what could not be made is made by the next attempt, in the same folder."""
    numbers = itertools.count()
    folders: list[Path] = []

    def attempt() -> None:
        folders.append(place / f"data-{next(numbers)}")
        store = open_store(folders[-1])
        sample(1).add(store)
        store.close()

    def after_failure() -> None:
        store = open_store(folders[-1])
        again = sample(1).add(store)
        assert [card.id for card in store.cards()] == [again.application_id]
        assert b"".join(store.original(again.application_id)) == sample(1).original
        store.close()

    references = fail_everywhere(place, code, attempt, after_failure)
    assert len(references) > 10
    assert set(references) <= {"STORE-FULL", "STORE-IO", "STORE-READ-ONLY"}


@CODES
def test_a_new_key(place: Path, code: int) -> None:
    """Whatever fails while the key is changed, one key or the other opens everything."""
    folder = place / "data"
    with_one = open_store(folder)
    kept = sample(1).add(with_one)
    with_one.close()
    made: list[Store] = []

    def attempt() -> None:
        made.append(open_store(folder))
        made[-1].rotate_key()
        made.pop().close()

    def after_failure() -> None:
        if made:
            assert b"".join(made[-1].original(kept.application_id)) == sample(1).original
            made.pop().close()
        again = Store.open(folder, KeyVault(folder, self_contained=True))
        assert b"".join(again.original(kept.application_id)) == sample(1).original
        assert again.journal_broken_at() is None
        again.close()

    references = fail_everywhere(folder, code, attempt, after_failure)
    assert len(references) > 5
    # A seat that can't be looked at may be somebody's.
    assert set(references) <= {"STORE-FULL", "STORE-IO", "STORE-READ-ONLY", "STORE-KEY-SHARED"}


@CODES
def test_spools(place: Path, code: int) -> None:
    store = open_store(place / "data")
    data = bytes(3_000_000)

    def attempt() -> None:
        spool = store.spool()
        try:
            spool.write(data)
            assert b"".join(spool.chunks()) == data
        finally:
            spool.close()

    references = fail_everywhere(place / "data", code, attempt, attempt)
    assert len(references) > 2 and set(references) <= {"STORE-FULL", "STORE-IO", "STORE-READ-ONLY"}
    store.close()
    assert list((place / "data").glob("spool/*")) == []


@CODES
def test_the_right_to_fetch(place: Path, code: int) -> None:
    store = open_store(place / "data")

    def attempt() -> None:
        with store.fetching("Sozialamt"):
            pass

    references = fail_everywhere(place / "data", code, attempt, attempt)
    assert references and set(references) <= {"STORE-FULL", "STORE-IO", "STORE-READ-ONLY"}
    store.close()


@CODES
def test_settings(place: Path, code: int) -> None:
    """The old file stays whole until the new one is."""
    folder = place / "data"
    old, new = Settings(), Settings(connect_seconds=7.0)
    save_settings(folder, old)

    def attempt() -> None:
        save_settings(folder, new)

    def after_failure() -> None:
        assert load_settings(folder) in (old, new)
        assert [path.name for path in folder.iterdir()] == ["settings.toml"]
        save_settings(folder, old)

    references = fail_everywhere(folder, code, attempt, after_failure)
    assert len(references) >= 2, references
    assert load_settings(folder) == new


@CODES
def test_export_folders(place: Path, code: int) -> None:
    """A folder of an application appears whole or not at all, and only then it is noted."""
    store = open_store(place / "data")
    kept = sample(1).all_open().add(store)
    target = place / "Export"
    target.mkdir()

    def attempt() -> None:
        export_applications(store, [kept.application_id], ExportOrder(), target, lambda *_: None, lambda: False)

    def after_failure() -> None:
        noted = sum(entry.action == "exported" for entry in store.journal())
        assert len(whole()) >= noted

    def whole() -> list[Path]:
        return [path for path in target.iterdir() if not path.name.endswith(".teil")]

    references = fail_everywhere(target, code, attempt, after_failure)
    assert len(references) > 5
    assert all(reference.startswith("EXPORT-") for reference in references), references
    names = (frozenset(str(path.relative_to(folder)) for path in folder.rglob("*")) for folder in whole())
    contents = {each - {LOCK_NAME} for each in names}
    assert len(contents) == 1, "one whose lock could not be removed is as whole as the others"
    store.close()


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, as on a disk that is full; Python is told EFBIG."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 10, 4096, 50_000, 150_000])
def test_files_that_may_not_grow(place: Path, size: int) -> None:
    """The system itself refuses the write, to Python and to SQLite alike."""
    folder = place / "data"
    with largest_file(size), pytest.raises(SozialclientError) as raised:
        store = open_store(folder)
        try:
            sample(1, size=400_000).add(store)
        finally:
            store.close()
    assert raised.value.reference in {"STORE-FULL", "STORE-IO"}
    store = open_store(folder)
    assert store.cards() == []
    assert not sample(1, size=400_000).add(store).duplicate
    store.close()
