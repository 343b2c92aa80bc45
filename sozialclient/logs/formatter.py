"""Formats log records without their messages: a foreign exception's message may be a citizen's name."""

from __future__ import annotations

import enum
import errno
import logging
import re
import time
import types
from collections.abc import Iterator

from sozialclient.errors import SozialclientError

OURS = "sozialclient"
_HIDDEN = "…"
_LINKS = 5
_FRAMES = 4
_EVENT = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][\w.<>]{0,100}", re.ASCII)
_HARMLESS = re.compile(r"A-\d{4}-\d{6,}|[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+|\d{1,15}|True|False|None", re.ASCII)
_VOUCHED = re.compile(r"[\w.:-]{1,80}", re.ASCII)


class Code(str):
    """A text our own code vouches for: a name of a setting, a category, a place; never data."""

    __slots__ = ()


class SparseFormatter(logging.Formatter):
    """Time (UTC), level, event, module and line, then ids and codes only.

    Of a record of ours the message is written when it is an event (`fetch.started %s`), of its
    arguments those that cannot be data; of a foreign record only where it came from. Of an
    exception its class, its reference and places in the code are written, never its message, its
    arguments, its notes or local values.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line; exceptions that led to another follow after `<`."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        parts = [f"{moment}.{int(record.msecs):03}Z", record.levelname, _named(record.name) + f":{record.lineno}"]
        if record.name.split(".")[0] == OURS:
            event = record.msg.replace(" %s", "") if isinstance(record.msg, str) else ""
            if _EVENT.fullmatch(event):
                parts.append(event)
            arguments = record.args if isinstance(record.args, tuple) else ()
            parts += [harmless(item) for item in arguments]
        if isinstance(record.msg, BaseException):
            parts.append(describe(record.msg))
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(describe(record.exc_info[1]))
        return " ".join(parts)


def harmless(value: object) -> str:
    """`value` when it is a number, an id, a reference or vouched for; else an ellipsis."""
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, Code):
        return str(value) if _VOUCHED.fullmatch(value) else _HIDDEN
    if isinstance(value, str) and value in errno.errorcode.values():
        return value
    if value is None or isinstance(value, bool | int | float | str):
        text = str(value)
        return text if isinstance(value, float) or _HARMLESS.fullmatch(text) else _HIDDEN
    return _HIDDEN


def describe(error: BaseException) -> str:
    """Class, reference and places of an exception, and of those that led to it."""
    return " < ".join(_one(link) for link in _chain(error))


def _one(error: BaseException) -> str:
    words = [f"{_named(type(error).__module__)}.{_named(type(error).__qualname__)}"]
    if isinstance(error, SozialclientError):
        named = (f"{_named(name)}={harmless(value)}" for name, value in error.parameters.items())
        words.append(f"{harmless(error.reference)}({', '.join(named)})")
    if isinstance(error, OSError) and isinstance(error.errno, int):
        words.append(f"errno={error.errno}")
    if isinstance(error, BaseExceptionGroup):
        words.append("[" + "; ".join(_one(member) for member in error.exceptions[:_LINKS]) + "]")
    places = list(_places(error.__traceback__))[-_FRAMES:]
    return " ".join([*words, *([f"at {' > '.join(places)}"] if places else [])])


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen and len(seen) < _LINKS:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _places(trace: types.TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield f"{_named(str(trace.tb_frame.f_globals.get('__name__', '?')))}:{trace.tb_lineno}"
        trace = trace.tb_next


def _named(name: str) -> str:
    return name if _NAME.fullmatch(name) else "?"
