"""The certificates an office believes: authorities it imported, and what it pinned for each intermediary."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import datetime

import apsw
import msgspec

from sozialclient.model.mailbox import Mailbox
from sozialclient.model.trust import TrustedCertificate
from sozialclient.store import mailboxes
from sozialclient.store.books import actions, journal
from sozialclient.store.database.memos import read_memo, write_memo
from sozialclient.store.errors import StoreDamaged
from sozialclient.store.holdings import Holdings

_MEMO = "certificates"


class Certificates:
    """`Store.certificates`. Each change is a line in the journal, in the same transaction."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def trusted(self) -> tuple[TrustedCertificate, ...]:
        """Imported authorities, oldest first. Raises StoreDamaged."""
        with self._holdings.index.reading() as connection:
            return _trusted(connection)

    def add_trusted(self, der: bytes, *, root: bool, training: bool, at: datetime) -> None:
        """Trust an authority from now on; one that is there already in the same way is left alone."""
        with self._holdings.index.writing() as connection:
            known = _trusted(connection)
            same = [each for each in known if each.der == der]
            if same and same[0].root is root and same[0].training <= training:
                return
            added = TrustedCertificate(der=der, root=root, added=at, training=training)
            _write(connection, (*(each for each in known if each.der != der), added))
            journal.write_entry(connection, actions.AUTHORITY_ADDED, None, f"sha256={_digest(der)}")

    def remove_trusted(self, der: bytes) -> None:
        """Trust an authority no longer."""
        with self._holdings.index.writing() as connection:
            _write(connection, tuple(each for each in _trusted(connection) if each.der != der))
            journal.write_entry(connection, actions.AUTHORITY_REMOVED, None, f"sha256={_digest(der)}")

    def note_offered(self, mailbox: str, der: bytes) -> None:
        """Note with which certificate an intermediary signed instead of its pinned one. Raises StoreNoSuchMailbox."""
        with self._holdings.index.writing() as connection:
            known = mailboxes.read_mailbox(connection, mailbox)
            if known.offered_signature_certificate == der:
                return
            mailboxes.write_mailbox(connection, dataclasses.replace(known, offered_signature_certificate=der))
            detail = _change(known.intermediary_signature_certificate, der)
            journal.write_entry(connection, actions.PIN_OFFERED, None, f"{mailbox}: {detail}")

    def pin(self, mailbox: str, *, signature: bytes | None = None, cipher: bytes | None = None) -> Mailbox:
        """Believe another certificate of the intermediary from now on; what is None stays.

        The earlier one still vouches for what was stored before. Raises StoreNoSuchMailbox.
        """
        with self._holdings.index.writing() as connection:
            known = mailboxes.read_mailbox(connection, mailbox)
            changed = known
            before = known.intermediary_signature_certificate
            if signature not in (None, before):
                earlier = (*known.earlier_signature_certificates, *(() if before is None else (before,)))
                changed = dataclasses.replace(
                    changed, intermediary_signature_certificate=signature, offered_signature_certificate=None,
                    earlier_signature_certificates=earlier,
                )
                detail = _change(before, signature)
                journal.write_entry(connection, actions.PIN_CHANGED, None, f"{mailbox}: kind=signature, {detail}")
            if cipher is not None and cipher != known.intermediary_cipher_certificate:
                changed = dataclasses.replace(changed, intermediary_cipher_certificate=cipher)
                detail = _change(known.intermediary_cipher_certificate, cipher)
                journal.write_entry(connection, actions.PIN_CHANGED, None, f"{mailbox}: kind=cipher, {detail}")
            mailboxes.write_mailbox(connection, changed)
            return changed


def _trusted(connection: apsw.Connection) -> tuple[TrustedCertificate, ...]:
    raw = read_memo(connection, _MEMO)
    if raw is None:
        return ()
    try:
        return msgspec.json.decode(raw, type=tuple[TrustedCertificate, ...])
    except msgspec.DecodeError:
        raise StoreDamaged(part="TrustedCertificate") from None


def _write(connection: apsw.Connection, certificates: tuple[TrustedCertificate, ...]) -> None:
    write_memo(connection, _MEMO, msgspec.json.encode(certificates))


def _change(before: bytes | None, after: bytes | None) -> str:
    return f"before={'none' if before is None else _digest(before)}, after={_digest(after or b'')}"


def _digest(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()
