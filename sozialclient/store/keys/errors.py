"""What can go wrong with the key of the store, each with its own reference."""

from __future__ import annotations

from sozialclient.store.errors import StoreError


class StorePassphraseNeeded(StoreError):
    """The store opens with a passphrase only, and nobody was asked for it yet."""

    reference = "STORE-KEY-PASSPHRASE"


class StoreKeyLocked(StoreError):
    """The store was locked; nothing is read or written until it is unlocked."""

    reference = "STORE-KEY-LOCKED"


class PassphraseWrong(StoreError):
    """The passphrase does not open the store; there is no limit of attempts."""

    reference = "STORE-KEY-PASSPHRASE-WRONG"


class PassphraseTooShort(StoreError):
    """A new passphrase has too few characters; parameter `least`."""

    reference = "STORE-KEY-PASSPHRASE-SHORT"


class RecoveryKeyMistyped(StoreError):
    """A group of the recovery key has a typing error; parameter `group` (from 1)."""

    reference = "STORE-KEY-RECOVERY-TYPO"


class RecoveryKeyIncomplete(StoreError):
    """The recovery key has too few or too many characters; parameters `found` and `needed`."""

    reference = "STORE-KEY-RECOVERY-LENGTH"


class RecoveryKeyWrong(StoreError):
    """A well-formed recovery key, but not the one this store was last given."""

    reference = "STORE-KEY-RECOVERY-WRONG"


class KeyFileForeign(StoreError):
    """None of the keys in the key file opens this store."""

    reference = "STORE-KEY-FILE-FOREIGN"


class CertificateUnfitForKey(StoreError):
    """The certificate's key can't guard the store: not RSA, or too short; parameter `bits`."""

    reference = "STORE-KEY-CERTIFICATE"


class NoWrapOfThatKind(StoreError):
    """The store has no recovery key, no passphrase or no key file that opens it; parameter `kind`."""

    reference = "STORE-KEY-NO-SUCH-WAY"


class NoPortableWrap(StoreError):
    """Only this PC can open the store, so a copy of it elsewhere would stay shut for ever."""

    reference = "STORE-KEY-NOT-PORTABLE"


class RotationShared(StoreError):
    """The key can't be changed while another program has the store open; parameter `seats`."""

    reference = "STORE-KEY-SHARED"


class RotationPending(StoreError):
    """A change of the key was interrupted; it is settled when the store is opened next."""

    reference = "STORE-KEY-PENDING"
