"""After a crash nothing of the memory is kept or sent: no core dump, no report with the heap."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.rows import guarded_by, windows_only

_PROCESS = """
import ctypes, resource
from sozialclient.logs.core_dumps import leave_no_core_dump
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
print(leave_no_core_dump(), resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@guarded_by("sozialclient.logs.core_dumps.leave_no_core_dump")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have other reports of crashes")
def test_p_04_neither_a_file_nor_a_collector_gets_the_memory() -> None:
    """A process that forbids core dumps leaves none, whatever its surroundings allow."""
    done = subprocess.run([sys.executable, "-c", _PROCESS], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0", "0"]


_REPORTED = """
import ctypes
from sozialclient.logs.windows_reports import keep_out_of_error_reports
flags = ctypes.c_ulong()
done = keep_out_of_error_reports()
kernel = ctypes.WinDLL("kernel32")
kernel.GetCurrentProcess.restype = ctypes.c_void_p
kernel.WerGetFlags.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
kernel.WerGetFlags(kernel.GetCurrentProcess(), ctypes.byref(flags))
print(done, flags.value & 1, kernel.SetErrorMode(0) & 3)
"""


@guarded_by("sozialclient.logs.windows_reports.keep_out_of_error_reports")
@windows_only
def test_p_04a_windows_reports_of_a_crash_carry_no_heap_and_show_no_box() -> None:
    """Asked of Windows itself: no heap in its reports, no box of its own; the installed program is excluded by name."""
    done = subprocess.run([sys.executable, "-c", _REPORTED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "1", "3"]


_CRASHED = """
import ctypes, pathlib, sys
from sozialclient.logs.core_dumps import leave_no_core_dump
from sozialclient.logs.hooks import install_hooks, watch_crashes
install_hooks()
leave_no_core_dump()
watch_crashes(pathlib.Path(sys.argv[1]))
def inner(untrusted_name):
    ctypes.string_at(0)
inner(sys.argv[2])
"""


@guarded_by("sozialclient.logs.hooks.watch_crashes")
def test_p_04b_a_native_crash_leaves_places_in_the_code_and_no_values(tmp_path: Path) -> None:
    """After an access violation the crash file names functions and lines, and nothing that they worked on."""
    name = "Zyqwaldt, Erika"
    done = subprocess.run([sys.executable, "-c", _CRASHED, str(tmp_path), name], capture_output=True, text=True)
    assert done.returncode != 0
    left = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "logs").iterdir()}
    assert "in inner" in left["crash.txt"]
    assert not any("Zyqwaldt" in text for text in (*left.values(), done.stdout, done.stderr))
