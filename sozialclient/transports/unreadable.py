"""Tells what speaks against one delivery from what speaks against the whole fetch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sozialclient.errors import Cancelled, LocalFault, RemoteFault, SozialclientError, Unforeseen
from sozialclient.net.errors import ResponseTooLarge
from sozialclient.transports.base import DeliveryUnreadable
from sozialclient.wire.spool import Spool

_NOT_THE_DELIVERY = (Cancelled, LocalFault, RemoteFault, OSError)


class Kept(Iterator[bytes]):
    """The bytes of an answer as they come, kept in `original` before anyone reads them.

    `failed` tells that the way here broke, or the place they are kept in, and not their meaning.
    """

    def __init__(self, chunks: Iterable[bytes], original: Spool) -> None:
        self._chunks = iter(chunks)
        self._original = original
        self.failed = False

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
            self._original.write(chunk)
        except StopIteration:
            raise
        except BaseException:
            self.failed = True
            raise
        return chunk

    def keep_rest(self) -> bool:
        """Keep what nobody read; False when there is more than we take. Raises other errors of the network."""
        try:
            for _ in self:
                pass
        except ResponseTooLarge:
            return False
        return True


def cause_of(error: BaseException) -> SozialclientError | None:
    """What is wrong with one delivery, None when `error` is about network, disk, dialog or the user's wish.

    What the program did not foresee counts as the delivery's: it must neither be acknowledged nor
    stand in the way of the others.
    """
    if isinstance(error, _NOT_THE_DELIVERY) or not isinstance(error, Exception):
        return None
    return error if isinstance(error, SozialclientError) else Unforeseen(kind=type(error).__name__)


def unreadable(error: BaseException, original: Spool, *, complete: bool = True) -> DeliveryUnreadable | None:
    """`error` as one about a single delivery, None as in `cause_of`; `complete`: `original` holds all of it."""
    cause = cause_of(error)
    return None if cause is None else DeliveryUnreadable(cause, original, complete=complete)
