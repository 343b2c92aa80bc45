"""What the window asks about removing a mailbox; every call belongs on a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sozialclient.gui.desk import Desk

if TYPE_CHECKING:
    from sozialclient.model.removal import Removal


class RemovalDesk:
    """Answers with the program behind the window; raises the errors of the store."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def removal(self, name: str) -> Removal:
        """What removing a mailbox would mean. Raises StoreNoSuchMailbox."""
        from sozialclient.usecases.remove_mailbox import removal_of

        return removal_of(self._desk.workplace().store, name)

    def remove(self, name: str) -> bool:
        """Remove a mailbox and forget its keys; raises and answers as `usecases.remove_mailbox`."""
        from sozialclient.usecases.remove_mailbox import remove_mailbox

        store = self._desk.workplace().store
        mailbox = store.mailbox(name)
        renewed = remove_mailbox(store, name)
        self._desk.forget_keys(mailbox)
        return renewed
