"""Keeps the key of the store: random, made once, and reached by several ways."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sozialclient.crypto.key_file import open_key_file
from sozialclient.crypto.key_transport import DecryptionKey
from sozialclient.store.errors import StoreKeyMissing, StoreKeyWrong
from sozialclient.store.keys import wraps
from sozialclient.store.keys.errors import (
    KeyFileForeign,
    NoPortableWrap,
    PassphraseWrong,
    RecoveryKeyWrong,
    RotationPending,
    StoreKeyLocked,
    StorePassphraseNeeded,
)
from sozialclient.store.keys.key_file import (
    SYSTEM,
    VERSION,
    KeyFile,
    KeyKind,
    NextKey,
    Wrap,
    encoded_key_file,
    write_key_file,
)
from sozialclient.store.keys.ledger import KeyLedger
from sozialclient.store.keys.recovery_key import new_recovery_key, typed_recovery_key
from sozialclient.store.keys.store_key import StoreKey
from sozialclient.store.keys.system_wraps import forget, opened_here, system_wrap
from sozialclient.store.keys.ways import (
    KeyWay,
    Opener,
    is_of_mailbox,
    is_replaced,
    next_key,
    opener_with_keys,
    opener_with_private,
    way_of,
)


class KeyVault:
    """The 256-bit key of the store in `folder`.

    `self_contained` keeps the key in a file inside the folder, so that nothing outside is
    touched; otherwise the key ring of the system is asked first, then DPAPI. There are no
    limits of attempts: whoever can try has the files anyway.
    """

    def __init__(self, folder: Path, *, self_contained: bool = False) -> None:
        self._folder = folder
        self._ledger = KeyLedger(folder)
        self._self_contained = self_contained
        self._current: StoreKey | None = None
        self._next: StoreKey | None = None
        self._file: KeyFile | None = None
        self._kind: KeyKind | None = None
        self._shut = False

    @property
    def self_contained(self) -> bool:
        """Whether everything outside the folder is left alone."""
        return self._self_contained

    @property
    def kind(self) -> KeyKind:
        """The way by which the key was reached. Raises as `unlock`."""
        self._key()
        return self._kind or KeyKind.FILE

    @property
    def kinds(self) -> tuple[KeyKind, ...]:
        """The ways there are, each once; needs no key. Raises StoreDamaged, StoreNewer."""
        return tuple(dict.fromkeys(way.kind for way in self.ways))

    @property
    def ways(self) -> tuple[KeyWay, ...]:
        """All ways to the key, for showing. Raises StoreDamaged, StoreNewer."""
        file = self._ledger.read()
        return () if file is None else tuple(way_of(file, wrap, self._current) for wrap in file.wraps)

    @property
    def store_id(self) -> str:
        """Names the store on its recovery sheet, empty before it has a key. Raises StoreDamaged, StoreNewer."""
        file = self._ledger.read()
        return "" if file is None else file.store

    @property
    def portable(self) -> bool:
        """Whether there is a way that works on another PC. Raises StoreDamaged, StoreNewer."""
        return any(kind not in SYSTEM for kind in self.kinds)

    @property
    def locked(self) -> bool:
        """Whether no key is in memory."""
        return self._current is None

    @property
    def in_use(self) -> bool:
        """Whether a store was made with this key; False also when there is no key yet."""
        self._file = self._file or self._ledger.read()
        return self._file is not None and self._file.in_use

    def create(self) -> None:
        """Make a key if there is none. Raises StoreFull, StoreReadOnly, StoreInputOutput, StoreDamaged."""
        if self._ledger.read() is not None:
            return
        key, store = StoreKey.random(), wraps.new_store_id()
        wrap = system_wrap(store, key.raw, self_contained=self._self_contained)
        write_key_file(self._folder, KeyFile(store=store, check=key.check, wraps=(wrap,)))
        key.erase()

    def unlock(self) -> None:
        """Fetch the key by a way that asks nobody.

        Raises StorePassphraseNeeded, StoreKeyMissing (another PC or account, a restored copy),
        StoreKeyWrong, StoreDamaged, StoreNewer. After the first three `unlock_with_…` helps.
        """
        if self._current is not None:
            return
        file = self._ledger.required()
        here = [wrap for wrap in file.wraps if wrap.kind in SYSTEM]
        if not here and any(wrap.kind is KeyKind.PASSPHRASE for wrap in file.wraps):
            raise StorePassphraseNeeded()
        kind = here[0].kind if here else KeyKind.FILE
        self._open(file, lambda wrap: opened_here(file.store, wrap), StoreKeyMissing(kind=kind.value))

    def refresh(self) -> None:
        """Fetch the key anew where another program changed it meanwhile. Raises as `unlock`."""
        if self._current is not None and not self._current.fits(self._ledger.required().check):
            self._current.erase()
            self._current = None
        self._key()

    def unlock_with_key_file(self, p12: bytes, pin: str) -> None:
        """Fetch the key with a key file of the office. Raises key-file errors and as `unlock_with_keys`."""
        identities = open_key_file(p12, pin).identities
        self.unlock_with_keys(
            [identity.decryption_key() for identity in identities if identity.certificate.key_type == "RSA"]
        )

    def unlock_with_keys(self, keys: Sequence[DecryptionKey]) -> None:
        """Fetch the key with private keys. Raises KeyFileForeign, NoWrapOfThatKind, StoreKeyWrong, StoreDamaged."""
        file = self._ledger.with_way(KeyKind.CERTIFICATE)
        self._open(file, opener_with_keys(keys), KeyFileForeign())
        self._settle_in()

    def unlock_with_recovery_key(self, text: str) -> None:
        """Fetch the key with the printed recovery key.

        Raises RecoveryKeyIncomplete, RecoveryKeyMistyped, RecoveryKeyWrong, NoWrapOfThatKind, StoreDamaged.
        """
        typed = typed_recovery_key(text)
        file = self._ledger.with_way(KeyKind.RECOVERY)
        private = wraps.private_from_recovery(file.store, typed)
        opener = opener_with_private(file.store, KeyKind.RECOVERY, lambda _wrap: private)
        self._open(file, opener, RecoveryKeyWrong())
        self._settle_in()

    def unlock_with_passphrase(self, text: str) -> None:
        """Fetch the key with the passphrase; takes about a second. Raises PassphraseWrong, NoWrapOfThatKind."""
        file = self._ledger.with_way(KeyKind.PASSPHRASE)
        opener = opener_with_private(
            file.store, KeyKind.PASSPHRASE, lambda wrap: wraps.private_from_passphrase(text, wrap.salt, wrap.cost)
        )
        self._open(file, opener, PassphraseWrong())

    def lock(self) -> None:
        """Forget the key; everything that needs it raises StoreKeyLocked until `unlock…` is called. Twice is fine."""
        self._shut = True
        for key in (self._current, self._next):
            if key is not None:
                key.erase()
        self._current = self._next = self._file = None

    def add_certificate(self, der: bytes, label: str) -> None:
        """Let the owner of a certificate open the store; replaces an older one of the same `label`.

        Raises CertificateUnfitForKey, CertificateUnreadable, and the errors of the disk.
        """
        if self.has_certificate(der, label):
            return
        key = self._key()

        def change(file: KeyFile) -> tuple[Wrap, ...]:
            added = wraps.certificate_wrap(file.store, key.raw, der, label)
            return (*(wrap for wrap in file.wraps if not is_of_mailbox(wrap, label)), added)

        self._change(change)

    def has_certificate(self, der: bytes, label: str) -> bool:
        """Whether `add_certificate` was done already."""
        return any(
            (way.kind, way.label, way.certificate) == (KeyKind.CERTIFICATE, label, der) and way.genuine is not False
            for way in self.ways
        )

    def remove_certificate(self, label: str) -> None:
        """Take the way of a mailbox away; nothing happens when there is none."""
        if any(way.kind is KeyKind.CERTIFICATE and way.label == label for way in self.ways):
            self._change(lambda file: tuple(wrap for wrap in file.wraps if not is_of_mailbox(wrap, label)))

    def create_recovery_key(self) -> str:
        """A new recovery key to be printed; from now on it opens the store and an older one does not."""
        text = new_recovery_key()
        self.keep_recovery_key(text)
        return text

    def keep_recovery_key(self, text: str) -> None:
        """Let a key of `new_recovery_key` open the store, once its owner has it. Raises as `typed_recovery_key`."""
        typed, key = typed_recovery_key(text), self._key()
        self._replace(KeyKind.RECOVERY, lambda file: wraps.recovery_wrap(file.store, key.raw, typed))

    def set_passphrase(self, text: str) -> None:
        """From now on the store opens with a passphrase, on this PC too, and asks for it at each start.

        The ways of all PCs are taken away; those with key file and recovery key stay. What the
        disk kept of the old `key.json` leads to the key until the next rotation. Raises PassphraseTooShort.
        """
        key = self._key()

        def change(file: KeyFile) -> tuple[Wrap, ...]:
            kept = (wrap for wrap in file.wraps if wrap.kind not in SYSTEM and wrap.kind is not KeyKind.PASSPHRASE)
            return (wraps.passphrase_wrap(file.store, key.raw, text), *kept)

        self._change(change)
        self._kind = KeyKind.PASSPHRASE

    def clear_passphrase(self) -> None:
        """Let this PC open the store by itself again and forget the passphrase."""
        key = self._key()

        def change(file: KeyFile) -> tuple[Wrap, ...]:
            kept = (wrap for wrap in file.wraps if wrap.kind not in SYSTEM and wrap.kind is not KeyKind.PASSPHRASE)
            return (system_wrap(file.store, key.raw, self_contained=self._self_contained), *kept)

        self._change(change)

    def portable_key_file(self) -> bytes:
        """The key file for a copy of the store elsewhere: only ways that work on any PC.

        Raises NoPortableWrap when there is none (a recovery key helps), RotationPending, and as `unlock`.
        """
        key, file = self._key(), self._ledger.required()
        if file.next is not None:
            raise RotationPending()
        kept = tuple(w for w in file.wraps if w.kind not in SYSTEM and wraps.is_genuine(file.store, key.raw, w))
        if not kept:
            raise NoPortableWrap()
        return encoded_key_file(dataclasses.replace(file, version=VERSION, wraps=kept))

    def mark_in_use(self) -> None:
        """Note that data hangs on the key: a store that is missing from now on was lost, not never made."""
        self._key()
        if self._ledger.required().in_use:
            return
        with self._ledger.changing() as file:
            self._write(dataclasses.replace(file, in_use=True))

    def subkey(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose, derived with HKDF-SHA-256 (RFC 5869). Raises as `unlock`, StoreKeyLocked."""
        return self._key().subkey(purpose)

    def wrap(self, purpose: str, secret: bytes) -> bytes:
        """`secret` sealed (AES-256-GCM) for `unwrap` with the same purpose."""
        return self._key().wrap(purpose, secret)

    def unwrap(self, purpose: str, wrapped: bytes) -> bytes:
        """The secret given to `wrap`. Raises StoreDamaged when it was changed or is for another purpose."""
        return self._key().unwrap(purpose, wrapped)

    @property
    def pending(self) -> bool:
        """Whether a rotation was begun and not finished; the index decides which key it is."""
        self._key()
        return self._file is not None and self._file.next is not None

    @property
    def next_key(self) -> StoreKey | None:
        """The key a pending rotation leads to, None when there is none or this way does not lead to it."""
        return self._next

    def current_key(self) -> StoreKey:
        """The key itself, for a rotation. Raises as `unlock`, StoreKeyLocked."""
        return self._key()

    def announce(self, new: StoreKey) -> None:
        """Write down how `new` is reached, beside the current key. Every genuine way leads to both."""
        key = self._key()
        with self._ledger.changing() as file:
            if file.next is not None:
                raise RotationPending()
            carried = tuple(self._carried(file, key, new))
            self._write(dataclasses.replace(file, version=VERSION, next=NextKey(new.check, carried)))
        self._next = new

    def settle(self, *, use_next: bool) -> None:
        """End a rotation: the index is under the next key, or still under the current one."""
        with self._ledger.changing() as file:
            if file.next is None:
                # Another program came first and found the same.
                self._file = file
                self.adopt(use_next=self._next is not None and self._next.fits(file.check))
                return
            left: tuple[Wrap, ...] = ()
            if use_next:
                left, file = file.wraps, dataclasses.replace(file, check=file.next.check, wraps=file.next.wraps)
            self._write(dataclasses.replace(file, next=None))
        self.adopt(use_next=use_next)
        kept = {wrap.public for wrap in file.wraps}
        for wrap in left:
            if wrap.public not in kept or not wrap.public:
                forget(file.store, wrap)

    def adopt(self, *, use_next: bool) -> None:
        """Work with the next key from now on, or drop it."""
        if self._next is not None:
            if use_next:
                self._current, self._next = self._next, self._current
            if self._next is not None:
                self._next.erase()
        self._next = None

    def _key(self) -> StoreKey:
        if self._current is None:
            if self._shut:
                raise StoreKeyLocked()
            self.unlock()
        if self._current is None:
            raise StoreKeyLocked()
        return self._current

    def _open(self, file: KeyFile, opener: Opener, refused: Exception) -> None:
        wrong: KeyKind | None = None
        for wrap in file.wraps:
            raw = opener(wrap)
            if raw is None:
                continue
            key = StoreKey(raw)
            if key.fits(file.check):
                self._current, self._file, self._kind, self._shut = key, file, wrap.kind, False
                self._next = next_key(file, opener)
                return
            wrong = wrap.kind
        raise refused if wrong is None else StoreKeyWrong(kind=wrong.value)

    def _settle_in(self) -> None:
        """After a way from elsewhere this PC gets a way of its own, unless a passphrase is wanted."""
        key, file = self._key(), self._ledger.required()
        if file.next is not None or any(wrap.kind is KeyKind.PASSPHRASE for wrap in file.wraps):
            return
        if any(opened_here(file.store, wrap) == bytes(key.raw) for wrap in file.wraps):
            return

        def change(file: KeyFile) -> tuple[Wrap, ...]:
            # A file leads every PC astray that does not hold this very key.
            kept = (wrap for wrap in file.wraps if wrap.kind is not KeyKind.FILE)
            return (system_wrap(file.store, key.raw, self_contained=self._self_contained), *kept)

        self._change(change)

    def _carried(self, file: KeyFile, key: StoreKey, new: StoreKey) -> Iterator[Wrap]:
        genuine = [wrap for wrap in file.wraps if wraps.is_genuine(file.store, key.raw, wrap)]
        for wrap in file.wraps:
            if wrap in genuine:
                if not is_replaced(wrap, genuine):
                    yield wraps.refilled(file.store, new.raw, wrap)
            elif opened_here(file.store, wrap) == bytes(key.raw):
                # Of version 1, where the system holds the store key itself.
                yield system_wrap(file.store, new.raw, self_contained=self._self_contained)

    def _replace(self, kind: KeyKind, make: Callable[[KeyFile], Wrap]) -> None:
        self._change(lambda file: (*(wrap for wrap in file.wraps if wrap.kind is not kind), make(file)))

    def _change(self, change: Callable[[KeyFile], tuple[Wrap, ...]]) -> None:
        with self._ledger.changing() as file:
            if file.next is not None:
                raise RotationPending()
            changed = change(file)
            self._write(dataclasses.replace(file, version=VERSION, wraps=changed))
        kept = {wrap.public for wrap in changed}
        for wrap in file.wraps:
            if wrap.kind in SYSTEM and wrap.public not in kept:
                forget(file.store, wrap)

    def _write(self, file: KeyFile) -> None:
        write_key_file(self._folder, file)
        self._file = file
