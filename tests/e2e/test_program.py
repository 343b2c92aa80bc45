"""The program as people and scheduled tasks run it: processes, signals, files, nothing else."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sozialclient.demo.certificates import TrainingPki
from sozialclient.demo.key_files import write_p12
from tests.e2e.place import NAME, hub, three_applications
from tests.e2e.program import Program, copy_training_state, prepare
from tests.e2e.wire_between import Visit, between
from tests.mailbox_rig import training_pki

STARTED = {"url", "cipher_certificate", "signature_certificate", "p12", "pin_file", "root_certificate",
           "authority_certificate"}


@pytest.fixture(scope="module")
def strong_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with keys just long enough that nothing is weak; made once."""
    folder = tmp_path_factory.mktemp("keys")
    TrainingPki.create(folder, key_bits=3008)
    return folder


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@contextmanager
def intermediary(program: Program, *arguments: str) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """A running intermediary; ends cleanly or the test fails."""
    process = program.start("--data", str(program.place / "hub-data"), "intermediary", *arguments)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield json.loads(line), process
        process.send_signal(signal.SIGTERM if sys.platform != "win32" else signal.SIGINT)
        out, err = process.communicate(timeout=60)
        # Exactly one line, whatever happened since.
        assert (process.returncode, out, err) == (0, "", "")
    finally:
        process.kill()
        process.communicate()


def add(program: Program, facts: dict[str, Any]) -> int:
    return program.run(
        "--data", str(program.place / "data"), "mailbox", "add", "Amt", "--url", facts["url"],
        "--intermediary-cipher", facts["cipher_certificate"],
        "--intermediary-signature", facts["signature_certificate"], "--p12", facts["p12"],
        "--pin-file", facts["pin_file"],
    )[0]


def test_from_an_empty_folder_to_exported_applications(program: Program, strong_keys: Path) -> None:
    state, data = program.place / "state", str(program.place / "data")
    shutil.copytree(strong_keys, state / "pki")
    options = ["--listen", "127.0.0.1:0", "--state", str(state)]
    with intermediary(program, *options, "--fill", "3") as (facts, _):
        assert set(facts) == STARTED and facts["url"].startswith("http://127.0.0.1:")
        assert all(Path(facts[key]).is_file() for key in STARTED - {"url"})
        assert add(program, facts) == 0
        summary = program.json("--data", data, "fetch", "Amt", "--json")
        assert isinstance(summary, dict) and (summary["new"], summary["with_findings"]) == (3, 0)
        rows = program.json("--data", data, "list", "--json")
        assert isinstance(rows, list) and all(40_000 < row["size"] < 80_000 for row in rows)
        ids, target = [row["id"] for row in rows], program.place / "ausgabe"
        program.json("--data", data, "export", *ids, "--profile", "manual", "--target", str(target), "--json")
        assert len(list(target.iterdir())) == 3
        certificates = {key: Path(facts[key]).read_bytes() for key in STARTED - {"url"}}
    # The state survives a restart: the same keys, the same mailbox, another port; more come in.
    with intermediary(program, *options, "--fill", "2") as (again, _):
        assert {key: Path(again[key]).read_bytes() for key in STARTED - {"url"}} == certificates
        shutil.rmtree(data)
        assert add(program, again) == 0
        summary = program.json("--data", data, "fetch", "Amt", "--json")
        assert isinstance(summary, dict) and summary["new"] == 2
    with intermediary(program, *options) as (third, _):
        assert set(third) >= {"url", "cipher_certificate", "signature_certificate"}
    assert program.left_behind() == []
    assert sorted(path.name for path in program.place.iterdir()) == [
        "ausgabe", "cwd", "data", "home", "state", "tmp"]


def test_given_keys(program: Program, shared: Path) -> None:
    """Keys of the test vectors instead of generated ones, as a check with the libraries would give them."""
    pki = shared / "osci" / "vectors" / "_pki"
    if not pki.is_dir():
        pytest.skip("no keys of the test vectors beside the checkout")
    described = json.loads((pki / "pki.json").read_text(encoding="utf-8"))
    passwords = {entry["file"]: entry["password"] for entry in described}
    pin_file = program.place / "pin"
    pin_file.write_text(passwords["intermed-cipher.p12"], encoding="utf-8")
    options = ["--listen", "127.0.0.1:0", "--state", str(program.place / "state"),
               "--cipher-p12", str(pki / "intermed-cipher.p12"), "--signature-p12", str(pki / "intermed-sig.p12"),
               "--pin-file", str(pin_file)]
    with intermediary(program, *options) as (facts, _):
        assert set(facts) == {"url", "cipher_certificate", "signature_certificate"}
        assert Path(facts["cipher_certificate"]).read_bytes() == (pki / "intermed-cipher.cer").read_bytes()
        assert Path(facts["signature_certificate"]).read_bytes() == (pki / "intermed-sig.cer").read_bytes()
        # Someone whom this intermediary has never seen has an empty mailbox.
        write_p12(program.place / "office.p12", training_pki().office, "1234")
        (program.place / "office.pin").write_text("1234", encoding="utf-8")
        facts |= {"p12": str(program.place / "office.p12"), "pin_file": str(program.place / "office.pin")}
        assert add(program, facts) == 0
        checked = program.json("--data", str(program.place / "data"), "mailbox", "check", "Amt", "--json")
        assert isinstance(checked, dict) and checked["waiting"] is False
    pin_file.write_text("falsch", encoding="utf-8")
    code, out, err = program.run("intermediary", *options)
    assert (code, out) == (3, "") and err.endswith("[KEY-PIN]\n")


def test_an_intermediary_that_cannot_start(program: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    code, out, err = program.run("intermediary", "--listen", "127.0.0.1:0", "--state", str(tmp_path / "file"))
    assert (code, out) == (3, "") and err.endswith("[CLI-NOT-STARTED]\n")


@pytest.mark.skipif(sys.platform == "win32", reason="a console would be needed for Ctrl+C")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_fetch_stops_at_once_and_safely(program: Program, tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl+C while the server is silent: nothing lost, the reference of stopping, exit code 3."""
    with hub(tmp_path / "hub") as running, between(running.url) as proxy:
        sent = running.put(three_applications())
        prepare(tmp_path / "data", proxy.url)
        started: list[subprocess.Popen[str]] = []

        def silent(visit: Visit) -> None:
            visit.forward()
            started[0].send_signal(number)
            started[0].wait(20)

        proxy.harmed, proxy.harm = 2, silent
        started.append(program.start("--data", str(tmp_path / "data"), "fetch", NAME, "--json"))
        out, _ = started[0].communicate(timeout=30)
        assert started[0].returncode == 3
        summary = json.loads(out)
        assert (summary["new"], summary["error"]["reference"]) == (1, "APP-CANCELLED")
        assert running.received() == sent[:1]
        assert proxy.kinds() == ["InitDialog", "FetchDelivery", "FetchDelivery"]


def test_two_processes_do_not_fetch_at_once(program: Program, tmp_path: Path) -> None:
    answers: list[tuple[int, str, str]] = []
    with hub(tmp_path / "hub") as running, between(running.url) as proxy:
        sent = running.put(three_applications())
        prepare(tmp_path / "data", proxy.url)
        command = ("--data", str(tmp_path / "data"), "fetch", NAME, "--json")

        def second(number: int) -> None:
            if number == 2 and not answers:
                answers.append(program.run(*command))

        proxy.before = second
        assert program.run(*command)[0] == 4, "short keys are told"
        ((code, out, _),) = answers
        assert (code, json.loads(out)["error"]["reference"]) == (3, "STORE-FETCH-RUNNING")
        assert running.received() == sent


def test_the_demo_without_a_window(program: Program) -> None:
    """Start, fetch, decrypt, check, export, draw; short keys only, which makes no difference to the way."""
    folder = program.place / "demo"
    copy_training_state(folder / "intermediary")
    code, out, err = program.run("demo", "--headless", "--keep", str(folder))
    assert (code, err) == (0, "")
    assert "17 neue Anträge sind abgeholt und sicher gespeichert.\n" in out
    assert (folder / "hauptfenster.png").read_bytes().startswith(b"\x89PNG")
    assert len(list((folder / "ausgabe").iterdir())) == 3
    assert sorted(path.name for path in folder.iterdir()) == ["ausgabe", "client", "hauptfenster.png", "intermediary"]
    assert str(folder) in out.splitlines()[-1]
    assert program.left_behind() == []


def test_ctrl_c_while_the_program_still_loads_ends_it_without_a_word() -> None:
    stopped = """
import sys
from sozialclient.__main__ import main

class Stop:
    def find_spec(self, name, *_):
        if name == "sozialclient.cli.parser":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
sys.argv[1:] = ["--version"]
sys.exit(main())
"""
    ended = subprocess.run([sys.executable, "-c", stopped], capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", "")
