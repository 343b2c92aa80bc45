"""Makes the checkout's virtual environment from a lock file, and knows when it is already right."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev_console import SetupError, say
from dev_system import ensure_venv_module

PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--no-user", "--no-deps")
_LOCK_SECONDS = 900

_SUPPORTED = (
    "Nötig ist Windows oder Linux mit 64 Bit (Linux mit glibc 2.34 oder neuer) und das übliche CPython ab 3.11."
)


class Environment:
    """The folder `.venv` of one checkout.

    A stamp per lock file says that the lock is installed; the mark `unfinished` lies in the folder
    from before it is made until the stamp is written, so an interrupted set-up begins anew.
    """

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.log = self.folder / "setup.log"
        self._unfinished = self.folder / "unfinished"

    def lock(self, kind: str) -> Path:
        """Lock file of `runtime` or `development`; the second holds the first's packages too."""
        return self.checkout / "packaging" / "lock" / f"{kind}.txt"

    def is_ready(self, kind: str) -> bool:
        """Whether exactly this lock was installed here, completely, for the Python that asks."""
        stamp = self._stamp(kind)
        return (
            self.python.exists()
            and not self._unfinished.exists()
            and stamp.is_file()
            and stamp.read_text(encoding="utf-8") == self._key(kind)
        )

    def ensure(self, kind: str) -> None:
        """Installs the lock unless it is there; raises SetupError with the reason and what to do."""
        if self.is_ready(kind):
            return
        with _one_at_a_time(self.checkout / "build" / "setup.lock"):
            if not self.is_ready(kind):
                self._install(kind)

    def _install(self, kind: str) -> None:
        if sys.platform not in ("linux", "win32") or platform.python_implementation() != "CPython":
            raise SetupError("Dieses System wird nicht unterstützt.", _SUPPORTED)
        say("Richte die Umgebung .venv ein (einmalig, je nach Leitung ein bis fünf Minuten) …")
        if self.folder.exists() and not self._is_sound():
            self._remove()
        self.folder.mkdir(exist_ok=True)
        self._unfinished.touch()
        if not self.python.exists():
            ensure_venv_module()
            self._run([_own_interpreter(), "-m", "venv", str(self.folder)], "Das Anlegen der virtuellen Umgebung")
        count = _count_packages(self.lock(kind))
        say(f"Lade und installiere Pakete, jedes gegen seine Prüfsumme geprüft (bis zu {count}) …")
        locked = [*PIP, "--require-hashes", "--only-binary", ":all:", "-r", str(self.lock(kind))]
        self._run([str(self.python), *locked], "Das Laden und Installieren der Pakete")
        editable = [*PIP, "--no-index", "--no-build-isolation", "--editable", str(self.checkout)]
        self._run([str(self.python), *editable], "Das Eintragen von Sozialclient in die Umgebung")
        self._write_stamp(kind)

    def _write_stamp(self, kind: str) -> None:
        kinds = ("runtime", "development") if kind == "development" else (kind,)
        for each in kinds:
            stamp = self._stamp(each)
            temporary = stamp.with_suffix(".new")
            temporary.write_text(self._key(each), encoding="utf-8")
            temporary.replace(stamp)
        self._unfinished.unlink()

    def _stamp(self, kind: str) -> Path:
        return self.folder / f"{kind}.stamp"

    def _key(self, kind: str) -> str:
        """Changes with everything the environment was made from: lock, recipe, metadata, Python, place."""
        digest = hashlib.sha256()
        for file in (self.lock(kind), Path(__file__), self.checkout / "pyproject.toml"):
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        digest.update(f"{sys.version}\n{platform.machine()}\n{self.checkout}".encode())
        return digest.hexdigest()

    def _is_sound(self) -> bool:
        """A whole environment of this Python's version, whoever made it."""
        if self._unfinished.exists() or not self.python.exists():
            return False
        question = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
        try:
            answer = subprocess.run([self.python, "-c", question], capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return answer.stdout.strip() == f"{sys.version_info.major}.{sys.version_info.minor}"

    def _remove(self) -> None:
        if Path(sys.prefix).resolve() == self.folder.resolve():
            raise SetupError(
                "Die Umgebung .venv ist unvollständig und kann sich nicht selbst erneuern.",
                "Bitte starten Sie den Befehl mit dem Python Ihres Systems statt mit dem aus .venv.",
            )
        say("Die vorhandene Umgebung .venv ist unvollständig oder für ein anderes Python: sie wird neu angelegt.")
        try:
            shutil.rmtree(self.folder)
        except OSError as error:
            raise SetupError(
                f"Die alte Umgebung lässt sich nicht löschen: {error}",
                f"Bitte beenden Sie Programme, die daraus laufen, oder löschen Sie den Ordner {self.folder}.",
            ) from error

    def _run(self, command: list[str], purpose: str) -> None:
        with self.log.open("ab") as log:
            try:
                done = subprocess.run(command, cwd=self.checkout, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            except OSError as error:
                raise SetupError(f"{purpose} ist fehlgeschlagen: {error}", _advice(self.checkout, "")) from error
        if done.returncode != 0:
            end = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
            lines = "\n".join(end.splitlines()[-12:])
            raise SetupError(
                f"{purpose} ist fehlgeschlagen. Ende des Protokolls {self.log}:\n{lines}", _advice(self.checkout, end)
            )


def _own_interpreter() -> str:
    """The Python behind this one: an environment made by another environment's Python would hang on it."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _count_packages(lock: Path) -> int:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


def _advice(checkout: Path, log: str) -> str:
    if "DO NOT MATCH THE HASHES" in log:
        return (
            "Ein Paket hat nicht die erwartete Prüfsumme und wurde nicht installiert. Bitte prüfen Sie die Paketquelle "
            "und einen Proxy, der Inhalte verändert; das Archiv darf nicht verwendet werden."
        )
    if "No space left" in log or "Errno 28" in log:
        return "Der Datenträger ist voll. Die Umgebung braucht etwa 600 MB."
    if os.name == "nt" and len(str(checkout)) > 80:
        return "Bitte legen Sie den Ordner näher an die Wurzel des Laufwerks: Windows begrenzt die Länge von Pfaden."
    advice = (
        "Bitte prüfen Sie die Netzverbindung. Hinter einem Proxy hilft die Umgebungsvariable HTTPS_PROXY; eine eigene "
        "Paketquelle trägt Ihre IT in pip.ini oder pip.conf ein. Danach genügt derselbe Befehl noch einmal."
    )
    # pip says the same of a source it can't reach and of one that has nothing for this system.
    return f"{advice} {_SUPPORTED}" if "No matching distribution" in log else advice


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Two commands started together set up one after the other; the system drops the lock with the process."""
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        if sys.platform == "win32":
            import msvcrt

            for _ in range(_LOCK_SECONDS):
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(1)
            else:
                raise SetupError(
                    f"Die Datei {path} lässt sich nicht sperren.",
                    "Bitte beenden Sie andere laufende Befehle, oder legen Sie den Ordner auf ein lokales Laufwerk.",
                )
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
