"""What the dialogs about the store's key ask of the program; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.errors import SozialclientError

if TYPE_CHECKING:
    from sozialclient.usecases.store_keys import KeyStatus
    from sozialclient.usecases.workplace import Workplace


class SheetNotWritten(SozialclientError):
    """The recovery sheet could not be written; parameter `cause` is the system's error number."""

    reference = "FILE-CHOSEN"


class StoreKeysDesk:
    """The key of the open store."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace

    def status(self) -> KeyStatus:
        """How the key is kept."""
        from sozialclient.usecases.store_keys import key_status

        return key_status(self._workplace().store)

    def only_here(self) -> bool:
        """Whether a mailbox of the office, or what it brought, would be lost with this PC; training does not count."""
        store = self._workplace().store
        in_earnest = any(not mailbox.training for mailbox in store.mailboxes()) or store.listing.in_earnest()
        return in_earnest and store.reading_seat is None and not store.key_vault.portable

    def new_recovery_key(self) -> str:
        """One that opens nothing yet."""
        from sozialclient.usecases.store_keys import new_recovery_key

        return new_recovery_key()

    def keep_recovery_key(self, text: str) -> None:
        """From now on it opens the store, an older one does not."""
        from sozialclient.usecases.store_keys import keep_recovery_key

        keep_recovery_key(self._workplace().store, text)

    def write_sheet(self, text: str, path: Path) -> None:
        """Write the recovery sheet (PDF). Raises SheetNotWritten."""
        from sozialclient.reports.recovery_sheet import recovery_sheet
        from sozialclient.usecases.save_paper import write_whole

        sheet = recovery_sheet(text, self._workplace().store.key_vault.store_id, datetime.now(UTC))
        try:
            write_whole(path, [sheet])
        except OSError as error:
            raise SheetNotWritten(cause=error.errno or 0) from None

    def set_passphrase(self, text: str) -> bool:
        """Ask for a passphrase from now on; False when the key could not be changed too. Raises PassphraseTooShort."""
        from sozialclient.usecases.store_keys import set_passphrase

        return set_passphrase(self._workplace().store, text)

    def clear_passphrase(self) -> None:
        """Let this PC open the store by itself again."""
        from sozialclient.usecases.store_keys import clear_passphrase

        clear_passphrase(self._workplace().store)

    def rotate(self) -> None:
        """Make a new key. Raises RotationShared and the errors of the store."""
        self._workplace().store.rotate_key()
