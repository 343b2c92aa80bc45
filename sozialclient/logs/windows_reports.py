"""Keeps the memory of the program out of what Windows sends and stores after a crash."""

from __future__ import annotations

import sys
from pathlib import Path

_NO_HEAP = 0x0001
_NO_BOXES = 0x0001 | 0x0002
_OWN_NAME = "sozialclient"


def keep_out_of_error_reports() -> bool:
    """Exclude this process from Windows Error Reporting; False where there is none or it refuses.

    Reports of this process carry no heap (`WerSetFlags`). The installed program is excluded by
    name as well (`WerAddExcludedApplication`, for this user); Python itself, which others use, is not.
    """
    if sys.platform != "win32":
        return False
    import ctypes

    try:
        kernel, reporting = ctypes.WinDLL("kernel32"), ctypes.WinDLL("wer")
        kernel.SetErrorMode(_NO_BOXES)
        done = kernel.WerSetFlags(_NO_HEAP) == 0
        program = Path(sys.executable).name
        if program.lower().startswith(_OWN_NAME):
            done = reporting.WerAddExcludedApplication(ctypes.c_wchar_p(program), 0) == 0 and done
    except (OSError, AttributeError):
        return False
    return bool(done)
