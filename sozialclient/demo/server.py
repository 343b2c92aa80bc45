"""Puts the training intermediary on HTTP, on the loopback unless told otherwise (PROTOCOL 1.1)."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, BinaryIO, cast

from sozialclient.demo.intermediary import Intermediary, fault_answer
from sozialclient.demo.server_body import BodyDamaged, RequestBody
from sozialclient.osci.feedback import FeedbackCode
from sozialclient.wire.spool import Spool, SpoolFactory

logger = logging.getLogger(__name__)
logger.addHandler(logging.NullHandler())
_SILENCE = 60.0
_AT_ONCE = 16
_LARGEST = 1024 * 1024 * 1024


class OsciServer(ThreadingHTTPServer):
    """One thread per connection; at most 16 requests are worked on at once. `largest` in bytes."""

    daemon_threads = True
    # On Windows that option would let a stranger listen on our port.
    allow_reuse_address = os.name == "posix"
    request_queue_size = 64

    def __init__(
        self, address: tuple[str, int], intermediary: Intermediary, spools: SpoolFactory, largest: int = _LARGEST
    ) -> None:
        """Listen at `address` (port 0 picks one); raises OSError when that is not possible."""
        self.intermediary = intermediary
        self.spools = spools
        self.largest = largest
        self.places = threading.BoundedSemaphore(_AT_ONCE)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without asking a name server for our own name, as the parent does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = cast(tuple[str, int], self.server_address[:2])

    @property
    def url(self) -> str:
        """Where clients post to."""
        host, port = cast(tuple[str, int], self.server_address[:2])
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    def finish_requests(self, seconds: float) -> None:
        """Wait until nothing is worked on any more, each of the 16 places at most `seconds`; takes no new work."""
        for _ in range(_AT_ONCE):
            self.places.acquire(timeout=seconds)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is the client's business; anything else is worth a look."""
        error = sys.exc_info()[1]
        if not isinstance(error, (OSError, BodyDamaged)):
            logger.debug("connection ended by %s", type(error).__name__, exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    """Answers every POST with status 200, whatever is in it: clients lose faults with other statuses."""

    protocol_version = "HTTP/1.1"
    server_version = "OSCI"
    sys_version = ""
    timeout = _SILENCE
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    server: OsciServer

    def do_POST(self) -> None:
        """One OSCI message in, one out."""
        answer, reusable = self._answer()
        with contextlib.closing(answer):
            self._send(answer, reusable)

    def do_GET(self) -> None:
        """Someone looked in with a browser."""
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    def handle_expect_100(self) -> bool:
        """Say at once that the body may come."""
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def _answer(self) -> tuple[Spool, bool]:
        """The answer, and whether the connection is fit for another request."""
        server = self.server
        try:
            body = RequestBody(cast(BinaryIO, self.rfile), self.headers, server.largest)
        except BodyDamaged:
            return self._fault(FeedbackCode.NOT_OSCI), False
        with server.places:
            try:
                answer = server.intermediary.answer(body.chunks(), server.spools)
            except (BodyDamaged, ConnectionError, TimeoutError):
                return self._fault(FeedbackCode.NOT_OSCI), False
            except Exception:
                # Nothing a client sends may end the server; what went wrong here is ours to find.
                logger.exception("request failed")
                return self._fault(FeedbackCode.INTERNAL_ERROR), body.drain()
        return answer, body.complete or body.drain()

    def _fault(self, code: FeedbackCode) -> Spool:
        spool = self.server.spools()
        for piece in fault_answer(code.value):
            spool.write(piece)
        return spool

    def _send(self, answer: Spool, reusable: bool) -> None:
        self.close_connection = self.close_connection or not reusable
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(answer.size))
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        for piece in answer.chunks():
            self.wfile.write(piece)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed; request lines hold nothing anyone needs."""
