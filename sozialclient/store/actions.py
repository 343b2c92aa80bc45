"""The words of the journal: keys of `resources/texts/journal.toml` for what the program notes."""

from __future__ import annotations

STORED = "stored"
STORED_DUPLICATE = "stored_duplicate"
STORED_CHANGED = "stored_changed"
FETCHED_AGAIN = "fetched_again"
OPENED = "opened"
STATE_CHANGED = "state_changed"
EXPORTED = "exported"
MAILBOX_SAVED = "mailbox_saved"
MAILBOX_REMOVED = "mailbox_removed"
FETCH_DONE = "fetch_done"
FETCH_FAILED = "fetch_failed"
