"""Tells whether this machine has time for a measurement."""

from __future__ import annotations

import os

import psutil


def busy() -> bool:
    """Whether so much else runs that what uses two cores can't be compared with what uses one."""
    return psutil.getloadavg()[0] > 1.5 * (os.cpu_count() or 1)
