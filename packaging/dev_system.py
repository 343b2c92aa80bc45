"""Knows the few system libraries that Qt's wheels presume, and installs them on Debian when root."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec

from dev_console import SetupError, say

# Found by growing a minimal Debian until the widgets started: shared object → Debian package.
OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
ON_SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def has_display() -> bool:
    """Whether a window can open: always on Windows, on Linux with an X or Wayland session."""
    return sys.platform == "win32" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_libraries(libraries: Mapping[str, str]) -> dict[str, str]:
    """Those of `libraries` (shared object → package) that the loader does not find."""
    return {name: package for name, package in libraries.items() if not _loads(name)}


def ensure_libraries() -> None:
    """Installs what Qt misses, or raises SetupError that names it; costs milliseconds when nothing is missing."""
    if sys.platform == "win32":
        return
    missing = missing_libraries(OFFSCREEN | ON_SCREEN if has_display() else OFFSCREEN)
    if missing:
        _install(missing, "Qt braucht Systembibliotheken, die hier fehlen")


def ensure_venv_module() -> None:
    """Debian ships Python without what `python -m venv` needs; same promise as `ensure_libraries`."""
    if find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        _install({"ensurepip": f"python{version}-venv"}, "Diesem Python fehlt das Modul für virtuelle Umgebungen")


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _install(missing: Mapping[str, str], reason: str) -> None:
    packages = sorted(missing.values())
    if shutil.which("apt-get") is None:
        raise SetupError(
            f"{reason}: {', '.join(sorted(missing))}.",
            "Bitte installieren Sie sie mit der Paketverwaltung Ihres Systems.",
        )
    if sys.platform != "win32" and os.geteuid() != 0:
        raise SetupError(
            f"{reason}: {', '.join(packages)}.",
            f"Bitte installieren lassen: sudo apt-get install {' '.join(packages)}",
        )
    say(f"{reason}. Installiere mit apt: {', '.join(packages)} …")
    _apt("update")
    _apt("install", "--yes", "--no-install-recommends", *packages)


def _apt(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-q", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        raise SetupError(
            f"apt-get {' '.join(arguments)} ist fehlgeschlagen:\n{done.stdout[-1500:].strip()}",
            "Bitte prüfen Sie Netz und Paketquellen (apt-get update) und starten Sie den Befehl erneut.",
        )
