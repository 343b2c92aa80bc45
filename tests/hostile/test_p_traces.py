"""Nothing of a citizen is found outside the store and the export folder, after a whole day with crashes.

What is searched: every file below a home, a temporary folder and a data folder of the program's own,
the names of the files, what every process said, and what it was called with. The memory of a running
process is not searched: there the data has to be.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sozialclient.demo.key_files import write_p12
from tests.e2e import canaries
from tests.e2e.canaries import Planted, Scan, needles, plant, spellings
from tests.e2e.other_place import other_place
from tests.e2e.place import NAME, Hub, hub
from tests.e2e.program import Program
from tests.hostile.rows import guarded_by
from tests.mailbox_rig import training_pki

DAY = ("fetch", "read", "search", "copy", "export", "state", "worker_fault", "window_fault",
       "store_menu", "looks", "lock")


@dataclass
class Office:
    """An office whose every folder is watched; the mailbox and the key file lie outside."""

    place: Path
    hub: Hub
    planted: tuple[Planted, ...]
    said: list[tuple[str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home = self.place / "watched"
        self.data, self.export = self.home / "data", self.home / "export"
        self.export.mkdir(parents=True)
        self.outside = self.place / "outside"
        self.outside.mkdir()
        write_p12(self.outside / "office.p12", training_pki().office, canaries.PIN)
        (self.outside / "pin").write_text(canaries.PIN, encoding="utf-8")
        pki = training_pki()
        (self.outside / "cipher.cer").write_bytes(pki.intermediary_cipher.der)
        (self.outside / "signature.cer").write_bytes(pki.intermediary_signature.der)
        every = {name: str(self.home / "home") for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                                                            "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP")}
        every |= {"XDG_RUNTIME_DIR": str(self.home / "tmp"), "PYTHONFAULTHANDLER": "1",
                  "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "PYTHONWARNINGS": "default"}
        self.program = Program(self.home, every, core_dumps=sys.platform != "win32")
        wanted = [canary for each in self.planted for canary in each.canaries]
        self.scan = Scan(self.home, needles([*wanted, *canaries.SECRETS]), (self.export,))

    def ids(self) -> list[str]:
        """The applications there are, not trashed first."""
        rows = json.loads(self.program.run("--data", str(self.data), "list", "--json")[1])
        return [row["id"] for row in rows]

    def cli(self, *arguments: str, shows_words: bool = False) -> int:
        """A command; what it said and how it was called is searched later, but for what it was asked to show.

        `shows_words`: the caller typed personal data, so they are on the command line by their own will.
        """
        with watched_commands([] if shows_words else self.said, self.home / "home"):
            code, out, err = self.program.run("--data", str(self.data), *arguments)
        shown = "" if arguments[0] in ("list", "show", "find") else out
        self.said.append((f"output of {arguments[0]}", f"{shown}\n{err}".encode()))
        return code

    def window(self, *steps: str, after: float = 0, signal_number: signal.Signals | None = None,
               ) -> tuple[int, list[str]]:
        """The window through some steps; gives how it ended and which steps it came through.

        With `signal_number` it gets that signal `after` so many seconds.
        """
        command = [sys.executable, "-m", "tests.e2e.canary_window", str(self.data), str(self.export), ",".join(steps)]
        with watched_commands(self.said, self.home / "home"):
            process = self.program.start_command(command)
            if signal_number is not None and process.stdout is not None:
                # Until then the process holds the canaries only because it is to type them.
                process.stdout.readline()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(after)
                process.send_signal(signal_number)
            out, err = process.communicate(timeout=90)
        done = [json.loads(line)["done"] for line in out.splitlines() if line.startswith('{"done"')]
        self.said.append((f"output of window {steps}", (out + err).encode()))
        return process.returncode, done

    def set_up(self) -> None:
        """The mailbox, without its PIN kept; and once more with it, for commands."""
        code = self.cli("mailbox", "add", NAME, "--url", self.hub.url, "--intermediary-cipher",
                        str(self.outside / "cipher.cer"), "--intermediary-signature",
                        str(self.outside / "signature.cer"), "--p12", str(self.outside / "office.p12"),
                        "--pin-file", str(self.outside / "pin"))
        assert code == 0, self.said

    def leaks(self) -> list[str]:
        """Everything found since the last time."""
        found = self.scan.leaks()
        said, self.said = self.said, []
        for where, data in said:
            found += self.scan.in_bytes(data, where)
        return found


@contextmanager
def watched_commands(said: list[tuple[str, bytes]], home: Path) -> Iterator[None]:
    """Notes command lines and environments of all processes that run meanwhile with this home."""
    ended = threading.Event()
    mark = b"HOME=" + bytes(home)

    def watch() -> None:
        while not ended.wait(0.05):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    command = (process / "cmdline").read_bytes()
                    surroundings = (process / "environ").read_bytes() if os.geteuid() == 0 else b""
                    if mark in surroundings or bytes(home.parent) in command:
                        note = (f"process {process.name}", command + surroundings)
                        if note not in said:
                            said.append(note)
                except OSError:
                    continue

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A mailbox with four applications full of canaries and an office that has not begun yet."""
    planted = plant(4)
    with hub(tmp_path / "hub") as running:
        running.put(each.application for each in planted)
        yield Office(tmp_path, running, planted)


def test_p_01a_the_search_finds_every_spelling_of_every_canary(tmp_path: Path) -> None:
    """Whatever is planted by hand is found, by name, alone and between other bytes at any alignment."""
    wanted = [canary for each in plant(4) for canary in each.canaries]
    assert len(set(wanted)) == 64
    scan = Scan(tmp_path, needles([*wanted, *canaries.SECRETS]))
    for text in (*wanted, *canaries.SECRETS):
        for name, data in spellings(text):
            assert scan.in_bytes(b"\x00\x01" + data + b"\xff", "x"), (text, name)
    for shift in range(3):
        log = tmp_path / f"log-{shift}.txt"
        log.write_bytes(b"x" * 5000 + base64.b64encode(b"a" * shift + "Familie Zyqwaldtälde wohnt hier".encode()))
        assert any(f"log-{shift}.txt" in leak for leak in scan.leaks())
    clean = tmp_path / "clean"
    clean.mkdir()
    (clean / "noise").write_bytes(random.Random(1).randbytes(3_000_000))
    assert Scan(clean, scan.needles).leaks() == [], "what is found in noise proves nothing"


@guarded_by("sozialclient.logs.formatter.SparseFormatter", "sozialclient.logs.core_dumps.leave_no_core_dump",
            "sozialclient.store.contents.sealing", "sozialclient.gui.qt_messages.on_message")
@pytest.mark.timeout(900)
def test_p_01_a_day_with_window_commands_and_crashes_leaves_nothing_behind(office: Office) -> None:
    """Sixty-four strings planted in applications, and every secret, are nowhere outside store and export afterwards."""
    office.set_up()
    assert office.leaks() == []
    code, done = office.window(*DAY)
    assert (code, done) == (0, list(DAY)), office.said[-1]
    assert office.leaks() == []
    assert_alive(office)
    for part in (fetching, failing, keeping, backing_up, unlocking, reading_elsewhere, deleting):
        part(office)
        assert office.leaks() == [], part.__name__
    for end in ("segfault", "abort"):
        code, done = office.window("search", end)
        assert code < 0 and done == ["search"]
        assert office.leaks() == [], end
    assert office.cli("list") == 0, "the store must open after every crash"


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_p_01b_fifty_crashes_in_the_middle_of_everything_leave_nothing_behind(office: Office) -> None:
    """The window is killed at a random moment of a random step, fifty times."""
    office.set_up()
    assert office.window("fetch") == (0, ["fetch"])
    rng = random.Random(20261122)
    steps = ["read", "search", "copy", "state", "export", "worker_fault", "window_fault", "looks"]
    for number in range(50):
        ends = rng.choice((signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGTERM))
        office.window(*rng.sample(steps, 3), after=rng.uniform(0.5, 8), signal_number=ends)
        assert office.leaks() == [], f"crash {number} by {ends.name}"
    assert office.cli("list") == 0 and office.cli("audit") == 0


def fetching(office: Office) -> None:
    """What a scheduled task and a curious person do on the command line, right and wrong."""
    assert office.cli("fetch", NAME) in (0, 4)
    identity = office.ids()[0]
    assert office.cli("show", identity) == 0
    target = office.export / "commands"
    assert office.cli("export", identity, "--target", str(target)) == 0
    assert office.cli("export", "A-1900-000001", "--target", str(target)) != 0
    (office.outside / "wrong").write_text(canaries.WRONG_PIN, encoding="utf-8")
    assert office.cli("fetch", NAME, "--pin-file", str(office.outside / "wrong")) != 0
    assert office.cli("open", str(office.outside / "cipher.cer"), "--p12", str(office.outside / "office.p12"),
                      "--pin-file", str(office.outside / "pin"), "--out", str(office.export / "opened")) != 0
    with a_delivery_for_someone_else(office):
        assert office.cli("fetch", NAME) in (0, 3, 4)


def failing(office: Office) -> None:
    """Nobody answers, and the disk takes nothing more in the middle of a delivery."""
    certificates = ("--intermediary-cipher", str(office.outside / "cipher.cer"), "--intermediary-signature",
                    str(office.outside / "signature.cer"))
    keys = ("--p12", str(office.outside / "office.p12"), "--pin-file", str(office.outside / "pin"))
    assert office.cli("mailbox", "add", "Fern", "--url", "http://127.0.0.1:9/", *certificates, *keys) == 0
    assert office.cli("fetch", "Fern") == 5
    office.hub.put([plant(6)[5].application])
    process = office.program.start("--data", str(office.data), "fetch", NAME, before=["prlimit", "--fsize=40000"])
    out, err = process.communicate(timeout=60)
    office.said.append(("output with a full disk", (out + err).encode()))
    assert process.returncode != 0, out
    assert office.cli("fetch", NAME) in (0, 4)


def reading_elsewhere(office: Office) -> None:
    """Another PC works; this one reads, in window and commands, and its window is killed."""
    with other_place(office.data):
        assert office.window("read", "search", "kill")[1] == ["read", "search"]
        assert office.leaks() == []
        code, out, err = office.program.run("--data", str(office.data), "list", "--read-only", "--json")
        assert code == 0 and canaries.LETTERS in out, err


def keeping(office: Office) -> None:
    """Books, journal, seats, and what is collected for IT."""
    assert office.cli("audit", "--full", "--sheet", str(office.home / "sheet.pdf")) in (0, 4)
    assert office.cli("journal", "list") == 0
    assert office.cli("journal", "verify") == 0
    assert office.cli("support", "--out", str(office.home / "support.txt")) == 0


def backing_up(office: Office) -> None:
    """A backup, its trial, and a restore into another folder, also with the wrong PIN."""
    place = office.home / "backups"
    place.mkdir()
    assert office.cli("backup", "set", "--to", str(place)) == 4, "it lies on the same disk, and it says so"
    for command in ("run", "check", "try"):
        assert office.cli("backup", command) in (0, 4), office.said[-1]
    kept, data, office.data = office.ids(), office.data, office.home / "restored"
    for pin, code in (("wrong", 3), ("pin", 0)):
        assert office.cli("backup", "restore", "--from", str(place), "--p12", str(office.outside / "office.p12"),
                          "--pin-file", str(office.outside / pin)) == code, office.said[-1]
    assert office.ids() == kept
    office.data = data


def unlocking(office: Office) -> None:
    """A passphrase is set, needed, mistyped and cleared; the key changes."""
    passphrase, wrong = office.outside / "passphrase", office.outside / "wrong"
    passphrase.write_text(canaries.PASSPHRASE, encoding="utf-8")
    assert office.cli("key", "status") == 0
    assert office.cli("key", "rotate") == 0
    assert office.cli("key", "passphrase", "set", "--new-passphrase-file", str(passphrase)) == 0, office.said[-1]
    assert office.cli("list") != 0
    assert office.cli("list", "--passphrase-file", str(wrong)) != 0
    assert office.cli("key", "passphrase", "clear", "--passphrase-file", str(passphrase)) == 0, office.said[-1]


def deleting(office: Office) -> None:
    """One application goes for good; what is asked for by a person's name is found and not noted."""
    assert office.cli("find", office.planted[1].person.family_name, shows_words=True) in (0, 4)
    identity = office.ids()[0]
    assert office.cli("trash", identity) == 0, office.said[-1]
    assert office.cli("delete", identity, "--confirm", "1", "--on-request", "--proof",
                      str(office.export / "proof.pdf")) == 0, office.said[-1]
    for command in (("show",), ("preview",), ("records",), ("apply", "--automatic")):
        assert office.cli("retention", *command) in (0, 4), office.said[-1]


@contextmanager
def a_delivery_for_someone_else(office: Office) -> Iterator[None]:
    """One more delivery waits, whose contents nobody here can open."""
    from dataclasses import replace as changed

    from sozialclient.demo.training_application import Quirk

    extra = plant(5)[4].application
    office.hub.put([changed(extra, quirks=frozenset({Quirk.OTHER_READER}))])
    yield


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core dumps of this kind")
def test_p_01c_a_program_that_forbids_no_core_dumps_would_be_found_out(tmp_path: Path) -> None:
    """The sandbox allows core dumps, so that their absence after a crash means something."""
    if not Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8").startswith("core"):
        pytest.skip("this system gives core dumps to a collector, not to the working directory")
    if resource_limit() == 0:
        pytest.skip("the system allows no core dumps at all")
    program = Program(tmp_path, core_dumps=True)
    code = "import os, sys; name = 'Zyqwaldt' + sys.argv[0]; os.abort()"
    process = program.start_command([sys.executable, "-c", code])
    process.communicate()
    assert Scan(tmp_path, needles([])).leaks() != []


def resource_limit() -> int:
    """The largest core dump the system would let us ask for."""
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)[1]


def assert_alive(office: Office) -> None:
    """The same search finds all sixty-four where they are meant to be, and a leak made on purpose."""
    for each in office.planted:
        exported = Scan(office.export, needles(each.canaries)).leaks()
        assert exported
    everything = b"".join(path.read_bytes() + path.name.encode() for path in office.export.rglob("*") if path.is_file())
    missing = [canary for each in office.planted for canary in each.canaries
               if not any(data in everything for _, data in spellings(canary))]
    assert missing == []
    leak = office.home / "tmp" / "leak.log"
    leak.write_text(f"DEBUG {office.planted[0].person.full_name}", encoding="utf-16-le")
    assert office.leaks() != []
    leak.unlink()
