"""What a hijacked worker would try: reach the store, the network, other processes, or our keys (group A)."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.net.http_client import NetSettings
from sozialclient.render import launch
from sozialclient.render.limits import DEFAULT
from sozialclient.render.process import WorkerProcess
from sozialclient.usecases.workplace import Workplace
from tests.hostile.rows import guarded_by, windows_only
from tests.hostile.viewing import MIB, renderer
from tests.mailbox_rig import training_pki
from tests.unit.render import samples

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux's means of confinement")

_ATTEMPTS = """
import json, os, resource, signal, socket, subprocess, sys, threading
sys.path += json.loads(sys.argv[1])
from sozialclient.render import worker
from sozialclient.render.limits import DEFAULT
from sozialclient.render.kinds import DocumentKind
secret, port, parent, temp = sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
held = os.open(sys.executable, os.O_RDONLY)

def connect():
    socket.create_connection(("127.0.0.1", port), 2).close()

def udp_socket():
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()

def unix_socket():
    socket.socket(socket.AF_UNIX).close()

def look_up():
    socket.getaddrinfo("beispiel.invalid", 443)

def read_secret():
    open(secret).read()

def list_folder():
    os.listdir(os.path.dirname(secret))

def write_beside():
    open(secret + ".new", "w").write("x")

def write_in_temp():
    open(temp + "/escaped", "w").write("x")

def write_over():
    open(secret, "r+").write("x")

def shorten():
    os.truncate(secret, 0)

def rename():
    os.rename(secret, secret + ".old")

def link():
    os.symlink(secret, secret + ".link")

def remove():
    os.unlink(secret)

def make_folder():
    os.mkdir(secret + ".folder")

def change_rights():
    os.chmod(secret, 0o777)

def change_owner():
    os.chown(secret, os.getuid(), os.getgid())

def change_times():
    os.utime(secret, (0, 0))

def change_attributes():
    os.setxattr(secret, "user.x", b"x")

def fork():
    if os.fork() == 0:
        os._exit(0)

def program():
    subprocess.run([sys.executable, "-c", "pass"], check=True)

def replace():
    os.execv(sys.executable, [sys.executable, "-c", "raise SystemExit('escaped')"])

def signal_parent():
    os.kill(parent, 0)

def signal_its_thread():
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall({"x86_64": 234, "aarch64": 131}[os.uname().machine], parent, parent, 0) != 0:
        raise OSError(ctypes.get_errno(), "tgkill")

def limit_parent():
    resource.prlimit(parent, resource.RLIMIT_NOFILE)

def other_memory():
    open(f"/proc/{parent}/mem", "rb").read(1)

def memory():
    bytearray(2 << 30)

def thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()

def read_code():
    open(worker.__file__).read()

def limit_itself():
    worker.limit_processor(5)

def many_handles():
    [os.dup(held) for _ in range(100)]

worker.load_decoder(DocumentKind.PDF)
attempts = [value for name, value in list(globals().items()) if getattr(value, "__module__", "") == "__main__"]
result = {"effects": worker.confine(DEFAULT)}
for attempt in attempts:
    try:
        attempt()
        result[attempt.__name__] = "done"
    except (OSError, MemoryError, RuntimeError) as error:
        result[attempt.__name__] = type(error).__name__
print(json.dumps(result))
"""


@pytest.fixture(scope="module")
def attempts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What each attempt came to against a real store, and what the kernel was willing to enforce."""
    folder = tmp_path_factory.mktemp("desk") / "data"
    Workplace.open(folder, self_contained=True, net=NetSettings()).close()
    before = _state(folder)
    with socket.create_server(("127.0.0.1", 0)) as server:
        secret, port = str(folder / "key.json"), str(server.getsockname()[1])
        temp = tmp_path_factory.mktemp("temp")
        arguments = [json.dumps(launch._code_roots()), secret, port, str(os.getpid()), str(temp)]
        done = subprocess.run(
            [sys.executable, "-I", "-c", _ATTEMPTS, *arguments], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    assert _state(folder) == before and list(temp.iterdir()) == []
    result: dict[str, object] = json.loads(done.stdout)
    return result


def _state(folder: Path) -> dict[str, tuple[bytes, int, float]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime) for path in files}


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
@guarded_by("sozialclient.render.linux_seal._restrict_files")
def test_a_33_no_file_of_the_store_is_in_reach(attempts: dict[str, object]) -> None:
    """A hijacked worker reads, lists, writes, renames, links and removes beside the key of the store."""
    _enforced(attempts, "files")
    for attempt in ("read_secret", "list_folder", "write_beside", "write_in_temp", "write_over", "rename", "link",
                    "remove", "make_folder", "other_memory"):  # fmt: skip
        assert attempts[attempt] == "PermissionError", attempt


@linux_only
@guarded_by("sozialclient.render.linux_seal._restrict_calls")
def test_a_33b_no_network_and_no_other_process_is_in_reach(attempts: dict[str, object]) -> None:
    """A hijacked worker connects, starts programs, signals or throttles the window, changes rights of files."""
    _enforced(attempts, "system_calls")
    for attempt in ("connect", "udp_socket", "unix_socket", "fork", "program", "replace", "signal_parent",
                    "signal_its_thread", "limit_parent", "shorten", "change_rights", "change_owner", "change_times",
                    "change_attributes"):  # fmt: skip
        assert attempts[attempt] == "PermissionError", attempt
    assert attempts["look_up"] == "gaierror"


@linux_only
@guarded_by("sozialclient.render.resource_limits.limit_resources")
def test_a_33c_resources_are_limited_and_what_decoders_need_works(attempts: dict[str, object]) -> None:
    """A hijacked worker takes memory and handles; threads, its own code and its own limits stay usable."""
    effects = attempts["effects"]
    assert isinstance(effects, list) and "resources" in effects
    assert (attempts["memory"], attempts["many_handles"]) == ("MemoryError", "OSError")
    assert (attempts["thread"], attempts["read_code"], attempts["limit_itself"]) == ("done", "done", "done")


@linux_only
@guarded_by("sozialclient.render.worker.confine")
def test_a_33d_the_real_worker_is_sealed() -> None:
    """The worker behind an opened document says what it gave up, and the system agrees."""
    with renderer() as shown:
        for data in (samples.letter(), samples.encoded(samples.picture(), "PNG"), samples.heic("rotated")):
            with shown.open(data) as document:
                wanted = {"resources", *(effect for effect in ("files", "system_calls") if _offered(effect))}
                assert set(document.confinement) == wanted
                status = Path(f"/proc/{document.process_id}/status").read_text()
                assert "NoNewPrivs:\t1" in status and ("Seccomp:\t2" in status) == ("system_calls" in wanted)


@linux_only
@guarded_by("sozialclient.render.launch.start")
def test_a_33e_the_worker_inherits_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Environment, open files and current folder of the window do not reach the worker."""
    monkeypatch.setenv("SOZIALCLIENT_CANARY", "canary")
    (tmp_path / "open.txt").write_text("canary", encoding="utf-8")
    with (tmp_path / "open.txt").open() as held:
        os.set_inheritable(held.fileno(), True)
        with renderer() as shown, shown.open(samples.letter()) as document:
            process = Path(f"/proc/{document.process_id}")
            try:
                targets = {str(entry.readlink()) for entry in (process / "fd").iterdir()}
                environment = (process / "environ").read_bytes()
                assert (process / "cwd").readlink() == Path("/")
            except PermissionError:
                pytest.skip("the worker is closed to us as well, unless we are root")
    assert {target.split(":")[0] for target in targets} == {"pipe", "/dev/null"}
    assert b"canary" not in environment


@guarded_by("sozialclient.render.launch.start")
def test_a_33f_the_environment_is_made_and_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    """How a worker is started: isolated, with a made environment and no handle but its pipes."""
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


def _memory_of(process_id: int) -> Iterator[bytes]:
    """Every readable region of a process."""
    with Path(f"/proc/{process_id}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process_id}/maps").read_text().splitlines():
            place, rights, *rest = line.split()
            if rights.startswith("r") and not rest[-1].startswith("[v"):
                start, end = (int(part, 16) for part in place.split("-"))
                try:
                    memory.seek(start)
                    yield memory.read(end - start)
                except OSError:
                    continue


@linux_only
@guarded_by("sozialclient.render.launch.start")
def test_a_33g_no_key_is_in_the_memory_of_a_worker(tmp_path: Path) -> None:
    """Keys of store and office are open in the window; all memory of a waiting and of a busy worker is searched."""
    workplace = Workplace.open(tmp_path / "data", self_contained=True, net=NetSettings())
    key = training_pki().office.private_key.private_numbers()
    canary = secrets.token_bytes(32)
    wanted = {
        "canary": canary,
        "store key": bytes(workplace.vault.current_key()._key),
        "prime of the office": key.p.to_bytes(128, "little"),
    }
    document = b"% " + secrets.token_hex(16).encode()
    with renderer() as shown, shown.open(samples.letter() + b"\n" + document) as opened:
        try:
            busy = b"\0".join(_memory_of(opened.process_id))
            assert shown._spare is not None
            waiting = b"\0".join(_memory_of(shown._spare.process_id))
        except PermissionError:
            pytest.skip("the worker is closed to us as well, unless we are root")
        ours = b"\0".join(_memory_of(os.getpid()))
    workplace.close()
    assert document in busy and document not in waiting, "the search finds what is there"
    for name, secret in wanted.items():
        assert len(secret) >= 16 and secret in ours, f"{name}: the search finds it in the window"
        assert secret not in busy and secret not in waiting, name
    assert len(busy) > 10 * MIB and len(waiting) > 10 * MIB


@windows_only
@guarded_by("sozialclient.render.windows_job.Job")
def test_a_33h_a_windows_job_holds_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the job keeps a worker from starting programs and from growing.

    Files and network are not closed to it there; the catalogue wants an AppContainer or low integrity
    (docs/security.md).
    """
    program = (
        "import subprocess, sys, os\n"
        "sys.stdin.buffer.read(8)\n"
        "try:\n    subprocess.run(['cmd', '/c', 'exit'], check=True); found = b'started'\n"
        "except OSError:\n    found = b'refused'\n"
        "try:\n    bytearray(3 << 30); found += b' grown'\n"
        "except MemoryError:\n    found += b' limited'\n"
        "os.write(1, b'ANSW' + len(found).to_bytes(4, 'big') + found)\n"
    )
    monkeypatch.setattr(launch, "command", lambda *, warm: [launch._interpreter(), "-I", "-S", "-c", program])
    process = WorkerProcess(DEFAULT)
    try:
        process.send(b"OPEN")
        assert process.receive({b"ANSW": 100}) == (b"ANSW", bytearray(b"refused limited"))
    finally:
        process.release()
