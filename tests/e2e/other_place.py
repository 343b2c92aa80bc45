"""Another PC that has a store open, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import CHECKOUT

_OTHER_PLACE = textwrap.dedent("""
    import platform, sys
    from pathlib import Path
    from sozialclient.store.seats import lock_file
    platform.node = lambda: "PC-17"
    lock_file.this_machine = lambda: "another system"
    from sozialclient.store import KeyVault, Store
    folder = Path(sys.argv[1])
    store = Store.open(folder, KeyVault(folder, self_contained=True))
    print("ready", flush=True)
    sys.stdin.read()
    store.close()
""")


@contextmanager
def other_place(folder: Path) -> Iterator[None]:
    """Another PC that has the store open."""
    # Without SYSTEMROOT no Python starts on Windows.
    known = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    process = subprocess.Popen([sys.executable, "-c", _OTHER_PLACE, folder], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, cwd=CHECKOUT,
                               env=known | {"USER": "mmuster", "USERNAME": "mmuster", "PATH": ""})
    assert process.stdout is not None and process.stdin is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()
