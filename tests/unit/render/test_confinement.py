"""Tries, inside a confined process, everything a hijacked worker would want to do."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sozialclient.render import launch
from sozialclient.render.limits import DEFAULT
from tests.conftest import CHECKOUT
from tests.unit.render import samples
from tests.unit.render.conftest import Opener

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's means of confinement")

_ATTEMPTS = """
import json, os, signal, socket, subprocess, sys, threading
sys.path += json.loads(sys.argv[1])
from sozialclient.render import worker
from sozialclient.render.limits import DEFAULT
from sozialclient.render.kinds import DocumentKind
secret, port, parent = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

def connect():
    socket.create_connection(("127.0.0.1", port), 2).close()

def unix_socket():
    socket.socket(socket.AF_UNIX).close()

def read_secret():
    open(secret).read()

def list_folder():
    os.listdir(os.path.dirname(secret))

def write_beside():
    open(secret + ".new", "w").write("x")

def remove():
    os.unlink(secret)

def fork():
    if os.fork() == 0:
        os._exit(0)

def program():
    subprocess.run([sys.executable, "-c", "pass"], check=True)

def replace():
    if len(sys.argv) > 99:
        os.execv("/bin/true", ["true"])
    os.execv(sys.executable, [sys.executable, "-c", "raise SystemExit('escaped')"])

def signal_parent():
    os.kill(parent, 0)

def memory():
    bytearray(2 << 30)

def other_memory():
    open(f"/proc/{parent}/mem", "rb").read(1)

def thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()

def read_code():
    open(worker.__file__).read()

worker.load_decoder(DocumentKind.PDF)
result = {"effects": worker.confine(DEFAULT)}
for attempt in (connect, unix_socket, read_secret, list_folder, write_beside, remove, fork, program, replace,
                signal_parent, memory, other_memory, thread, read_code):
    try:
        attempt()
        result[attempt.__name__] = "done"
    except (OSError, MemoryError, RuntimeError) as error:
        result[attempt.__name__] = type(error).__name__
print(json.dumps(result))
"""


@pytest.fixture(scope="module")
def attempts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What each attempt came to, and what the kernel was willing to enforce."""
    secret = tmp_path_factory.mktemp("desk") / "secret.txt"
    secret.write_text("canary", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        arguments = [json.dumps(launch._code_roots()), str(secret), str(server.getsockname()[1]), str(os.getpid())]
        done = subprocess.run(
            [sys.executable, "-I", "-c", _ATTEMPTS, *arguments], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    assert secret.read_text(encoding="utf-8") == "canary"
    result: dict[str, object] = json.loads(done.stdout)
    return result


def _offered(effect: str) -> bool:
    """Whether this kernel lets itself be asked for `effect`, found out in another way than the worker does."""
    if effect == "files":
        return bool(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) >= 1)
    known = platform.machine() in ("x86_64", "aarch64")
    return known and Path("/proc/sys/kernel/seccomp/actions_avail").exists()


def _enforced(attempts: dict[str, object], effect: str) -> None:
    if not _offered(effect):
        pytest.skip(f"this kernel or container does not offer '{effect}'")
    effects = attempts["effects"]
    assert isinstance(effects, list) and effect in effects


@linux_only
def test_resources_are_always_limited(attempts: dict[str, object]) -> None:
    effects = attempts["effects"]
    assert isinstance(effects, list) and "resources" in effects
    assert attempts["memory"] == "MemoryError"


@linux_only
@pytest.mark.parametrize("attempt", ["read_secret", "list_folder", "write_beside", "remove", "other_memory"])
def test_no_file_is_in_reach(attempts: dict[str, object], attempt: str) -> None:
    _enforced(attempts, "files")
    assert attempts[attempt] == "PermissionError"


@linux_only
@pytest.mark.parametrize("attempt", ["connect", "unix_socket", "fork", "program", "replace", "signal_parent"])
def test_no_network_and_no_process_is_in_reach(attempts: dict[str, object], attempt: str) -> None:
    _enforced(attempts, "system_calls")
    assert attempts[attempt] == "PermissionError"


@linux_only
def test_what_decoders_need_still_works(attempts: dict[str, object]) -> None:
    assert (attempts["thread"], attempts["read_code"]) == ("done", "done")


@linux_only
def test_a_real_worker_inherits_nothing(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOZIALCLIENT_CANARY", "canary")
    secret = tmp_path / "open.txt"
    secret.write_text("canary", encoding="utf-8")
    with secret.open() as held:
        os.set_inheritable(held.fileno(), True)
        document = opened(samples.letter())
        process = Path(f"/proc/{document.process_id}")
        try:
            targets = {str(entry.readlink()) for entry in (process / "fd").iterdir()}
            environment = (process / "environ").read_bytes()
        except PermissionError:
            pytest.skip("the worker is closed to us as well, unless we are root")
    assert {target.split(":")[0] for target in targets} == {"pipe", "/dev/null"}
    assert b"canary" not in environment
    assert (process / "cwd").readlink() == Path("/")


def test_the_environment_is_made_and_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def remember(command: list[str], **options: object) -> None:
        seen.update(options, command=command)

    monkeypatch.setenv("SOZIALCLIENT_CANARY", "canary")
    monkeypatch.setattr(subprocess, "Popen", remember)
    launch.start(warm=False)
    assert isinstance(seen["env"], dict) and set(seen["env"]) <= {"SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH"}
    assert seen["close_fds"] is True
    assert seen["stderr"] == subprocess.DEVNULL
    assert isinstance(seen["command"], list) and {"-I", "-S"} <= set(seen["command"])


def test_a_worker_ends_when_nobody_is_left() -> None:
    process = launch.start(warm=False)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    process.stdout.close()


def test_a_worker_starts_from_anywhere(tmp_path: Path) -> None:
    """As in a checkout that is not installed, with a current folder full of traps."""
    for name in ("json", "pypdfium2_raw", "sozialclient", "PIL"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('trapped')", encoding="utf-8")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from sozialclient.render.renderer import DocumentRenderer as R;"
        "d = R().open(open(sys.argv[2], 'rb').read()); print(d.page_count); d.close()"
    )
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(samples.letter(2))
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, str(CHECKOUT), str(letter)], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "2\n", done.stderr


def test_the_worker_knows_nothing_of_us() -> None:
    program = (
        "import json, sys; sys.path += json.loads(sys.argv[1]);"
        "from sozialclient.render import worker; from sozialclient.render.kinds import DocumentKind as K;"
        "[worker.load_decoder(k) for k in K]; print('\\n'.join(sys.modules))"
    )
    arguments = [sys.executable, "-I", "-S", "-c", program, json.dumps(launch._code_roots())]
    loaded = set(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.split())
    ours = {name for name in loaded if name.startswith("sozialclient") and ".render" not in name}
    assert ours == {"sozialclient", "sozialclient.errors"}
    assert not {"PySide6", "cryptography", "apsw", "urllib3", "keyring"} & loaded


def test_the_limits_are_what_the_documentation_says() -> None:
    assert (DEFAULT.request_seconds, DEFAULT.memory_bytes) == (10.0, 1 << 30)
