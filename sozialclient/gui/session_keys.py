"""Unlocked keys of mailboxes, in memory until the window closes, is locked, or the mailbox is removed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from sozialclient.model.mailbox import Mailbox

if TYPE_CHECKING:
    from sozialclient.transports.base import MailboxKeys
    from sozialclient.usecases.workplace import Workplace


class SessionKeys:
    """Keys by key file, with the PIN that opened it; safe for use by several threads."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace
        self._keys: dict[bytes, tuple[str | None, MailboxKeys]] = {}
        self._lock = threading.Lock()

    def known(self, mailbox: Mailbox) -> MailboxKeys | None:
        """The keys of a mailbox, None when nobody gave its PIN yet; answers at once."""
        found = self._find(mailbox)
        return None if found is None else found[1]

    def unlock(self, mailbox: Mailbox, pin: str | None) -> MailboxKeys:
        """Keys of a mailbox; opened once for a PIN. Raises PinMissing and key-file errors."""
        found = self._find(mailbox)
        if found is not None and pin in (None, found[0]):
            return found[1]
        keys = self._workplace().unlock(mailbox, pin)
        with self._lock:
            self._keys[mailbox.key_file] = (pin, keys)
        return keys

    def forget(self, mailbox: Mailbox) -> None:
        """Forget the keys of one mailbox; nothing happens when there are none."""
        with self._lock:
            self._keys.pop(mailbox.key_file, None)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._keys.clear()

    def _find(self, mailbox: Mailbox) -> tuple[str | None, MailboxKeys] | None:
        with self._lock:
            return self._keys.get(mailbox.key_file)
