"""Windows' own protection of small secrets for the signed-in user (DPAPI)."""

from __future__ import annotations

import ctypes
import sys

_UI_FORBIDDEN = 0x1


class _Blob(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ulong), ("data", ctypes.POINTER(ctypes.c_char)))


def available() -> bool:
    """Whether this platform has DPAPI."""
    return sys.platform == "win32"


def protect(secret: bytes, entropy: bytes) -> bytes:
    """`secret` sealed for the signed-in user. Raises OSError, also where there is no DPAPI."""
    return _call("CryptProtectData", secret, entropy)


def unprotect(sealed: bytes, entropy: bytes) -> bytes:
    """The secret in `sealed`. Raises OSError when it belongs to another user or PC."""
    return _call("CryptUnprotectData", sealed, entropy)


def _blob(data: bytes) -> _Blob:
    return _Blob(len(data), ctypes.cast(ctypes.create_string_buffer(data, len(data)), ctypes.POINTER(ctypes.c_char)))


def _call(function: str, data: bytes, entropy: bytes) -> bytes:
    if sys.platform != "win32":
        raise OSError("DPAPI exists on Windows only")
    crypt32 = ctypes.WinDLL("crypt32", use_last_error=True)
    kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel32.LocalFree.argtypes = (ctypes.c_void_p,)
    given, extra, result = _blob(data), _blob(entropy), _Blob()
    arguments = (ctypes.byref(given), None, ctypes.byref(extra), None, None, _UI_FORBIDDEN, ctypes.byref(result))
    if not getattr(crypt32, function)(*arguments):
        raise ctypes.WinError(ctypes.get_last_error())
    try:
        return ctypes.string_at(result.data, result.length)
    finally:
        kernel32.LocalFree(ctypes.cast(result.data, ctypes.c_void_p))
