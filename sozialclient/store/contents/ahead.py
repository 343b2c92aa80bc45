"""Lets one step of a long piece of work run on a thread of its own, a little ahead of the next."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
STEPS = 3
"""Items that may be ready, or in the making, before they are asked for."""


def ahead(items: Generator[T, None, None]) -> Generator[T, None, None]:
    """`items` in order, none of them None; up to `STEPS` are made before they are asked for.

    Worth a thread only where making an item leaves the interpreter to others: hashing, ciphers,
    files. What making one raises is raised to the one who asks for it. When the generator is closed
    the thread has ended and `items` is closed.
    """
    with contextlib.closing(items), ThreadPoolExecutor(1, thread_name_prefix="ahead") as worker:
        under_way = deque(worker.submit(next, items, None) for _ in range(STEPS))
        try:
            while (item := under_way.popleft().result()) is not None:
                under_way.append(worker.submit(next, items, None))
                yield item
        finally:
            for future in under_way:
                future.cancel()
