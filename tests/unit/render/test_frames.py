from __future__ import annotations

import io
import struct

import pytest

from sozialclient.render import frames


class Drip(io.BytesIO):
    """A pipe that gives and takes three bytes at a time."""

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # one kind of buffer is enough here
        return super().readinto(buffer[:3])

    def write(self, data: memoryview, /) -> int:  # type: ignore[override]  # as above
        return super().write(data[:3])


def test_a_frame_survives_a_pipe_that_drips() -> None:
    pipe = Drip()
    frames.write_frame(pipe, frames.DATA, b"0123456789")
    frames.write_frame(pipe, frames.END)
    pipe.seek(0)
    most = {frames.DATA: 10, frames.END: 0}
    assert frames.read_frame(pipe, most) == (frames.DATA, bytearray(b"0123456789"))
    assert frames.read_frame(pipe, most) == (frames.END, bytearray())
    with pytest.raises(EOFError):
        frames.read_frame(pipe, most)


@pytest.mark.parametrize(
    "sent",
    [
        struct.pack(">4sI", frames.ANSWER, 11) + bytes(11),
        struct.pack(">4sI", frames.ANSWER, 0xFFFFFFFF),
        struct.pack(">4sI", frames.PIXELS, 0),
        struct.pack(">4sI", frames.ANSWER, 10) + bytes(9),
        struct.pack(">4sI", frames.ANSWER, 10)[:5],
        b"HTTP/1.1 200 OK\r\n",
    ],
    ids=["too long", "4 GiB", "not asked for", "cut payload", "cut header", "text"],
)
def test_a_broken_frame_is_refused(sent: bytes) -> None:
    with pytest.raises(frames.FrameError):
        frames.read_frame(Drip(sent), {frames.ANSWER: 10})
