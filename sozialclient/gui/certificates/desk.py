"""What the dialogs about certificates ask of the program; every call belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sozialclient.errors import SozialclientError
from sozialclient.model.certificate import CertificateFacts
from sozialclient.model.mailbox import Mailbox

if TYPE_CHECKING:
    from sozialclient.usecases.authorities import Authority
    from sozialclient.usecases.check_revocation import RevocationCheck
    from sozialclient.usecases.pins import PinChange, PinKind
    from sozialclient.usecases.workplace import Workplace

_LARGEST_FILE = 1024 * 1024


class CertificateFileUnread(SozialclientError):
    """A file chosen by the user cannot be read; parameter `cause` is the system's error number."""

    reference = "FILE-CHOSEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """What is pinned for the intermediary of a mailbox; `offered` waits for somebody's decision."""

    mailbox: str
    cipher: CertificateFacts
    signature: CertificateFacts | None
    offered: CertificateFacts | None


@dataclass(frozen=True, slots=True)
class Believed:
    """Imported authorities, oldest first, and what is pinned for each mailbox."""

    authorities: tuple[Authority, ...]
    pins: tuple[Pins, ...]

    @property
    def waiting(self) -> tuple[Pins, ...]:
        """Those whose intermediary signed with another certificate that nobody has confirmed."""
        return tuple(each for each in self.pins if each.offered is not None)


class CertificatesDesk:
    """The certificates of the open store."""

    def __init__(self, workplace: Callable[[], Workplace]) -> None:
        self._workplace = workplace

    def believed(self) -> Believed:
        """Everything the dialog shows."""
        from sozialclient.usecases.authorities import authorities

        store = self._workplace().store
        return Believed(authorities(store), tuple(_pins(mailbox) for mailbox in store.mailboxes()))

    def read_authority(self, path: Path) -> Authority:
        """The authority in a file; nothing is kept yet. Raises as `authorities.read_authority`."""
        from sozialclient.usecases.authorities import read_authority

        return read_authority(_bytes(path, _LARGEST_FILE), self._workplace().policy)

    def import_authority(self, authority: Authority, fingerprint: str) -> None:
        """Trust it from now on. Raises FingerprintUnconfirmed."""
        from sozialclient.usecases.authorities import import_authority

        workplace = self._workplace()
        import_authority(workplace.store, authority.certificate.der, workplace.policy, fingerprint=fingerprint)

    def remove_authority(self, authority: Authority) -> None:
        """Trust it no longer. Raises NoSuchAuthority."""
        from sozialclient.usecases.authorities import remove_authority

        remove_authority(self._workplace().store, authority.certificate.sha256)

    def offered(self, mailbox: str) -> PinChange:
        """What the intermediary signed with last. Raises NothingOffered."""
        from sozialclient.usecases.pins import offered_change

        return offered_change(self._workplace().store, mailbox)

    def change(self, mailbox: str, kind: PinKind, path: Path) -> PinChange:
        """What a file would change; nothing is kept yet."""
        from sozialclient.usecases.pins import change_from_file

        return change_from_file(self._workplace().store, mailbox, kind, _bytes(path, _LARGEST_FILE))

    def confirm(self, change: PinChange, fingerprint: str) -> None:
        """Believe the new certificate from now on. Raises FingerprintUnconfirmed."""
        from sozialclient.usecases.pins import confirm_change

        confirm_change(self._workplace().store, change, fingerprint)

    def list_addresses(self) -> tuple[str, ...]:
        """Addresses from which revocation lists may be fetched."""
        from sozialclient.settings import load_settings

        return load_settings(self._workplace().store.folder).crl_addresses

    def check_files(self, application_id: str, paths: Sequence[Path]) -> RevocationCheck:
        """Look the certificates of an application up in lists from files."""
        from sozialclient.crypto.revocation import LARGEST_LIST
        from sozialclient.usecases.check_revocation import check_revocation

        workplace = self._workplace()
        lists = [_bytes(path, LARGEST_LIST) for path in paths]
        return check_revocation(workplace.store, workplace.policy, application_id, lists)

    def check_downloaded(self, application_id: str, cancelled: Callable[[], bool]) -> RevocationCheck:
        """The same with lists from the allowed addresses."""
        from sozialclient.usecases.check_revocation import check_revocation, download_lists

        workplace = self._workplace()
        lists = download_lists(workplace.http, self.list_addresses(), cancelled)
        return check_revocation(workplace.store, workplace.policy, application_id, lists)


def _pins(mailbox: Mailbox) -> Pins:
    from sozialclient.crypto.certificates import read_certificate

    signature, offered = mailbox.intermediary_signature_certificate, mailbox.offered_signature_certificate
    return Pins(
        mailbox=mailbox.name, cipher=read_certificate(mailbox.intermediary_cipher_certificate),
        signature=None if signature is None else read_certificate(signature),
        offered=None if offered is None else read_certificate(offered))


def _bytes(path: Path, most: int) -> bytes:
    """At most one byte more than `most`, so that whoever limits the size refuses it."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise CertificateFileUnread(cause=error.errno or 0) from None
