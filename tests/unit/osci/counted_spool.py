"""A spool that knows how many of its kind are open."""

from __future__ import annotations

from sozialclient.wire.spool import MemorySpool


class CountedSpool(MemorySpool):
    """In memory; `made` and `open` count since the last `reset`."""

    made = 0
    open = 0

    def __init__(self) -> None:
        super().__init__()
        CountedSpool.made += 1
        CountedSpool.open += 1
        self._counted = 1

    @staticmethod
    def reset() -> None:
        CountedSpool.made = CountedSpool.open = 0

    def close(self) -> None:
        """Closing twice counts once."""
        super().close()
        CountedSpool.open -= self._counted
        self._counted = 0
