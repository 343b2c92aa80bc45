"""A barcode of an id of ours; it never holds anything a person wrote."""

from __future__ import annotations

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from sozialclient.reports.pdf.tags import Element, marked

_HEIGHT, _ROOM = 12 * mm, 5 * mm


class Barcode(Flowable):
    """Code 128 (ISO/IEC 15417) with quiet zones, 0.33 mm a module."""

    def __init__(self, value: str, alternative: str, root: Element) -> None:
        """`value` must be ASCII; `alternative` is what a screen reader says."""
        super().__init__()
        self._bars = Code128(value, barHeight=_HEIGHT, barWidth=0.33 * mm, humanReadable=False, quiet=True)
        self._element = root.add("Figure", alternative=alternative)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """The room it takes."""
        return float(self._bars.width), _HEIGHT + _ROOM

    def draw(self) -> None:
        """Draw it."""
        with marked(self.canv, self._element):
            self._bars.drawOn(self.canv, 0, _ROOM / 2)
