"""Keeps pictures by what they show, within a number of bytes; what was not looked at longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from PySide6.QtGui import QImage

K = TypeVar("K", bound=Hashable)


class ImageCache(Generic[K]):
    """At most `most_bytes` of pixels; a picture larger than that is kept alone."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._images: OrderedDict[K, QImage] = OrderedDict()
        self.bytes = 0

    def put(self, key: K, image: QImage) -> list[K]:
        """Keep a picture; returns the keys that had to go for it."""
        self.drop(key)
        self._images[key] = image
        self.bytes += image.sizeInBytes()
        gone = []
        while self.bytes > self._most and len(self._images) > 1:
            oldest = next(iter(self._images))
            self.drop(oldest)
            gone.append(oldest)
        return gone

    def get(self, key: K) -> QImage | None:
        """The picture, which counts as looked at now; None where there is none."""
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
        return image

    def drop(self, key: K) -> None:
        """Forget a picture."""
        image = self._images.pop(key, None)
        if image is not None:
            self.bytes -= image.sizeInBytes()

    def clear(self) -> None:
        """Forget all pictures."""
        self._images.clear()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._images)
