"""One worker process as seen from the window: frames out, frames in, ended at any time."""

from __future__ import annotations

import contextlib
import enum
import io
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

from sozialclient.errors import Cancelled, SozialclientError
from sozialclient.render import frames, launch
from sozialclient.render.errors import RenderCrashed, RenderTimeout
from sozialclient.render.limits import RenderLimits
from sozialclient.render.windows_job import Job

_POLL_SECONDS = 0.05
_PIPE_BYTES = 1024 * 1024
_F_SETPIPE_SZ = 1031
# Beyond what the worker sets for itself: interpreter and libraries count in a job's memory too.
_JOB_OVERHEAD = 256 * 1024 * 1024

CancelCheck = Callable[[], bool]


class Ending(enum.Enum):
    """Why we ended a worker."""

    CLOSED = "closed"
    TIMEOUT = "timeout"


class WorkerProcess:
    """A started worker. All methods but `end` are for one thread at a time; `end` is for any."""

    def __init__(self, limits: RenderLimits, *, warm: bool = False) -> None:
        """Raises RenderCrashed when the process cannot be started or confined."""
        self.limits = limits
        self._ending: Ending | None = None
        try:
            self._process = launch.start(warm=warm)
        except OSError as error:
            raise RenderCrashed(exit="start") from error
        try:
            self._job = Job(self._process.pid, limits.memory_bytes + _JOB_OVERHEAD)
        except OSError as error:
            self._process.kill()
            self._close_pipes()
            raise RenderCrashed(exit="job") from error
        _widen(self._pipe_in)
        _widen(self._pipe_out)

    @property
    def process_id(self) -> int:
        """The operating system's number of the worker."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the worker still runs."""
        return self._process.poll() is None

    def send(self, kind: bytes, payload: bytes | memoryview = b"") -> None:
        """One frame to the worker; raises what `failure` says when it is gone."""
        try:
            frames.write_frame(self._pipe_in, kind, payload)
        except (OSError, ValueError) as error:
            raise self.failure() from error

    def receive(self, most: dict[bytes, int]) -> tuple[bytes, bytearray]:
        """The next frame of a kind in `most`; raises what `failure` says when there is none."""
        try:
            return frames.read_frame(self._pipe_out, most)
        except (EOFError, OSError, ValueError, frames.FrameError) as error:
            raise self.failure() from error

    @contextlib.contextmanager
    def watched(self, cancelled: CancelCheck | None = None) -> Iterator[Watch]:
        """Within, the worker is ended when time is up or `cancelled()`, which another thread calls, is true."""
        watch = Watch(self, cancelled)
        try:
            yield watch
        finally:
            watch.stop()

    def end(self, reason: Ending) -> None:
        """End the worker at once; whoever waits for it gets the error for `reason`. Never blocks."""
        if self._ending is None:
            self._ending = reason
        self._process.kill()

    def failure(self) -> SozialclientError:
        """End the worker and tell why it failed: cancelled by us, too slow, or dead by itself."""
        time_is_up = self._ending is Ending.TIMEOUT
        closed = self._ending is Ending.CLOSED
        code = self._exit_code()
        if closed:
            return Cancelled()
        if time_is_up or (sys.platform != "win32" and code == -signal.SIGXCPU):
            return RenderTimeout(seconds=f"{self.limits.request_seconds:g}")
        return RenderCrashed(exit=code)

    def _exit_code(self) -> int | str:
        try:
            # A worker on its way out gets the moment it needs to report how it died.
            return self._process.wait(_POLL_SECONDS * 4)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return "protocol"

    def release(self) -> None:
        """End the worker and give everything back; no other call may run or follow."""
        self._process.kill()
        self._process.wait()
        self._job.close()
        self._close_pipes()

    @property
    def _pipe_in(self) -> io.FileIO:
        assert isinstance(self._process.stdin, io.FileIO)
        return self._process.stdin

    @property
    def _pipe_out(self) -> io.FileIO:
        assert isinstance(self._process.stdout, io.FileIO)
        return self._process.stdout

    def _close_pipes(self) -> None:
        for pipe in (self._pipe_in, self._pipe_out):
            with contextlib.suppress(OSError):
                pipe.close()


class Watch:
    """Ends a worker that takes longer than `request_seconds` for one step."""

    def __init__(self, process: WorkerProcess, cancelled: CancelCheck | None) -> None:
        self._process = process
        self._cancelled = cancelled
        self._until: float | None = None
        self._done = threading.Event()
        self.restart()
        threading.Thread(target=self._run, name="render-watch", daemon=True).start()

    def restart(self) -> None:
        """A new step of the worker begins now."""
        self._until = time.monotonic() + self._process.limits.request_seconds

    def pause(self) -> None:
        """The worker waits for us; its time does not run."""
        self._until = None

    def stop(self) -> None:
        """Nothing is ended any more."""
        self._done.set()

    def _run(self) -> None:
        while not self._done.wait(_POLL_SECONDS):
            until = self._until
            if self._cancelled is not None and self._cancelled():
                return self._process.end(Ending.CLOSED)
            if until is not None and time.monotonic() > until:
                return self._process.end(Ending.TIMEOUT)
        return None


def _widen(pipe: io.FileIO) -> None:
    if sys.platform.startswith("linux"):
        import fcntl

        # A refusal (the user's pipe quota is used up) costs only speed.
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), _F_SETPIPE_SZ, _PIPE_BYTES)
