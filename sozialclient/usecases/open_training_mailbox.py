"""Start the training intermediary beside the program and set its mailbox up here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sozialclient.crypto.certificates import certificate_from_file, read_certificate
from sozialclient.errors import SozialclientError
from sozialclient.model.mailbox import Mailbox
from sozialclient.usecases.add_mailbox import MailboxForm, read_mailbox_form
from sozialclient.usecases.authorities import import_authority
from sozialclient.usecases.workplace import Workplace

TRAINING_MAILBOX = "Übungspostfach"
_PATIENCE = 10


class TrainingNotStarted(SozialclientError):
    """The training intermediary did not come up; parameter `code` is its exit code."""

    reference = "DEMO-NOT-STARTED"


@dataclass(frozen=True, slots=True)
class TrainingIntermediary:
    """A training intermediary in a process of its own: where it listens and what belongs to it."""

    process: subprocess.Popen[str]
    url: str
    cipher_certificate: Path
    signature_certificate: Path
    p12: Path
    pin_file: Path
    authorities: tuple[Path, ...]

    def stop(self) -> None:
        """End the process; it answers what is under way first. Twice is allowed."""
        _end(self.process)


def start_training(state: Path, *, fill: str = "training", large: bool = False) -> TrainingIntermediary:
    """Start with keys and mailbox kept in `state`; blocks until it listens. Raises TrainingNotStarted."""
    command = [sys.executable, "-m", "sozialclient", "--data", str(state / "client"), "intermediary"]
    command += ["--listen", "127.0.0.1:0", "--state", str(state), "--fill", fill, *(["--large"] if large else [])]
    # It holds the other end of our pipe, so it ends with this process however that ends.
    command.append("--while-stdin-open")
    # The child must find the package also when the program runs from a checkout.
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (package, os.environ.get("PYTHONPATH", "")) if part)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        return TrainingIntermediary(
            process=process,
            url=facts["url"],
            cipher_certificate=Path(facts["cipher_certificate"]),
            signature_certificate=Path(facts["signature_certificate"]),
            p12=Path(facts["p12"]),
            pin_file=Path(facts["pin_file"]),
            authorities=(Path(facts["root_certificate"]), Path(facts["authority_certificate"])),
        )
    except (ValueError, KeyError):
        raise TrainingNotStarted(code=_end(process)) from None
    except BaseException:
        _end(process)
        raise


def _end(process: subprocess.Popen[str]) -> int:
    """End a child politely, then for certain; gives its exit code."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    return process.wait()


def add_training_mailbox(workplace: Workplace, training: TrainingIntermediary) -> Mailbox:
    """Set the training mailbox up, or bring it up to date: its port is another one at each start.

    Its PIN is kept, so that practising needs none. Its authorities count for training mailboxes alone.
    """
    pin = training.pin_file.read_text(encoding="utf-8")
    form = MailboxForm(
        name=TRAINING_MAILBOX,
        url=training.url,
        intermediary_cipher=training.cipher_certificate.read_bytes(),
        intermediary_signature=training.signature_certificate.read_bytes(),
        key_file=training.p12.read_bytes(),
        pin=pin,
        training=True,
    )
    for file in training.authorities:
        data = file.read_bytes()
        # Our own root, made on this PC a moment ago: there is nobody to ask for its fingerprint.
        fingerprint = read_certificate(certificate_from_file(data)).sha256
        import_authority(workplace.store, data, workplace.policy, fingerprint=fingerprint, training=True)
    return workplace.remember_pin(read_mailbox_form(form), pin)
