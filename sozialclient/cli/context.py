"""Opens the data folder a command works on, and closes it again."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

from sozialclient.crypto.key_file import read_pin_file
from sozialclient.errors import SozialclientError
from sozialclient.logs import start_logs
from sozialclient.settings import DataFolder, data_folder, load_settings, settings_values
from sozialclient.store.keys.vault import KeyVault
from sozialclient.usecases.save_paper import write_whole
from sozialclient.usecases.workplace import SeatWish, Workplace

_LONGEST_READ = 64 * 1024 * 1024


class FileUnreadable(SozialclientError):
    """A file named on the command line cannot be read; parameters `file` (its option, or FILE) and `cause`."""

    reference = "CLI-FILE"


class FolderUnusable(SozialclientError):
    """A folder named on the command line cannot be made; parameters `folder` (its option) and `cause`."""

    reference = "CLI-FOLDER"


def made_folder(path: Path, option: str) -> Path:
    """`path` as an existing folder, absolute; raises FolderUnusable."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        return path.resolve()
    except OSError as error:
        raise FolderUnusable(folder=option, cause=error.errno or 0) from None


def chosen_folder(arguments: argparse.Namespace) -> DataFolder:
    """The data folder: `--data`, then SOZIALCLIENT_DATA, then the usual place."""
    return data_folder(arguments.data)


def key_vault(folder: DataFolder) -> KeyVault:
    """The key of a data folder, not unlocked."""
    return KeyVault(folder.path, self_contained=folder.chosen)


def unlocked_vault(arguments: argparse.Namespace) -> KeyVault | None:
    """The key unlocked with `--passphrase-file` where that was given; raises PassphraseWrong, NoWrapOfThatKind."""
    if getattr(arguments, "passphrase_file", None) is None:
        return None
    vault = key_vault(chosen_folder(arguments))
    vault.unlock_with_passphrase(read_pin(arguments.passphrase_file, "--passphrase-file") or "")
    return vault


@contextlib.contextmanager
def opened_workplace(arguments: argparse.Namespace, vault: KeyVault | None = None) -> Iterator[Workplace]:
    """The workplace of this command, with a `vault` unlocked before; raises the errors of settings and store."""
    folder = chosen_folder(arguments)
    made_folder(folder.path, "--data")
    settings = load_settings(folder.path)
    start_logs(folder.path, settings.log_level)
    workplace = Workplace.from_settings(
        folder.path, self_contained=folder.chosen, settings=settings, vault=vault or unlocked_vault(arguments),
        seat=SeatWish.READING if getattr(arguments, "read_only", False) else SeatWish.WRITING,
    )
    try:
        workplace.store.note_settings(settings_values(settings))
        yield workplace
    finally:
        workplace.close()


def read_file(path: Path, option: str) -> bytes:
    """Bytes of a file, of at most 64 MiB: whatever is longer, no command takes; raises FileUnreadable."""
    return read_bounded(path, option, _LONGEST_READ)


def read_bounded(path: Path, option: str, most: int) -> bytes:
    """At most one byte more than `most`, so that whoever limits the size refuses it; raises FileUnreadable."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise FileUnreadable(file=option, cause=error.errno or 0) from None


def read_optional(path: Path | None, option: str) -> bytes | None:
    """Bytes of a file if one was named."""
    return None if path is None else read_file(path, option)


def read_pin(path: Path | None, option: str = "--pin-file") -> str | None:
    """The PIN in a PIN file if one was named; raises FileUnreadable and PinFileDamaged."""
    return None if path is None else read_pin_file(read_file(path, option))


def written_file(path: Path, data: bytes, option: str) -> None:
    """Write a file named on the command line; raises FolderUnusable."""
    try:
        write_whole(path, [data])
    except OSError as error:
        raise FolderUnusable(folder=option, cause=error.errno or 0) from None
