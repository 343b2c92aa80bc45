"""Keeps the data folder out of the search index of Windows."""

from __future__ import annotations

import sys
from pathlib import Path

_NOT_CONTENT_INDEXED = 0x2000
"""File attribute constant of Windows; what is made in the folder later inherits it."""
_NO_ATTRIBUTES = 0xFFFFFFFF


def leave_out_of_search(folder: Path) -> bool:
    """Mark `folder`; False where there is no such mark or the place refuses it, which stops nothing."""
    if sys.platform != "win32":
        return False
    import ctypes

    kernel = ctypes.WinDLL("kernel32")
    kernel.GetFileAttributesW.restype = ctypes.c_uint32
    now = int(kernel.GetFileAttributesW(ctypes.c_wchar_p(str(folder))))
    if now == _NO_ATTRIBUTES:
        return False
    if now & _NOT_CONTENT_INDEXED:
        return True
    return bool(kernel.SetFileAttributesW(ctypes.c_wchar_p(str(folder)), now | _NOT_CONTENT_INDEXED))
