"""Notes in the journal that settings are others than last time, whoever changed them, and which ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from sozialclient.store.books import actions, journal
from sozialclient.store.database.memos import read_memo, write_memo
from sozialclient.store.holdings import Holdings

_MEMO = "settings"


def note_settings(holdings: Holdings, values: Mapping[str, str]) -> None:
    """Compare `values`, by name, with those of the last time; only digests of them are kept.

    The first time nothing is noted. Raises the errors of the disk.
    """
    mine = {name: hashlib.sha256(value.encode()).hexdigest() for name, value in values.items()}
    with holdings.index.reading() as connection:
        if _kept(read_memo(connection, _MEMO)) == mine:
            return
    with holdings.index.writing() as connection:
        before = _kept(read_memo(connection, _MEMO))
        write_memo(connection, _MEMO, msgspec.json.encode(mine))
        if before is None:
            return
        for name in sorted(mine):
            # A setting this version has and the one before did not have was not changed by anyone.
            if name in before and before[name] != mine[name]:
                journal.write_entry(connection, actions.SETTINGS_CHANGED, None, name)


def _kept(raw: bytes | None) -> dict[str, str] | None:
    return None if raw is None else msgspec.json.decode(raw, type=dict[str, str])
