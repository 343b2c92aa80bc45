"""Nothing heavy is loaded before the first paint: it costs tens of milliseconds and megabytes each."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

LATER = {
    # what we use, when it is needed
    "PIL",
    "keyring.backends",
    "pi_heif",
    "pypdfium2",
    "reportlab",
    "requests",
    "zeep",
    # what must not creep in
    "alembic",
    "httpx",
    "httpx2",
    "openpyxl",
    "pydantic",
    "pypdf",
    "qtawesome",
    "sqlalchemy",
    "structlog",
    "xmlschema",
    "PySide6.QtPdf",
    "PySide6.QtQml",
    # test tools
    "hypothesis",
    "pytest",
    "signxml",
    "xmlsec",
}
START = "sozialclient.app" if find_spec("sozialclient.app") else "sozialclient.gui"


def _loaded_by(module: str) -> set[str]:
    command = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_what_the_window_imports_at_its_start() -> None:
    assert LATER & _loaded_by(START) == set()


def test_the_probe_sees_what_is_loaded() -> None:
    assert {"zeep", "requests"} <= _loaded_by("zeep")
