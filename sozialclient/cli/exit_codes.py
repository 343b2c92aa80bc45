"""What the shell learns from a command."""

from __future__ import annotations

import enum

from sozialclient.errors import SozialclientError
from sozialclient.net.errors import NetError

_NOT_REACHABLE_EXCEPT = ("NET-ADDRESS", "NET-CA-FILE")
_NOT_UNDERSTOOD = ("CLI-LISTEN", "CLI-FILL")


class ExitCode(enum.IntEnum):
    """Exit codes of every command."""

    OK = 0
    USAGE = 2
    REFUSED = 3
    FINDINGS = 4
    NOT_REACHABLE = 5


def exit_code(error: SozialclientError) -> ExitCode:
    """Not reachable for everything on the way to a server, refused for all else that was understood."""
    if error.reference in _NOT_UNDERSTOOD:
        return ExitCode.USAGE
    if isinstance(error, NetError) and error.reference not in _NOT_REACHABLE_EXCEPT:
        return ExitCode.NOT_REACHABLE
    return ExitCode.REFUSED
