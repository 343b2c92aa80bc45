"""What a whole order leaves open although each of its fields is ticked, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sozialclient.gui.plain import Shown
from sozialclient.gui.wording import count

if TYPE_CHECKING:
    from sozialclient.usecases.transfer_application import TransferSheet


def open_points(sheet: TransferSheet) -> Iterator[Shown]:
    """Second looks, and fields of the application the order has no place for; nothing where there are none."""
    if sheet.unseconded:
        yield count("transfer.seconds", len(sheet.unseconded))
    if sheet.loose:
        yield count("transfer.loose", sheet.loose)
