"""Write the contents of an opened message to a folder, each complete or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sozialclient.errors import SozialclientError
from sozialclient.exporters.file_names import name_key, safe_name
from sozialclient.exporters.mark_of_the_web import mark
from sozialclient.model.delivery import Delivery
from sozialclient.model.verdict import Verdict
from sozialclient.wire.spool import Spool


class ContentNotWritten(SozialclientError):
    """A file could not be written; parameter `cause` is the system's error number."""

    reference = "OPEN-WRITE"


def write_contents(delivery: Delivery, payloads: Mapping[str, Spool], folder: Path) -> dict[str, Path]:
    """Write every content whose integrity did not fail; returns the path by `Content.key`.

    File names are made safe and unique; nothing existing is overwritten. Raises ContentNotWritten.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = {name_key(path.name) for path in folder.iterdir()}
        written: dict[str, Path] = {}
        for content in delivery.contents():
            spool = payloads.get(content.key)
            if spool is None or content.integrity is Verdict.FAILED:
                continue
            untrusted = content.untrusted_name or content.id
            name = safe_name(untrusted, fallback=content.key, taken=taken, otherwise=".bin")
            written[content.key] = _write(spool, folder / name)
    except OSError as error:
        raise ContentNotWritten(cause=error.errno or 0) from None
    return written


def _write(spool: Spool, path: Path) -> Path:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".sozialclient-")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in spool.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    mark(path)
    return path

