"""Holds a worker in a Windows job object: memory cap, no further process, ended with us."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMITS, _UI_RESTRICTIONS = 9, 4
    _ACTIVE_PROCESS, _PROCESS_MEMORY = 0x8, 0x100
    _DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x400, 0x2000
    _ALL_UI_LIMITS = 0xFF
    _SET_QUOTA_AND_TERMINATE = 0x0101

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("Basic", _BasicLimits),
            ("IoCounters", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    _kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    _kernel.OpenProcess.restype = wintypes.HANDLE
    _kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)

    class Job:
        """A job object with one process in it; the process ends when the job is closed, or we do."""

        def __init__(self, process_id: int, memory_bytes: int) -> None:
            """OSError when the system refuses; the process must not be given anything then."""
            self._handle: int | None = _checked(_kernel.CreateJobObjectW(None, None))
            try:
                self._restrict(memory_bytes)
                self._assign(process_id)
            except OSError:
                self.close()
                raise

        def close(self) -> None:
            """End the process in it; closing twice is allowed."""
            handle, self._handle = self._handle, None
            if handle:
                _kernel.CloseHandle(handle)

        def _restrict(self, memory_bytes: int) -> None:
            limits = _ExtendedLimits()
            limits.Basic.LimitFlags = _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_EXCEPTION | _KILL_ON_CLOSE
            limits.Basic.ActiveProcessLimit = 1
            limits.ProcessMemoryLimit = memory_bytes
            self._set(_EXTENDED_LIMITS, limits)
            self._set(_UI_RESTRICTIONS, wintypes.DWORD(_ALL_UI_LIMITS))

        def _set(self, kind: int, value: ctypes.Structure | wintypes.DWORD) -> None:
            size = ctypes.sizeof(value)
            _checked(_kernel.SetInformationJobObject(self._handle, kind, ctypes.byref(value), size))

        def _assign(self, process_id: int) -> None:
            process = _checked(_kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, process_id))
            try:
                _checked(_kernel.AssignProcessToJobObject(self._handle, process))
            finally:
                _kernel.CloseHandle(process)

    def _checked(result: int | None) -> int:
        if not result:
            raise ctypes.WinError(ctypes.get_last_error())
        return result

else:

    class Job:
        """Nothing: elsewhere the worker limits itself, see `resource_limits`."""

        def __init__(self, process_id: int, memory_bytes: int) -> None:
            """Takes the same arguments as the real one."""

        def close(self) -> None:
            """Nothing to do."""
