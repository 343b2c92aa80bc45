"""`sozialclient key status|recovery|passphrase|rotate|unlock`: who can open the store."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from sozialclient.cli.context import chosen_folder, key_vault, opened_workplace, read_file, read_pin, written_file
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import Json, print_json, print_line, print_lines
from sozialclient.cli.views import certificate_json
from sozialclient.crypto.certificates import read_certificate
from sozialclient.documents.local_time import berlin
from sozialclient.errors import SozialclientError
from sozialclient.reports.recovery_sheet import key_lines, recovery_sheet
from sozialclient.store.keys.vault import KeyVault
from sozialclient.texts import text
from sozialclient.usecases.store_keys import (
    KeyStatus,
    KeyWay,
    clear_passphrase,
    keep_recovery_key,
    key_status,
    needs_somebody,
    new_recovery_key,
    note_unlocking,
    set_passphrase,
    shut_status,
)


class UnlockNeedsKey(SozialclientError):
    """No way to open the store was named."""

    reference = "UNLOCK-NEEDS-KEY"


def run_status(arguments: argparse.Namespace) -> ExitCode:
    """How the key is kept; also of a store that does not open here."""
    try:
        with opened_workplace(arguments) as workplace:
            status = key_status(workplace.store)
    except SozialclientError as error:
        if not needs_somebody(error):
            raise
        status = shut_status(key_vault(chosen_folder(arguments)))
        if not status.ways:
            raise
    _show(arguments, status)
    return ExitCode.OK


def run_recovery(arguments: argparse.Namespace) -> ExitCode:
    """A new recovery key: shown, or on a sheet."""
    with opened_workplace(arguments) as workplace:
        store, key = workplace.store, new_recovery_key()
        if arguments.sheet is not None:
            # Written before the older key ends: a failed sheet must not leave the office without any.
            sheet = recovery_sheet(key, store.key_vault.store_id, datetime.now(UTC))
            written_file(arguments.sheet, sheet, "--sheet")
        keep_recovery_key(store, key)
    if arguments.json:
        print_json({"recovery_key": key} if arguments.sheet is None else {"sheet": str(arguments.sheet)})
    elif arguments.sheet is not None:
        print_line("key.sheet", path=str(arguments.sheet))
    else:
        print_line("key.recovery")
        print_lines(f"    {line}" for line in key_lines(key))
        print_line("key.recovery-keep")
    return ExitCode.OK


def run_set_passphrase(arguments: argparse.Namespace) -> ExitCode:
    """Ask for a passphrase from now on."""
    passphrase = read_pin(arguments.new_passphrase_file, "--new-passphrase-file") or ""
    with opened_workplace(arguments, _vault_of_forgetful(arguments)) as workplace:
        rotated = set_passphrase(workplace.store, passphrase)
    if arguments.json:
        print_json({"passphrase": True, "rotated": rotated})
    else:
        print_line("key.passphrase-set")
        if not rotated:
            print_line("key.rotate-later")
    return ExitCode.OK


def run_clear_passphrase(arguments: argparse.Namespace) -> ExitCode:
    """Let this PC open the store by itself again."""
    with opened_workplace(arguments, _vault_of_forgetful(arguments)) as workplace:
        clear_passphrase(workplace.store)
        status = key_status(workplace.store)
    _show(arguments, status)
    return ExitCode.OK


def run_rotate(arguments: argparse.Namespace) -> ExitCode:
    """Give the store a new key."""
    with opened_workplace(arguments) as workplace:
        workplace.store.rotate_key()
        rotated = workplace.store.rotated
    if arguments.json:
        print_json({"rotated": None if rotated is None else rotated.isoformat()})
    else:
        print_line("key.rotated")
    return ExitCode.OK


def run_unlock(arguments: argparse.Namespace) -> ExitCode:
    """Open a store from elsewhere; from then on this PC opens it by itself, unless it has a passphrase."""
    vault = key_vault(chosen_folder(arguments))
    _unlock(vault, arguments)
    with opened_workplace(arguments, vault) as workplace:
        note_unlocking(workplace.store)
        status = key_status(workplace.store)
    _show(arguments, status)
    return ExitCode.OK


def _unlock(vault: KeyVault, arguments: argparse.Namespace) -> None:
    if arguments.p12 is not None:
        vault.unlock_with_key_file(read_file(arguments.p12, "--p12"), read_pin(arguments.pin_file) or "")
    elif arguments.recovery_file is not None:
        vault.unlock_with_recovery_key(_recovery_text(arguments.recovery_file))
    elif arguments.passphrase_file is not None:
        vault.unlock_with_passphrase(read_pin(arguments.passphrase_file, "--passphrase-file") or "")
    else:
        raise UnlockNeedsKey


def _vault_of_forgetful(arguments: argparse.Namespace) -> KeyVault | None:
    """The key, opened by another way than the passphrase, where one was named."""
    if arguments.p12 is None and arguments.recovery_file is None:
        return None
    vault = key_vault(chosen_folder(arguments))
    _unlock(vault, arguments)
    return vault


def _recovery_text(path: Path) -> str:
    return read_file(path, "--recovery-file").decode("utf-8-sig", "replace")


def _show(arguments: argparse.Namespace, status: KeyStatus) -> None:
    if arguments.json:
        print_json(status_json(status))
        return
    print_lines(_way(way) for way in status.ways)
    print_line("key.asks" if status.passphrase else "key.opens" if status.opens_here else "key.shut")
    if not status.portable:
        print_line("key.only-here")
    if status.rotated is not None:
        print_line("key.last-rotated", at=f"{berlin(status.rotated):%d.%m.%Y %H:%M}")


def status_json(status: KeyStatus) -> Json:
    """A status for programs; times in UTC."""
    return {
        "store": status.store, "opens_here": status.opens_here, "passphrase": status.passphrase,
        "portable": status.portable, "rotated": None if status.rotated is None else status.rotated.isoformat(),
        "ways": [_way_json(way) for way in status.ways],
    }


def _way_json(way: KeyWay) -> Json:
    return {
        "kind": way.kind.value, "label": way.label, "genuine": way.genuine,
        "made": None if way.made is None else way.made.isoformat(),
        "certificate": None if way.certificate is None else certificate_json(read_certificate(way.certificate)),
    }


def _way(way: KeyWay) -> str:
    made = "" if way.made is None else text("cli", "key.since", day=f"{berlin(way.made):%d.%m.%Y}")
    changed = text("cli", "key.not-genuine") if way.genuine is False else ""
    return text("cli", f"key.way.{way.kind.value}", label=way.label) + made + changed
