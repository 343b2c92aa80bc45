"""The program as a process of its own, on a data folder prepared for it."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from sozialclient.demo.intermediary_start import TrainingIntermediaryOptions, start_training_intermediary
from sozialclient.demo.key_files import write_p12
from sozialclient.usecases.add_mailbox import MailboxForm, add_mailbox
from sozialclient.usecases.workplace import Workplace
from tests.conftest import CHECKOUT
from tests.e2e.place import DIRECT, NAME
from tests.mailbox_rig import training_pki

PIN = "1234-Übung"


@cache
def office_p12() -> bytes:
    """The office's key file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "office.p12"
        write_p12(path, training_pki().office, PIN)
        return path.read_bytes()


@cache
def _training_state() -> Path:
    folder = Path(mkdtemp(prefix="sozialclient-test-training-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    options = TrainingIntermediaryOptions(state=folder / "state", fill="training", key_bits=2048)
    start_training_intermediary(options).stop()
    return folder / "state"


def copy_training_state(folder: Path) -> None:
    """Put the state of an intermediary with the training set and short keys into `folder`; made once, copied."""
    shutil.copytree(_training_state(), folder)


def prepare(folder: Path, url: str) -> None:
    """A data folder with the mailbox set up and its PIN kept."""
    pki = training_pki()
    workplace = Workplace.open(folder, self_contained=True, net=DIRECT)
    form = MailboxForm(
        name=NAME, url=url, intermediary_cipher=pki.intermediary_cipher.der,
        intermediary_signature=pki.intermediary_signature.der, key_file=office_p12(), pin=PIN,
    )
    workplace.remember_pin(add_mailbox(workplace.store, form), PIN)
    workplace.close()


def _allow_core_dumps() -> None:
    """As on a PC whose administrator wants them."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@dataclass
class Program:
    """Runs commands with a home, a working directory and a temporary folder of their own."""

    place: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    core_dumps: bool = False

    def start(self, *arguments: str, before: Sequence[str] = ()) -> subprocess.Popen[str]:
        """Start; `before` goes in front of the interpreter."""
        return self.start_command([*before, sys.executable, "-m", "sozialclient", *arguments])

    def start_command(self, command: Sequence[str]) -> subprocess.Popen[str]:
        """Start something else in the same surroundings."""
        for name in ("home", "cwd", "tmp"):
            (self.place / name).mkdir(parents=True, exist_ok=True)
        environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": str(self.place / "home"), "TMPDIR": str(self.place / "tmp"),
            "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen",
            "NO_PROXY": "127.0.0.1", **self.environment,
        }
        return subprocess.Popen(
            [*command], cwd=self.place / "cwd", env=environment,
            preexec_fn=_allow_core_dumps if self.core_dumps else None,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )

    def run(self, *arguments: str, timeout: float = 60) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=timeout)
        return process.returncode, out, err

    def json(self, *arguments: str) -> object:
        """The JSON of a command that has to succeed."""
        code, out, err = self.run(*arguments)
        assert code == 0, (out, err)
        return json.loads(out)

    def left_behind(self) -> list[str]:
        """Everything written outside the named folders."""
        return sorted(
            path.relative_to(self.place).as_posix()
            for name in ("home", "cwd", "tmp")
            for path in (self.place / name).rglob("*")
        )
