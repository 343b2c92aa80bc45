"""The set-up with a real virtual environment and a package of our own, without any network."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from dev_console import SetupError
from dev_environment import Environment

WHEEL = "pruefling-1.0-py3-none-any.whl"
# The least that pip accepts as the build tool of an editable installation.
BACKEND = """
import zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "sozialclient-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(folder + "/" + name, "w") as wheel:
        info = "sozialclient-0.1.0.dist-info/"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: sozialclient\\nVersion: 0.1.0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "pruefling"
[project]
name = "sozialclient"
version = "0.1.0"
"""


def _wheel(file: Path) -> str:
    """Writes a wheel with one module, gives its SHA-256."""
    entry = base64.urlsafe_b64encode(hashlib.sha256(BACKEND.encode()).digest()).decode().rstrip("=")
    info = "pruefling-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr("pruefling.py", BACKEND)
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: pruefling\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"pruefling.py,sha256={entry},{len(BACKEND)}\n{info}/RECORD,,\n")
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _new_checkout(parent: Path) -> Path:
    """A small checkout in a folder with blanks and umlauts, and a package source on disk beside it."""
    source, folder = parent / "source", parent / "Büro für Soziales"
    source.mkdir()
    (folder / "packaging" / "lock").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    _write_lock(folder, _wheel(source / WHEEL))
    return folder


def _use_source(patch: pytest.MonkeyPatch, checkout: Path) -> None:
    patch.setenv("PIP_NO_INDEX", "1")
    patch.setenv("PIP_FIND_LINKS", (checkout.parent / "source").as_uri())


@pytest.fixture(scope="module")
def restarted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A checkout whose first set-up was interrupted and whose second went through, and what the second said."""
    checkout = _new_checkout(tmp_path_factory.mktemp("restarted"))
    environment = Environment(checkout)
    environment.folder.mkdir()
    (environment.folder / "unfinished").touch()
    (environment.folder / "left-over").touch()
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        _use_source(patch, checkout)
        environment.ensure("runtime")
    return checkout, said.getvalue()


@pytest.fixture
def checkout(tmp_path: Path, restarted: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a sound environment that nothing was installed into yet, as made by hand."""
    folder = _new_checkout(tmp_path)
    _use_source(monkeypatch, folder)
    environment = Environment(folder)
    shutil.copytree(restarted[0] / ".venv", environment.folder, symlinks=True)
    subprocess.run([environment.python, "-m", "pip", "uninstall", "-qy", "pruefling", "sozialclient"], check=True)
    (environment.folder / "runtime.stamp").unlink()
    return folder


def _write_lock(checkout: Path, digest: str) -> None:
    line = f"pruefling==1.0 \\\n    --hash=sha256:{digest}\n"
    for kind in ("runtime", "development"):
        (checkout / "packaging" / "lock" / f"{kind}.txt").write_text(line, encoding="utf-8")


def _imports(environment: Environment) -> bool:
    return subprocess.run([environment.python, "-c", "import pruefling"], capture_output=True).returncode == 0


def test_set_up_once_and_again_only_when_something_changed(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environment = Environment(checkout)
    assert not environment.is_ready("runtime")
    environment.ensure("development")
    assert _imports(environment)
    assert environment.is_ready("runtime"), "the development lock holds the runtime's packages"
    assert "bis zu 1)" in capsys.readouterr().out

    environment.ensure("development")
    assert capsys.readouterr().out == ""

    lock = environment.lock("development")
    lock.write_text(lock.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert not environment.is_ready("development")
    assert environment.is_ready("runtime")


def test_an_interrupted_set_up_begins_anew(restarted: tuple[Path, str]) -> None:
    checkout, said = restarted
    environment = Environment(checkout)
    assert "neu angelegt" in said
    assert not (environment.folder / "left-over").exists()
    assert environment.is_ready("runtime")
    assert _imports(environment)


def test_a_package_with_another_hash_is_refused(checkout: Path) -> None:
    _write_lock(checkout, "0" * 64)
    environment = Environment(checkout)
    with pytest.raises(SetupError) as refused:
        environment.ensure("runtime")
    assert "Prüfsumme" in refused.value.action
    assert not environment.is_ready("runtime")
    assert not _imports(environment)


def test_a_package_without_a_hash_is_refused(checkout: Path) -> None:
    Environment(checkout).lock("runtime").write_text("pruefling==1.0\n", encoding="utf-8")
    with pytest.raises(SetupError):
        Environment(checkout).ensure("runtime")


def test_an_unreachable_source_is_told_with_what_to_do(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    environment = Environment(checkout)
    with pytest.raises(SetupError) as refused:
        environment.ensure("runtime")
    assert "HTTPS_PROXY" in refused.value.action
    assert "setup.log" in refused.value.happened
    assert not environment.is_ready("runtime")
