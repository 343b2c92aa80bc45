"""The door to PDFium's C interface and the reading of its strings; runs in the worker only."""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Callable
from typing import Any

if sys.platform == "win32":
    # The bindings ask for the system's name at import, and Python would ask a Windows service for it (WMI),
    # which takes up to seconds and should not be within reach of a confined worker.
    platform.system = lambda: "Windows"

import pypdfium2_raw.bindings as _bindings  # type: ignore[import-untyped]  # generated, ships no types

# The generated bindings alone start in half the time of the object layer above them.
api: Any = _bindings
"""PDFium's functions and constants under their own names."""

_LONGEST_STRING = 64 * 1024
_SHOWN_CHARACTERS = 2_000


def initialise() -> None:
    """Start the library; once per process, before any other call."""
    config = api.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=None, m_pIsolate=None, m_v8EmbedderSlot=0)
    api.FPDF_InitLibraryWithConfig(config)


def wide_string(call: Callable[[Any, int], int]) -> str:
    """A string PDFium hands out as UTF-16; `call(buffer, size)` returns the bytes needed."""
    return _visible(_string(call).decode("utf-16-le", "replace"))


def narrow_string(call: Callable[[Any, int], int]) -> str:
    """A string PDFium hands out as bytes, meant to be UTF-8."""
    return _visible(_string(call).decode("utf-8", "replace"))


def _string(call: Callable[[Any, int], int]) -> bytes:
    size = min(call(None, 0), _LONGEST_STRING)
    buffer = ctypes.create_string_buffer(size + 2)
    return bytes(buffer.raw[:size]) if size and call(buffer, size) <= size else b""


def _visible(text: str) -> str:
    # What cannot be seen could make one target look like another.
    kept = text.removesuffix("\0")[:_SHOWN_CHARACTERS]
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in kept)
