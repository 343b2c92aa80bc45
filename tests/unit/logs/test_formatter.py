"""Whatever is raised or logged, no text that came with it stands in the logs."""

from __future__ import annotations

import codecs
import importlib
import json
import logging
import pkgutil
import subprocess
import sys
import threading
import urllib.error
import warnings
import zipfile
from collections.abc import Callable, Iterator

import apsw
import msgspec
import pytest
import urllib3.exceptions
from lxml import etree
from PIL import UnidentifiedImageError

import sozialclient
from sozialclient.errors import SozialclientError
from sozialclient.logs import Code, describe
from sozialclient.logs.hooks import install_hooks

CANARY = "Erika Kanarienvogel 1975-03-12 DE02120300000000202051"
_log = logging.getLogger("sozialclient.test")
Logged = Callable[[], str]


def errors_of_ours() -> list[type[SozialclientError]]:
    """Every class of error of the project."""
    for module in pkgutil.walk_packages(sozialclient.__path__, "sozialclient."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, waiting = [], [SozialclientError]
    while waiting:
        error = waiting.pop()
        found.append(error)
        waiting += error.__subclasses__()
    return [error for error in found if error.__module__.startswith("sozialclient.")]


def foreign() -> Iterator[BaseException]:
    """The usual exceptions of others with the canary where they keep their words."""
    for kind in (
        Exception, ValueError, TypeError, KeyError, IndexError, AttributeError, RuntimeError, AssertionError,
        NotImplementedError, RecursionError, MemoryError, LookupError, ArithmeticError, EOFError, ImportError,
        NameError, StopIteration, SyntaxError, SystemError, TimeoutError, ConnectionResetError, UnicodeError,
        apsw.CorruptError, apsw.FullError, apsw.SQLError, msgspec.ValidationError, urllib3.exceptions.HTTPError,
        urllib3.exceptions.SSLError, UnidentifiedImageError, zipfile.BadZipFile, subprocess.SubprocessError,
        SystemExit, GeneratorExit,
    ):
        yield kind(CANARY)
    yield OSError(13, CANARY, f"S:/{CANARY}.pdf")
    yield FileNotFoundError(2, CANARY, CANARY, None, CANARY)
    yield urllib.error.URLError(CANARY)
    yield UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY)
    yield UnicodeEncodeError("ascii", CANARY, 0, 1, CANARY)
    yield subprocess.CalledProcessError(1, [CANARY], CANARY, CANARY)
    yield ExceptionGroup(CANARY, [ValueError(CANARY), ExceptionGroup(CANARY, [KeyError(CANARY)])])
    yield json.JSONDecodeError(CANARY, CANARY, 0)
    yield etree.LxmlError(CANARY)
    yield type("Own", (Exception,), {"__module__": CANARY})(CANARY)


def raised(error: BaseException, inner: BaseException | None = None) -> BaseException:
    """`error` as it is when it was raised with a cause, notes and a local value."""
    untrusted_name = CANARY
    error.add_note(CANARY + untrusted_name)
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as cause:
            if inner is not None:
                raise inner from cause
            raise error from cause
    except BaseException as caught:  # noqa: BLE001 - the test is about all of them
        return caught


OURS = sorted(errors_of_ours(), key=lambda kind: kind.reference)


def assert_silent(text: str) -> None:
    """No word of the canary in any common form."""
    for word in CANARY.split():
        for form in (word, word.encode().hex(), codecs.encode(word, "rot13"), repr(word), word.upper(), word.lower()):
            assert form not in text


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_errors_of_ours_say_class_and_reference(kind: type[SozialclientError], logged: Logged) -> None:
    error = kind.__new__(kind)
    SozialclientError.__init__(error, host=CANARY, part=CANARY, number=17, application="A-2026-000017", code="EIO")
    for own in ("inner", "error", "cause"):
        if own in getattr(kind, "__annotations__", {}):
            setattr(error, own, ValueError(CANARY))
    _log.error("failed", exc_info=raised(error))
    _log.warning("refused %s", error)
    _log.error("%s", error)
    text = logged()
    assert_silent(text)
    assert text.count(kind.__name__) == 3
    assert kind.reference in text
    assert "number=17, application=A-2026-000017, code=EIO" in text
    assert "test_formatter:" in text


@pytest.mark.parametrize("error", list(foreign()), ids=lambda error: type(error).__name__)
def test_errors_of_others_say_class_and_place(error: BaseException, logged: Logged) -> None:
    caught = raised(error)
    _log.error("failed", exc_info=caught)
    _log.error(caught)
    _log.error("failed %s", caught)
    _log.error(f"failed {caught}", stack_info=True)
    logging.getLogger("urllib3.connectionpool").error("no %s", caught, exc_info=caught)
    logging.getLogger("lxml").critical(caught)
    text = logged()
    assert_silent(text)
    assert text.count("\n") == 6
    assert type(error).__qualname__ in text
    assert "test_formatter:" in text


def test_what_is_no_event_is_left_out(logged: Logged) -> None:
    _log.info(CANARY)
    _log.info("fetch.started %s %s %s %s", CANARY, 17, "A-2026-000017", Code("network.proxy"))
    _log.info("%s", {"name": CANARY})
    _log.info("x", extra={"applicant": CANARY})
    _log.info("%(name)s", {"name": CANARY})
    logging.getLogger("urllib3").warning("GET %s", CANARY)
    logging.getLogger(CANARY).warning("event")
    text = logged()
    assert_silent(text)
    assert "fetch.started … 17 A-2026-000017 network.proxy" in text
    assert "WARNING urllib3:" in text


def test_chatty_libraries_are_not_heard(logged: Logged) -> None:
    logging.getLogger().setLevel(logging.WARNING)
    for name in ("urllib3.connectionpool", "PIL.PngImagePlugin", "asyncio", "keyring.backend"):
        logging.getLogger(name).debug(CANARY)
        logging.getLogger(name).info(CANARY)
    _log.debug("own.debug")
    assert logged().count("\n") == 1


def test_a_chain_without_end_ends() -> None:
    one, two = ValueError(CANARY), KeyError(CANARY)
    one.__cause__, two.__cause__ = two, one
    assert describe(one) == "builtins.ValueError < builtins.KeyError"


def test_hooks_say_no_message(logged: Logged, capsys: pytest.CaptureFixture[str]) -> None:
    give_back = install_hooks()
    try:
        error = raised(ValueError(CANARY))
        sys.excepthook(type(error), error, error.__traceback__)
        thread = threading.Thread(target=lambda: int(CANARY), name=CANARY)
        thread.start()
        thread.join()
        warnings.showwarning(UserWarning(CANARY), UserWarning, f"S:/{CANARY}/x.py", 17)
        sys.unraisablehook(_Unraisable(error))  # type: ignore[arg-type]  # the real one cannot be made by hand
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(CANARY), None)
    finally:
        give_back()
    said = capsys.readouterr()
    assert_silent(logged() + said.err + said.out)
    assert logged().count("\n") == 4
    assert "python.warning UserWarning x 17" in logged()


class _Unraisable:
    """What Python hands over when a finalizer fails."""

    def __init__(self, error: BaseException) -> None:
        self.exc_type, self.exc_value, self.exc_traceback = type(error), error, error.__traceback__
        self.err_msg, self.object = CANARY, CANARY


def test_the_whole_process_says_no_message() -> None:
    """An error nobody caught, in a process of its own, as the program sets itself up."""
    program = (
        "from sozialclient.logs.hooks import install_hooks\n"
        f"install_hooks()\nname = {CANARY!r}\nint(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert_silent(done.stderr)
    assert done.stderr == "builtins.ValueError at __main__:4\n"
