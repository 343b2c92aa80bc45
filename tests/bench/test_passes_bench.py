"""The two measurements that are programs of their own, so that one command runs them all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT


def _table(module: str, megabytes: int) -> str:
    command = [sys.executable, "-m", f"tests.bench.{module}", str(megabytes)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("module", ["crypto_passes", "store_add"])
def test_measurement(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    table = _table(module, 100)
    with capsys.disabled():
        print(f"\n{table}")
    assert table.count("\n") > 3
