"""Opens one message file as `sozialclient open` does and says what that took; run in a process of its own.

`python -m tests.bench.open_once FILE KEY PASSWORD SIGNER FOLDER` prints JSON with seconds and bytes.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from sozialclient.crypto.policy import Policy
from sozialclient.model.verdict import Verdict
from sozialclient.store.contents.spool import SealedSpool, SpoolFile
from sozialclient.transports.base import MailboxKeys
from sozialclient.usecases.open_message import OpenOptions, open_message
from sozialclient.usecases.unlock_keys import unlock_keys
from sozialclient.wire.spool import CHUNK

PASSWORD = "x"


def peak_bytes() -> int:
    """Most memory this process ever had."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    status = Path("/proc/self/status")
    if status.is_file():
        # getrusage would also count what the parent had when it started us.
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def opened(path: Path, keys: MailboxKeys, options: OpenOptions, folder: Path) -> int:
    """Bytes of the contents, all of them checked."""
    spools = SpoolFile(folder)
    try:
        found = open_message(chunks(path), keys, lambda: SealedSpool(spools), options)
        assert all(content.integrity is Verdict.PASSED for content in found.delivery.contents())
        return sum(content.size or 0 for content in found.delivery.contents())
    finally:
        spools.close()


def main(file: str, warm_up: str, key: str, signer: str, folder: str) -> None:
    """Open a small message first, so that what is measured is the large one."""
    keys = unlock_keys(Path(key).read_bytes(), PASSWORD, None)
    options = OpenOptions(policy=Policy.default(), expected_signer=Path(signer).read_bytes())
    opened(Path(warm_up), keys, options, Path(folder))
    gc.collect()
    idle = psutil.Process().memory_info().rss
    begun = time.perf_counter()
    size = opened(Path(file), keys, options, Path(folder))
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "bytes": size, "peak": peak_bytes() - idle}))


if __name__ == "__main__":
    main(*sys.argv[1:])
