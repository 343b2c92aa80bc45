"""What is missing after a restore comes back; what was deleted on purpose only when it is asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sozialclient.store import KeyVault, Store
from sozialclient.usecases.missing_messages import MissingMessages, missing_since
from tests.e2e.place import hub, three_applications
from tests.unit.cli.conftest import Answer, Files, files, run

__all__ = ["files"]

Run = Callable[..., Answer]


@pytest.fixture
def restored(tmp_path: Path, files: Files) -> Iterator[tuple[Run, str, list[str], Path]]:
    """Of three applications one was deleted for good before the backup; two came after it. Gives the message ids."""
    old, new, drive = tmp_path / "old", tmp_path / "new", tmp_path / "drive"
    drive.mkdir()
    with hub(tmp_path / "hub") as running:
        running.put(three_applications())
        # Received today, so that a backup of today looks back over it.
        running.rig.clock.now = datetime.now(UTC)
        assert run(*files.add(old, running.url)).code == 0
        assert run("--data", old, "fetch", "Sozialamt").code in (0, 4)
        gone = run("--data", old, "list", "--json").json[0]
        assert run("--data", old, "trash", gone["id"]).code == 0
        assert run("--data", old, "delete", gone["id"], "--confirm", 1).code == 0
        assert run("--data", old, "backup", "run", "--to", drive).code == 0
        later = running.put(three_applications()[:2])
        running.rig.clock.now = datetime.now(UTC)
        assert run("--data", old, "fetch", "Sozialamt").code in (0, 4)
        key_file = ("--p12", files.p12, "--pin-file", files.pin)
        assert run("--data", new, "backup", "restore", "--from", drive, *key_file).code == 0

        def command(*arguments: object) -> Answer:
            return run("--data", new, *arguments)

        yield command, gone["message_id"], sorted(later), new


def test_what_was_deleted_is_told_apart_and_left_where_it_is(restored: tuple[Run, str, list[str], Path]) -> None:
    command, gone, later, _ = restored
    told = command("backup", "missing", "Sozialamt", "--json")
    assert told.code == 4 and sorted(told.json["missing"]) == later and told.json["untold"] == 0
    (deleted,) = told.json["deleted"]
    assert deleted["message_id"] == gone and datetime.fromisoformat(deleted["deleted"]).tzinfo is not None
    in_words = command("backup", "missing", "Sozialamt").out
    assert f"- {gone}  gelöscht am " in in_words and "weiß der wiederhergestellte Stand nichts" in in_words
    fetched = command("backup", "missing", "Sozialamt", "--fetch", "--json")
    assert (fetched.code, fetched.json["fetched"]) == (0, 2)
    here = {each["message_id"] for each in command("list", "--json").json}
    assert set(later) <= here and gone not in here
    nothing = command("backup", "missing", "Sozialamt", "--fetch", "--json")
    assert (nothing.code, nothing.json["missing"], nothing.json["fetched"]) == (0, [], None)


def test_it_comes_back_when_somebody_asks_for_it(restored: tuple[Run, str, list[str], Path]) -> None:
    command, gone, _, _ = restored
    fetched = command("backup", "missing", "Sozialamt", "--fetch-deleted", "--json")
    assert (fetched.code, fetched.json["fetched"]) == (0, 3)
    assert gone in {each["message_id"] for each in command("list", "--json").json}
    assert command("audit").code == 0
    assert command("backup", "missing", "Sozialamt", "--json").json["deleted"] == []


def test_what_the_intermediary_no_longer_has_is_a_finding(
    restored: tuple[Run, str, list[str], Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Process cards may be kept longer than what they are about."""
    command, _, _, _ = restored

    def with_card_alone(*about: Any) -> MissingMessages:
        found = missing_since(*about)
        return dataclasses.replace(found, lost=(*found.lost, "uebung:weg"))

    monkeypatch.setattr("sozialclient.cli.missing_command.missing_since", with_card_alone)
    fetched = command("backup", "missing", "Sozialamt", "--fetch", "--json")
    assert (fetched.code, fetched.json["fetched"], fetched.json["not_found"]) == (4, 2, ["uebung:weg"])


def test_a_deletion_of_before_that_names_nothing_is_counted(restored: tuple[Run, str, list[str], Path]) -> None:
    """As a program wrote it that kept only the record."""
    command, gone, later, data = restored
    store = Store.open(data, KeyVault(data, self_contained=True))
    with closing(store), store._index.writing() as connection:
        connection.execute("DELETE FROM memo WHERE name GLOB 'deleted-message/*'")
        assert connection.changes() == 1
    told = command("backup", "missing", "Sozialamt", "--json").json
    assert (sorted(told["missing"]), told["deleted"], told["untold"]) == (sorted([gone, *later]), [], 1)
    assert "So viele der fehlenden können das sein: 1." in command("backup", "missing", "Sozialamt").out
