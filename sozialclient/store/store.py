"""The store (Ablage): what was fetched is kept here, encrypted, and nothing is lost once it was."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sozialclient.model.application import ApplicationCard, ApplicationFacts, JournalEntry, State
from sozialclient.model.delivery import Delivery
from sozialclient.model.mailbox import Mailbox
from sozialclient.model.stored import StoredToken
from sozialclient.store import mailboxes
from sozialclient.store.applications import cards
from sozialclient.store.applications import rows as applications
from sozialclient.store.applications.adding import Arrival, add_arrival
from sozialclient.store.applications.cards import Cards
from sozialclient.store.applications.replacing import drop_replaced
from sozialclient.store.applications.unprocessable import Unprocessable
from sozialclient.store.backup.place import finish_restore, forget_restore
from sozialclient.store.backup.store_backup import StoreBackup
from sozialclient.store.books import actions, journal
from sozialclient.store.books.books import Books
from sozialclient.store.books.journal_head import HeadKeeper
from sozialclient.store.books.settings_note import note_settings
from sozialclient.store.certificates import Certificates
from sozialclient.store.contents.contents import ContentReader, Kind
from sozialclient.store.contents.spool import SealedSpool, SpoolFile, remove_leftovers
from sozialclient.store.database.database import Database
from sozialclient.store.database.disk_errors import disk_errors
from sozialclient.store.database.encoding import decoded
from sozialclient.store.database.opening import open_databases
from sozialclient.store.database.room import SPARE_BEFORE_A_FETCH, require_room
from sozialclient.store.deletion.deletion import Deletion
from sozialclient.store.deletion.removal import sweep
from sozialclient.store.errors import StoreFull, StoreReadingOnly, StoreReadOnly, StoreSeatLost
from sozialclient.store.holdings import Holdings
from sozialclient.store.keys.rotation import Rotation, rotated_at
from sozialclient.store.keys.vault import KeyVault
from sozialclient.store.search.word_index import WordIndex
from sozialclient.store.seats.folder_kind import make_data_folder, require_suitable
from sozialclient.store.seats.reading_seat import ReadingContentReader, ReadingContents, ReadingIndex, ReadingSeat
from sozialclient.store.seats.seats import Seats
from sozialclient.store.work.work import CaseWork
from sozialclient.wire.spool import Spool

_A_DAY = timedelta(days=1)


class Store:
    """One data folder's store.

    Safe for use by several threads, and by several processes of one PC. Readers see the last
    commit and never wait; writers wait for each other, so call them off the GUI thread. All
    methods raise StoreDamaged, StoreFull, StoreReadOnly, StoreBusy and StoreInputOutput when
    the disk gives reason to.
    """

    def __init__(self, holdings: Holdings, seats: Seats | ReadingSeat) -> None:
        self._holdings = holdings
        self._folder, self._index, self._contents = holdings.folder, holdings.index, holdings.contents
        self._vault, self._reader = holdings.vault, holdings.reader
        self._seats = seats
        self._closed = False
        self._spools = SpoolFile(self._folder / "spool")

    @classmethod
    def open(cls, folder: Path, key_vault: KeyVault, *, vfs: str | None = None) -> Store:
        """Open the store in `folder`; creates both where there never was one.

        `vfs` names a registered SQLite VFS to put under the encryption. Raises StoreLocked (open
        at another PC), StoreFolderUnsuitable (no store can be made there), StoreNewer,
        StoreDamaged, StoreKeyMissing, StoreKeyWrong, StoreUnsafe, RestoreWaiting and the errors of the disk.
        """
        with disk_errors():
            make_data_folder(folder)
            if not any((folder / name).exists() for name in ("key.json", "store.db")):
                require_suitable(folder)
        restored = finish_restore(folder)
        seats = Seats(folder / "seats")
        seats.sit_down()
        try:
            with seats.turn():
                databases = open_databases(folder, key_vault, vfs=vfs)
                remove_leftovers(folder / "spool")
            index, contents = Database(databases.index, seats), Database(databases.contents, seats)
            reader = ContentReader(index, contents, key_vault)
            store = cls(Holdings(folder, index, contents, key_vault, reader), seats)
            if restored:
                store.heads.accept_restored()
                forget_restore(folder)
            return store
        except BaseException:
            seats.stand_up()
            raise

    @classmethod
    def open_reading(cls, folder: Path, key_vault: KeyVault) -> Store:
        """Open the store in `folder`, which another PC may have open, for reading (`ReadingSeat`).

        Whatever would change something raises StoreReadingOnly, but `mark_opened`, which does
        nothing. Raises as `open` except StoreLocked, and StoreReadingBusy, also when reading later.
        """
        seat = ReadingSeat(folder, key_vault)
        try:
            index, contents = ReadingIndex(seat), ReadingContents(folder / "contents.db", seat)
            reader = ReadingContentReader(index, contents, key_vault)
            return cls(Holdings(folder, index, contents, key_vault, reader), seat)
        except BaseException:
            seat.stand_up()
            raise

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._folder

    @property
    def reading_seat(self) -> ReadingSeat | None:
        """The seat of a store opened for reading; None where everything is allowed."""
        return self._seats if isinstance(self._seats, ReadingSeat) else None

    def refresh(self) -> bool:
        """Read what another PC has written since; True when there was something. Raises as `open_reading`."""
        return isinstance(self._index, ReadingIndex) and self._index.refresh()

    def require_writing(self) -> None:
        """Raises StoreReadingOnly where only reading is allowed, StoreSeatLost where the seat is gone."""
        self._seats.require_seat()

    def close(self) -> None:
        """Close the store and forget all spools. Twice is allowed."""
        if not self._closed:
            with contextlib.suppress(StoreReadingOnly, StoreSeatLost):
                self.require_writing()
                self.heads.keep()
        self._closed = True
        self._index.close()
        self._contents.close()
        self._spools.close()
        self._seats.stand_up()

    @property
    def books(self) -> Books:
        """Counts against holdings, and the journal against what was noted of it."""
        return Books(self._holdings, self.heads)

    @property
    def heads(self) -> HeadKeeper:
        """How far the journal had come, noted outside the index."""
        return HeadKeeper(self._folder, self._index)

    @property
    def rotation(self) -> Rotation:
        """A new key for the store. Raises StoreReadingOnly."""
        if isinstance(self._seats, ReadingSeat):
            self._seats.require_seat()
        return Rotation(self._holdings, self._seats)

    def rotate_key(self) -> None:
        """As `Rotation.rotate`; raises StoreReadingOnly too."""
        self.rotation.rotate()

    @property
    def rotated(self) -> datetime | None:
        """When the key was made (UTC), None while it is the first one."""
        return rotated_at(self._index)

    @property
    def key_vault(self) -> KeyVault:
        """The key and the ways to it."""
        return self._vault

    @property
    def listing(self) -> Cards:
        """The applications in parts, for lists of any length."""
        return Cards(self._holdings)

    @property
    def words(self) -> WordIndex:
        """The words by which applications are found."""
        return WordIndex(self._holdings)

    @property
    def work(self) -> CaseWork:
        """What the office does with applications: ticks, notes, who is in charge."""
        return CaseWork(self._holdings)

    @property
    def backup(self) -> StoreBackup:
        """Backups, and proof that they can be restored."""
        return StoreBackup(self._holdings)

    @property
    def deletion(self) -> Deletion:
        """Retention, Papierkorb and final deletion."""
        return Deletion(self._holdings)

    @property
    def certificates(self) -> Certificates:
        """Authorities and pinned certificates."""
        return Certificates(self._holdings)

    @property
    def unprocessable(self) -> Unprocessable:
        """Deliveries that could not be read, and reading them again."""
        return Unprocessable(self._holdings)

    def require_room(self, size: int) -> None:
        """Raises StoreNoRoom when a delivery of `size` bytes should not even be asked for."""
        require_room(self._folder, size, SPARE_BEFORE_A_FETCH)

    def spool(self) -> Spool:
        """A new spool that leaves nothing readable on the disk. Raises StoreReadingOnly and StoreSeatLost."""
        self.require_writing()
        return SealedSpool(self._spools)

    def fetching(self, mailbox: str) -> contextlib.AbstractContextManager[None]:
        """Hold the right to fetch a mailbox during a `with`. Raises FetchRunning when another has it."""
        return self._seats.fetching(mailbox)

    def add(
        self,
        delivery: Delivery,
        facts: ApplicationFacts,
        *,
        mailbox: str,
        training: bool,
        payloads: Mapping[str, Spool],
        original: Spool,
        fetched: datetime,
    ) -> StoredToken:
        """Keep a delivery for ever; returns only after it is on the disk.

        The contents are committed and synced first, then, in one transaction, everything that
        makes them an application; that second commit is the one point from which it counts.

        A message that is already there, the same in every part, is not written again (`duplicate`
        of the token; see `Identity`); a new message with the contents of an older application is
        kept and marked `duplicate_of`. The spools stay open. Raises StoreIncomplete when bytes are missing or not
        those that `delivery` names, StoreNoRoom before writing when the room would not do.
        """
        self.require_writing()
        arrival = Arrival(delivery, facts, mailbox, training, payloads, original, fetched)
        require_room(self._folder, arrival.size)
        if self._contents.wal_is_long:
            self._tidy_up()
        with self._index.writing() as connection:
            written = add_arrival(connection, self._contents, self._vault, arrival, self._reader)
        if written.replaced is not None:
            drop_replaced(self._contents, *written.replaced)
        identifier, duplicate = written.application_id, written.duplicate
        return StoredToken(delivery.message_id, written.sha256, identifier, duplicate, written.changed)

    def cards(self, *, mailbox: str | None = None, state: State | None = None) -> list[ApplicationCard]:
        """The applications, newest Eingang first."""
        with self._index.reading() as connection:
            return cards.read_cards(connection, mailbox, state)

    def counts(self) -> Mapping[State, int]:
        """Applications per state, zero included."""
        return self.listing.states(None)

    def card(self, application_id: str) -> ApplicationCard:
        """One application. Raises StoreNoSuchApplication."""
        with self._index.reading() as connection:
            return cards.read_card(connection, application_id)

    def delivery(self, application_id: str) -> Delivery:
        """The delivery as it was opened and checked. Raises StoreNoSuchApplication."""
        return decoded(b"".join(self._reader.read(application_id, Kind.DELIVERY)), Delivery)

    def facts(self, application_id: str) -> ApplicationFacts:
        """What the application was recognised as. Raises StoreNoSuchApplication."""
        return decoded(b"".join(self._reader.read(application_id, Kind.FACTS)), ApplicationFacts)

    def payload(self, application_id: str, key: str) -> Iterator[bytes]:
        """The bytes of a content in checked pieces; raises as `ContentReader.read`."""
        return self._reader.read(application_id, Kind.PAYLOAD, key)

    def original(self, application_id: str) -> Iterator[bytes]:
        """The message as it was received, in pieces as `payload`."""
        return self._reader.read(application_id, Kind.ORIGINAL)

    def earlier_original(self, application_id: str) -> Iterator[bytes]:
        """What came before under the same message id and could not be read, as `original`."""
        return self._reader.read(application_id, Kind.EARLIER)

    def set_state(self, application_id: str, state: State, *, action: str) -> None:
        """As `set_states` for one application."""
        self.set_states([application_id], state, action=action)

    def set_states(self, application_ids: Sequence[str], state: State, *, action: str) -> None:
        """Move applications, all or none, and note `action` in the journal.

        Raises StoreNoSuchApplication, and ApplicationHeld for the way into the Papierkorb.
        """
        with self._index.writing() as connection:
            for application_id in application_ids:
                applications.update_state(connection, application_id, state)
                journal.write_entry(connection, action, application_id, state.value)

    def mark_opened(self, application_id: str, at: datetime) -> None:
        """Note that someone looked: the first time of all, then once a day for each of them.

        A reading seat looks without leaving a trace, because it can write none. Raises StoreNoSuchApplication.
        """
        if self.reading_seat is not None:
            return
        with self._index.reading() as connection:
            first = cards.read_card(connection, application_id).opened is None
            if not first and journal.seen_since(connection, application_id, at - _A_DAY):
                return
        with self._index.writing() as connection:
            first = applications.update_opened(connection, application_id, at)
            journal.write_entry(connection, actions.OPENED if first else actions.VIEWED, application_id, "")

    def journal(self, application_id: str | None = None) -> list[JournalEntry]:
        """What happened, oldest first; of one application or of all and the program."""
        with self._index.reading() as connection:
            return journal.read_entries(connection, application_id)

    def journal_broken_at(self) -> int | None:
        """Number of the first journal line that was changed or follows a removed one; None: all is well."""
        with self._index.reading() as connection:
            return journal.first_broken_line(connection)

    def record(self, action: str, application_id: str | None, detail: str) -> None:
        """Note `action`, a key of `resources/texts/journal.toml`; `detail` without personal data."""
        with self._index.writing() as connection:
            journal.write_entry(connection, action, application_id, detail)

    def note_settings(self, values: Mapping[str, str]) -> None:
        """Note which settings are others than last time; a reading seat, or a disk that takes nothing, does not."""
        if self.reading_seat is None:
            with contextlib.suppress(StoreFull, StoreReadOnly):
                note_settings(self._holdings, values)

    def mailboxes(self) -> list[Mailbox]:
        """All mailboxes by name."""
        with self._index.reading() as connection:
            return mailboxes.read_mailboxes(connection)

    def mailbox(self, name: str) -> Mailbox:
        """One mailbox. Raises StoreNoSuchMailbox."""
        with self._index.reading() as connection:
            return mailboxes.read_mailbox(connection, name)

    def save_mailbox(self, mailbox: Mailbox, *, pin: str | None = None) -> Mailbox:
        """Add a mailbox or replace the one of the same name; `pin` is kept with it, sealed."""
        with self._index.writing() as connection:
            if pin is not None:
                # Within the transaction, because a rotation may change the key before it.
                sealed = self._vault.wrap(mailboxes.pin_purpose(mailbox.name), pin.encode())
                mailbox = dataclasses.replace(mailbox, sealed_pin=sealed)
            mailboxes.write_mailbox(connection, mailbox)
            journal.write_entry(connection, actions.MAILBOX_SAVED, None, mailbox.name)
        return mailbox

    def kept_pin(self, name: str) -> str | None:
        """The PIN kept for a mailbox, None when none is. Raises StoreNoSuchMailbox, StoreDamaged."""
        with self._index.reading() as connection:
            sealed = mailboxes.read_mailbox(connection, name).sealed_pin
            return None if sealed is None else self._vault.unwrap(mailboxes.pin_purpose(name), sealed).decode()

    def remove_mailbox(self, name: str) -> None:
        """As `mailboxes.forget_mailbox`; raises StoreReadingOnly and StoreSeatLost too."""
        self.require_writing()
        mailboxes.forget_mailbox(self._holdings, name)
        self._tidy_up()

    def last_fetch(self, mailbox: str) -> datetime | None:
        """When this mailbox was last fetched without an error (UTC), None: never."""
        with self._index.reading() as connection:
            return mailboxes.read_last_fetch(connection, mailbox)

    def record_fetch(self, mailbox: str, at: datetime, outcome: str) -> None:
        """Note the end of a fetch, also in the journal, and tidy the files up after it.

        `outcome` is "ok" or an error's reference.
        """
        with self._index.writing() as connection:
            mailboxes.write_fetch(connection, mailbox, at, outcome)
            if outcome == "ok":
                journal.write_entry(connection, actions.FETCH_DONE, None, mailbox)
            else:
                journal.write_entry(connection, actions.FETCH_FAILED, None, f"{mailbox}: {outcome}")
        self.heads.keep()
        self._tidy_up()

    def _tidy_up(self) -> None:
        sweep(self._index, self._contents)
        for database in (self._contents, self._index):
            database.checkpoint()
