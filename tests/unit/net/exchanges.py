"""Short ways to post something and collect the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sozialclient.net.http_client import HttpClient, NetSettings

REQUEST = b"MIME-Version: 1.0\r\n\r\nAntrag"


@dataclass
class Answer:
    """What came back, and what `on_bytes` was told."""

    status: int
    body: bytes
    length: int | None
    steps: list[tuple[int, int | None]] = field(default_factory=list)


def post(
    url: str,
    body: Iterable[bytes] | bytes = REQUEST,
    length: int | None = None,
    *,
    settings: NetSettings | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Answer:
    """Post and read everything; proxies are left out unless `settings` says otherwise."""
    client = HttpClient(settings or NetSettings(proxy="direct"))
    steps: list[tuple[int, int | None]] = []
    size = len(body) if isinstance(body, bytes) else length
    assert size is not None
    with client.post(
        url, body, size, cancelled=cancelled, on_bytes=lambda received, total: steps.append((received, total))
    ) as response:
        received = b"".join(response)
        return Answer(response.status, received, response.length, steps)
