"""How a worker starts and ends; what it cannot do once it runs is in tests/hostile/test_a_confinement.py."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sozialclient.render import launch
from sozialclient.render.limits import DEFAULT
from sozialclient.render.linux_calls import FORBIDDEN, ON_ITSELF
from tests.conftest import CHECKOUT
from tests.unit.render import samples


def test_a_worker_ends_when_nobody_is_left() -> None:
    process = launch.start(warm=False)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    assert process.wait(timeout=60) == 0
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


_INCLUDED = Path("/usr/include")
_HEADERS = (_INCLUDED / f"{platform.machine()}-linux-gnu/asm/unistd_64.h", _INCLUDED / "asm-generic/unistd.h")


@pytest.mark.parametrize("column", [0, 1], ids=["x86_64", "aarch64"])
def test_the_forbidden_calls_have_the_numbers_of_the_kernel(column: int) -> None:
    """As far as the headers of this machine know them."""
    header = _HEADERS[column]
    if not header.exists() or (column == 0 and platform.machine() != "x86_64"):
        pytest.skip(f"no kernel header {header.name} here")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)$", header.read_text(encoding="ascii"), re.MULTILINE)
    numbers = {name: int(number) for name, number in found}
    ours = {name: row[column] for name, row in {**FORBIDDEN, **ON_ITSELF}.items() if name in numbers}
    assert ours == {name: numbers[name] for name in ours} and len(ours) > 40
