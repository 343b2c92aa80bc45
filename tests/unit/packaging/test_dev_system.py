"""Missing system libraries are found, and named in words an administrator can use."""

from __future__ import annotations

import sys

import dev_system
import pytest
from dev_console import SetupError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Qt's wheels bring everything on Windows")

ABSENT = {"libsozialclient-none.so.7": "libsozialclient-none7"}


def test_a_library_the_loader_lacks_is_missing() -> None:
    assert dev_system.missing_libraries({"libc.so.6": "libc6", **ABSENT}) == ABSENT


def test_the_machine_that_runs_these_tests_misses_nothing() -> None:
    assert dev_system.missing_libraries(dev_system.OFFSCREEN) == {}


def test_without_root_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda _name: "apt-get")
    monkeypatch.setattr(dev_system, "OFFSCREEN", ABSENT)
    with pytest.raises(SetupError) as refused:
        dev_system.ensure_libraries()
    assert "sudo apt-get install libsozialclient-none7" in refused.value.action


def test_without_apt_the_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(dev_system, "OFFSCREEN", ABSENT)
    with pytest.raises(SetupError) as refused:
        dev_system.ensure_libraries()
    assert "libsozialclient-none.so.7" in refused.value.happened


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True), ({"DISPLAY": ""}, False)],
)
def test_a_display_is_an_x_or_wayland_session(
    variables: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dev_system.has_display() is expected
