"""What the training intermediary keeps between the chunks of a large message, in both directions."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sozialclient.demo.mailbox_state import MailboxState, file_slice
from sozialclient.wire.spool import CHUNK


@dataclass(frozen=True, slots=True)
class Upload:
    """A message that arrives in chunks; `chunk_size` in KiB.

    `outcome` holds the feedback codes of the whole message, None until it was processed.
    """

    message_id: str
    chunk_size: int
    total: int
    received: tuple[int, ...]
    outcome: tuple[str, ...] | None


class Uploads:
    """Chunks of messages on their way in. Hold `processing` while a chunk is taken and judged."""

    def __init__(self, state: MailboxState) -> None:
        self.processing = threading.Lock()
        self._database = state.database
        self._folder = state.folder / "uploads"

    def find(self, message_id: str) -> Upload | None:
        """What is known of the message."""
        found = self._database.rows("SELECT * FROM upload WHERE message_id = ?", (message_id,))
        if not found:
            return None
        numbers = self._database.rows(
            "SELECT number FROM upload_chunk WHERE message_id = ? ORDER BY number", (message_id,)
        )
        outcome = found[0]["outcome"]
        return Upload(
            message_id,
            found[0]["chunk_size"],
            found[0]["total"],
            tuple(row["number"] for row in numbers),
            None if outcome is None else tuple(json.loads(outcome)),
        )

    def begin(self, message_id: str, chunk_size: int, total: int) -> Upload:
        """Expect `total` chunks."""
        name = secrets.token_hex(16)
        (self._folder / name).mkdir(mode=0o700, parents=True)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO upload (message_id, folder, chunk_size, total) VALUES (?, ?, ?, ?)",
                (message_id, name, chunk_size, total),
            )
        return Upload(message_id, chunk_size, total, (), None)

    def add(self, upload: Upload, number: int, chunks: Iterable[bytes]) -> None:
        """Keep one chunk."""
        size = 0
        with (self._place(upload) / str(number)).open("wb") as target:
            for piece in chunks:
                size += target.write(piece)
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO upload_chunk VALUES (?, ?, ?)", (upload.message_id, number, size))

    def size(self, upload: Upload) -> int:
        """Bytes of all chunks so far."""
        found = self._database.rows("SELECT sum(size) AS size FROM upload_chunk WHERE message_id = ?",
                                    (upload.message_id,))
        return int(found[0]["size"] or 0)

    def chunks(self, upload: Upload) -> Iterator[bytes]:
        """The whole message; every chunk must be there."""
        for number in range(1, upload.total + 1):
            path = self._place(upload) / str(number)
            yield from file_slice(path, 0, path.stat().st_size)()

    def finish(self, upload: Upload, outcome: tuple[str, ...]) -> None:
        """Remember the outcome and forget the bytes."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE upload SET outcome = ? WHERE message_id = ?", (json.dumps(outcome), upload.message_id)
            )
        shutil.rmtree(self._place(upload), ignore_errors=True)

    def _place(self, upload: Upload) -> Path:
        (row,) = self._database.rows("SELECT folder FROM upload WHERE message_id = ?", (upload.message_id,))
        return self._folder / str(row["folder"])


class Downloads:
    """Responses that go out in chunks: each is written once, so that every dialog gets the same bytes."""

    def __init__(self, state: MailboxState) -> None:
        self._folder = state.folder / "downloads"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()

    def find(self, number: int) -> Path | None:
        """The response made for the delivery of that number."""
        path = self._folder / str(number)
        return path if path.exists() else None

    def keep(self, number: int, response: Iterable[bytes]) -> Path:
        """Write the response unless there is one already."""
        with self._lock:
            path = self._folder / str(number)
            if not path.exists():
                partial = path.with_name(f"{number}.part-{os.getpid()}")
                with partial.open("wb", buffering=CHUNK) as target:
                    for piece in response:
                        target.write(piece)
                partial.replace(path)
            return path
