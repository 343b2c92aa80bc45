"""Starts the training intermediary with keys, state and a filled mailbox, and stops it cleanly."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from sozialclient.crypto.key_file import KeyFile, NoPrivateKey, open_key_file, read_pin_file
from sozialclient.crypto.key_transport import SoftwareDecryptionKey, SoftwareSigningKey
from sozialclient.demo.certificates import TrainingPki
from sozialclient.demo.intermediary import Intermediary, IntermediaryKeys
from sozialclient.demo.intermediary_turn import IntermediaryOptions
from sozialclient.demo.key_files import write_cer, write_p12
from sozialclient.demo.mailbox_state import MailboxState
from sozialclient.demo.mailbox_state_spool import spool_factory
from sozialclient.demo.plain_applications import plain_applications
from sozialclient.demo.private_file import write_private
from sozialclient.demo.sender import IntermediaryAddress, Sender, direct_exchange
from sozialclient.demo.server import OsciServer
from sozialclient.demo.training_application import TrainingApplication
from sozialclient.demo.training_set import training_set
from sozialclient.wire.spool import SpoolFactory

_FILLED = "training.filled"
_GRACE = 5.0
Fill = int | Literal["training"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingIntermediaryOptions:
    """What to start; port 0 picks a free one.

    `fill` puts in so many sound applications of about 60 KB, or the training set (once for a
    state; with the one of 100 MB if `with_large`). `cipher_p12`, `signature_p12` and `pin_file`
    replace the generated keys of the intermediary, all three together; `key_bits` is for tests.
    """

    state: Path
    host: str = "127.0.0.1"
    port: int = 0
    fill: Fill | None = None
    with_large: bool = False
    seed: int = 1
    cipher_p12: Path | None = None
    signature_p12: Path | None = None
    pin_file: Path | None = None
    key_bits: int = 3072
    behaviour: IntermediaryOptions = field(default_factory=IntermediaryOptions)


class TrainingClock:
    """The intermediary's clock; `at` holds it still while applications of the past come in."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def __call__(self) -> datetime:
        """The time in UTC."""
        return self.at or datetime.now(UTC)


class RunningIntermediary:
    """A served training intermediary.

    `pki` is the generated hierarchy, None with given keys and nothing to fill in; `p12` and
    `pin_file` then belong to the office of that hierarchy, and `root_certificate` and
    `authority_certificate` are its own. `sender()` and `put()` fill its mailbox.
    """

    def __init__(
        self, options: TrainingIntermediaryOptions, keys: IntermediaryKeys, pki: TrainingPki | None
    ) -> None:
        self.pki = pki
        self.p12: Path | None = None
        self.pin_file: Path | None = None
        self.cipher_certificate = options.state / "intermediary-cipher.cer"
        self.signature_certificate = options.state / "intermediary-signature.cer"
        self.root_certificate: Path | None = None
        self.authority_certificate: Path | None = None
        self.state = MailboxState(options.state)
        self.clock = TrainingClock()
        self.spools: SpoolFactory = spool_factory(options.state / "work")
        self.intermediary = Intermediary(keys, self.state, options.behaviour, clock=self.clock)
        self._cipher = keys.decryption[0].certificate_der
        self._signature = keys.signing.certificate_der
        self._server: OsciServer | None = None
        self._thread: threading.Thread | None = None

    def listen(self, host: str, port: int) -> None:
        """Serve in a thread of its own; raises OSError when the address is taken."""
        self._server = OsciServer((host, port), self.intermediary, self.spools)
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, kwargs={"poll_interval": 0.1}, daemon=True, name="intermediary")
        self._thread.start()

    @property
    def url(self) -> str:
        """Where clients post to."""
        assert self._server is not None  # only a listening one is handed out
        return self._server.url

    def sender(self, addressee: bytes | None = None) -> Sender:
        """Someone who delivers without a network; needs the generated hierarchy."""
        assert self.pki is not None  # without it there is nobody to send as
        address = IntermediaryAddress(
            self._cipher, self._signature, direct_exchange(self.intermediary, self.spools)
        )
        return Sender(self.pki, address, self.spools, addressee=addressee, encrypted=False)

    def put(
        self, applications: Iterable[TrainingApplication], progress: Callable[[int], None] = lambda count: None
    ) -> tuple[str, ...]:
        """Deliver `applications` as of their own time; gives their message ids.

        Not while clients are at work: they would see that time too.
        """
        sender, message_ids = self.sender(), []
        try:
            for application in applications:
                self.clock.at = application.created_at
                message_ids.append(sender.send(application))
                progress(len(message_ids))
        finally:
            self.clock.at = None
        return tuple(message_ids)

    def stop(self) -> None:
        """Answer what is under way, then end; twice is allowed."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.finish_requests(_GRACE)
            server.server_close()
            self.state.close()


def start_training_intermediary(options: TrainingIntermediaryOptions) -> RunningIntermediary:
    """Start with the keys and the state in `options.state`, which are made on first use.

    Raises OSError (address taken, folder not writable), the errors of `key_file` for given keys,
    TrainingPkiDamaged, TrainingStateUnknown.
    """
    options.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    given = _given_keys(options)
    pki = None
    if given is None or options.fill is not None:
        pki = TrainingPki.create(options.state / "pki", key_bits=options.key_bits)
    keys = given or _training_keys(pki)
    if pki is not None:
        keys = IntermediaryKeys(keys.decryption, keys.signing, (*keys.authorities, pki.root.der, pki.ca.der))
    running = RunningIntermediary(options, keys, pki)
    write_cer(running.cipher_certificate, keys.decryption[0].certificate_der)
    write_cer(running.signature_certificate, keys.signing.certificate_der)
    try:
        if pki is not None:
            running.p12, running.pin_file = _office_key_file(options.state, pki)
            running.root_certificate, running.authority_certificate = _authority_files(options.state, pki)
        if options.fill is not None:
            _fill(running, options)
        running.listen(options.host, options.port)
    except BaseException:
        running.state.close()
        raise
    return running


def _authority_files(state: Path, pki: TrainingPki) -> tuple[Path, Path]:
    root, authority = state / "root.cer", state / "authority.cer"
    write_cer(root, pki.root.der)
    write_cer(authority, pki.ca.der)
    return root, authority


def _training_keys(pki: TrainingPki | None) -> IntermediaryKeys:
    assert pki is not None  # made whenever no keys were given
    cipher, signature = pki.intermediary_cipher, pki.intermediary_signature
    return IntermediaryKeys(
        (SoftwareDecryptionKey(cipher.der, cipher.private_key),),
        SoftwareSigningKey(signature.der, signature.private_key),
    )


def _given_keys(options: TrainingIntermediaryOptions) -> IntermediaryKeys | None:
    files = (options.cipher_p12, options.signature_p12)
    if files == (None, None):
        return None
    pin = "" if options.pin_file is None else read_pin_file(options.pin_file.read_bytes())
    cipher_file, signature_file = (_opened(path or next(filter(None, files)), pin) for path in files)
    signature = signature_file.signature_identity()
    ciphers = cipher_file.cipher_identities()
    if signature is None or not ciphers:
        raise NoPrivateKey()
    chain = {facts.der for file in (cipher_file, signature_file) for facts in file.chain}
    return IntermediaryKeys(
        tuple(identity.decryption_key() for identity in ciphers), signature.signing_key(), tuple(sorted(chain))
    )


def _opened(path: Path, pin: str) -> KeyFile:
    return open_key_file(path.read_bytes(), pin)


def _fill(running: RunningIntermediary, options: TrainingIntermediaryOptions) -> None:
    filled = options.state / _FILLED
    now = datetime.now(UTC)
    if isinstance(options.fill, int):
        first = running.state.total() + options.seed
        running.put(plain_applications(options.fill, first, latest=now - timedelta(minutes=1)))
    elif not filled.exists():
        # Until yesterday, so that none arrives in the future.
        last_day = (now - timedelta(days=1)).date()
        running.put(training_set(options.seed, with_large=options.with_large, today=last_day))
        filled.touch()


def _office_key_file(state: Path, pki: TrainingPki) -> tuple[Path, Path]:
    """The office's key file and the PIN beside it, made once."""
    p12, pin_file = state / "office.p12", state / "office.pin"
    if not (p12.exists() and pin_file.exists()):
        pin = secrets.token_urlsafe(9)
        write_private(pin_file, pin.encode("ascii"))
        write_p12(p12, pki.office, pin, chain=pki.chain)
    return p12, pin_file

