"""Runs commands within the test process, against a mailbox that was set up and fetched by commands too."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sozialclient.cli.main import main
from sozialclient.demo.key_files import write_p12
from sozialclient.demo.training_application import Quirk
from sozialclient.demo.training_set import training_set
from tests.e2e.place import Hub, hub, three_applications
from tests.e2e.program import PIN, office_p12
from tests.mailbox_rig import training_pki


class Window:
    """Stands where the desktop program would; remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []

    def show(self, data: Path | None) -> int:
        self.asked.append(("show", data))
        return 0

    def picture(self, data: Path, target: Path) -> None:
        self.asked.append(("picture", target))

    def screens(self, target: Path) -> int:
        self.asked.append(("screens", target))
        return 0


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on standard output."""
        assert self.err == ""
        return json.loads(self.out)


def run(*arguments: object, window: Window | None = None) -> Answer:
    """One command; usage errors give their exit code too."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments], window or Window())
        except SystemExit as end:
            code = int(end.code or 0)
    return Answer(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Files:
    """What an office has on disk to set a mailbox up."""

    folder: Path

    @property
    def p12(self) -> Path:
        return self.folder / "office.p12"

    @property
    def pin(self) -> Path:
        return self.folder / "office.pin"

    def add(self, data: Path, url: str, name: str = "Sozialamt") -> list[object]:
        """Arguments that set the mailbox up."""
        return ["--data", data, "mailbox", "add", name, "--url", url, "--intermediary-cipher", self.folder / "c.cer",
                "--intermediary-signature", self.folder / "s.pem", "--p12", self.p12, "--pin-file", self.pin]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Key file, PIN file and certificates, one of them as PEM."""
    folder, pki = tmp_path_factory.mktemp("files"), training_pki()
    (folder / "office.p12").write_bytes(office_p12())
    (folder / "office.pin").write_text(PIN + "\r\n", encoding="utf-8-sig", newline="")
    (folder / "c.cer").write_bytes(pki.intermediary_cipher.der)
    (folder / "s.pem").write_bytes(pki.intermediary_signature.certificate.public_bytes(Encoding.PEM))
    write_p12(folder / "stranger.p12", pki.other_office, PIN)
    write_p12(folder / "signature.p12", pki.office_signature, PIN)
    return Files(folder)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A mailbox with three sound applications, one with a broken signature and one for another reader."""
    odd = (Quirk.BROKEN_AUTHOR_SIGNATURE, Quirk.OTHER_READER)
    with hub(tmp_path_factory.mktemp("hub")) as made:
        chosen = [each for each in training_set(1, with_large=False) if each.quirks & set(odd)]
        made.put([*chosen, *three_applications()])
        yield made


@dataclass(frozen=True)
class Office:
    """A data folder after `mailbox add` and `fetch`, and what these said."""

    data: Path
    added: Answer
    fetched: Answer

    def run(self, *arguments: object) -> Answer:
        return run("--data", self.data, *arguments)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, files: Files, running: Hub) -> Office:
    """Five applications, fetched."""
    data = tmp_path_factory.mktemp("office") / "data"
    added = run(*files.add(data, running.url), "--training", "--json")
    return Office(data, added, run("--data", data, "fetch", "Sozialamt", "--json"))
