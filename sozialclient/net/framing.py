"""Reads from the header of a response how long its body is, and refuses what is ambiguous."""

from __future__ import annotations

from typing import Protocol

from sozialclient.net.errors import BadFraming, NotHttp, ProxyAuthentication, Redirected, UnexpectedEncoding

_BODYLESS = 204
_FIRST_FINAL = 200
_REDIRECTS = range(300, 400)
_PROXY_AUTHENTICATION = 407


class Headers(Protocol):
    """The header fields of a response."""

    def getlist(self, key: str) -> list[str]:
        """All values of a field, empty when it is absent."""


def body_length(status: int, headers: Headers) -> int | None:
    """Announced bytes of the body, None when it is chunked or ends with the connection.

    Raises BadFraming, UnexpectedEncoding, Redirected, ProxyAuthentication and NotHttp.
    """
    if status in _REDIRECTS:
        raise Redirected(status=status)
    if status == _PROXY_AUTHENTICATION:
        raise ProxyAuthentication()
    if status < _FIRST_FINAL:
        raise NotHttp()
    if any(value.strip().lower() not in ("", "identity") for value in headers.getlist("content-encoding")):
        raise UnexpectedEncoding()
    transfer = [value.strip().lower() for value in headers.getlist("transfer-encoding")]
    lengths = headers.getlist("content-length")
    if transfer and lengths:
        raise BadFraming(detail="length-and-chunked")
    if transfer and transfer != ["chunked"]:
        raise BadFraming(detail="transfer-encoding")
    if len(lengths) > 1 or any(not _is_number(value) for value in lengths):
        raise BadFraming(detail="content-length")
    if status == _BODYLESS:
        return 0
    return int(lengths[0]) if lengths else None


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= len(str(2**63))
