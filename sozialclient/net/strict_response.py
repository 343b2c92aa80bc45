"""A response reader that notices when the connection ends within the header."""

from __future__ import annotations

import http.client
import io
from typing import cast


class _Lines:
    """The stream below a response while its header is read: the end of the stream is an error there."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.stream = stream

    def readline(self, limit: int = -1) -> bytes:
        """As `BufferedReader.readline`; raises IncompleteRead at the end of the stream."""
        line = self.stream.readline(limit)
        if not line:
            raise http.client.IncompleteRead(b"")
        return line

    def close(self) -> None:
        """Close the stream below."""
        self.stream.close()

    def flush(self) -> None:
        """Called by `HTTPResponse.flush`; nothing is buffered here."""


class StrictResponse(http.client.HTTPResponse):
    """`http.client` takes the end of the stream for the end of the header, so that a cut-off header passes.

    Together with a body that ends with the connection, a cut-off answer would look complete.
    """

    def begin(self) -> None:
        """As `HTTPResponse.begin`; also raises IncompleteRead."""
        stream = self.fp
        self.fp = cast(io.BufferedReader, _Lines(stream))
        super().begin()
        if self.fp is not None:  # begin() drops the stream of a response without a body
            self.fp = stream
