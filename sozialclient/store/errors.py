"""What can go wrong with the local store, each with its own reference."""

from __future__ import annotations

from sozialclient.errors import LocalFault


class StoreError(LocalFault):
    """Any failure of the local store; nothing that was reported as stored is touched by it."""

    reference = "STORE-FAILED"


class StoreLocked(StoreError):
    """Another PC has the store open; parameters `host`, `user` (who works there) and `since` (local time)."""

    reference = "STORE-LOCKED"


class StoreReadingOnly(StoreError):
    """This seat only reads, because another PC has the store open; parameters as of StoreLocked."""

    reference = "STORE-READING-ONLY"


class StoreReadingBusy(StoreError):
    """What a reading seat wanted is just being written at the other PC; nothing is wrong with it."""

    reference = "STORE-READING-BUSY"


class StoreSeatLost(StoreError):
    """The data folder is out of reach, or another PC took the seat while this one was asleep; nothing was written."""

    reference = "STORE-SEAT-LOST"


class StoreFolderUnsuitable(StoreError):
    """No store can be made where the data folder lies; parameter `reason` as in `FolderKind`."""

    reference = "STORE-FOLDER"


class StoreFolderGone(StoreError):
    """The drive or share the data folder lies on is not there; parameter `code` is the errno name."""

    reference = "STORE-FOLDER-GONE"


class StoreNoSharedMemory(StoreError):
    """The file system of the data folder has no shared memory, so no two connections could agree on the WAL."""

    reference = "STORE-NO-SHARED-MEMORY"


class StoreNewer(StoreError):
    """The store was written by a newer program; parameters `found` and `known` (schema versions)."""

    reference = "STORE-NEWER"


class StoreDamaged(StoreError):
    """Stored bytes are not what was written; parameter `part` says where."""

    reference = "STORE-DAMAGED"


class StoreKeyMissing(StoreError):
    """The store is there but the key that opens it is not; parameter `kind` as in `KeyKind`."""

    reference = "STORE-KEY-MISSING"


class StoreKeyWrong(StoreError):
    """A key was found that does not belong to this store; parameter `kind` as in `KeyKind`."""

    reference = "STORE-KEY-WRONG"


class StoreFull(StoreError):
    """The disk had no room for what should be written; nothing of it was kept."""

    reference = "STORE-FULL"


class StoreNoRoom(StoreFull):
    """The disk has too little room to begin; parameters `needed` and `free` in MB (10^6 bytes)."""

    reference = "STORE-NO-ROOM"


class StoreReadOnly(StoreError):
    """The data folder can't be written to."""

    reference = "STORE-READ-ONLY"


class StoreInputOutput(StoreError):
    """The disk refused to read or write; parameter `code` is an SQLite result or errno name."""

    reference = "STORE-IO"


class StoreBusy(StoreError):
    """Another process of this PC held the store for too long."""

    reference = "STORE-BUSY"


class StoreUnsafe(StoreError):
    """The database did not take a setting that durability rests on; parameter `setting`."""

    reference = "STORE-UNSAFE"


class FetchRunning(StoreError):
    """The mailbox is being fetched by another process; parameters `host` and `since` (local time)."""

    reference = "STORE-FETCH-RUNNING"


class StoreNoSuchApplication(StoreError):
    """No application has this id; parameter `application`."""

    reference = "STORE-NO-SUCH-APPLICATION"


class StoreNoSuchContent(StoreError):
    """The application holds no bytes under this key; parameter `application`."""

    reference = "STORE-NO-SUCH-CONTENT"


class StoreNoSuchMailbox(StoreError):
    """No mailbox has this name."""

    reference = "STORE-NO-SUCH-MAILBOX"


class StoreIncomplete(StoreError):
    """The bytes handed over are not those the delivery names, so nothing was stored.

    Parameter `reason`: `missing`, `size` or `digest`; `content` is the content's number.
    """

    reference = "STORE-INCOMPLETE"
