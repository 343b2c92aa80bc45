"""A process that forbids core dumps leaves none, whatever its surroundings allow."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROCESS = """
import ctypes, resource
from sozialclient.logs.core_dumps import leave_no_core_dump
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
print(leave_no_core_dump(), resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have other reports of crashes")
def test_neither_a_file_nor_a_collector_gets_the_memory() -> None:
    done = subprocess.run([sys.executable, "-c", _PROCESS], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0", "0"]
