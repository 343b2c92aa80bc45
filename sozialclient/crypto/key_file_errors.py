"""What can be wrong with a key file or PIN, each under its own reference."""

from __future__ import annotations

from sozialclient.errors import SozialclientError


class KeyFileError(SozialclientError):
    """Any reason why a key file did not open."""

    reference = "KEY-DAMAGED"


class WrongPin(KeyFileError):
    """The structure is sound but its check sum does not fit the PIN (a changed byte can look the same)."""

    reference = "KEY-PIN"


class KeyFileDamaged(KeyFileError):
    """It began as a PKCS#12 file, but is cut off or garbled."""

    reference = "KEY-DAMAGED"


class NotAKeyFile(KeyFileError):
    """Something else than PKCS#12: PEM, a certificate, a document."""

    reference = "KEY-NOT-A-KEY-FILE"


class KeyFileTooLarge(KeyFileError):
    """Larger than any key file; parameters `size` and `limit` in bytes."""

    reference = "KEY-TOO-LARGE"


class KeyFileUnsupported(KeyFileError):
    """A sound file that needs something we do not do; parameter `feature`."""

    reference = "KEY-UNSUPPORTED"


class NoPrivateKey(KeyFileError):
    """Certificates only."""

    reference = "KEY-NO-PRIVATE-KEY"


class NoCertificate(KeyFileError):
    """A private key, but no certificate that belongs to it; `certificates` counts the others."""

    reference = "KEY-NO-CERTIFICATE"


class PinFileDamaged(SozialclientError):
    """The PIN file is empty, too long, not UTF-8 or has more than one line; parameter `size` in bytes."""

    reference = "KEY-PIN-FILE"
