"""`sozialclient intermediary`: the training intermediary alone."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from pathlib import Path
from typing import Literal

from sozialclient.cli.context import read_optional
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.interrupt import interruptible
from sozialclient.demo.intermediary_start import (
    RunningIntermediary,
    TrainingIntermediaryOptions,
    start_training_intermediary,
)
from sozialclient.errors import SozialclientError


class ListenAddressInvalid(SozialclientError):
    """`--listen` is not HOST:PORT."""

    reference = "CLI-LISTEN"


class IntermediaryNotStarted(SozialclientError):
    """The address or the folder cannot be used; parameter `cause` is the system's error number."""

    reference = "CLI-NOT-STARTED"


class FillInvalid(SozialclientError):
    """`--fill` is neither a number nor the word training."""

    reference = "CLI-FILL"


def run_intermediary(arguments: argparse.Namespace) -> ExitCode:
    """Serve until SIGTERM or Ctrl+C."""
    host, port = _address(arguments.listen)
    for option in ("cipher-p12", "signature-p12", "pin-file"):
        read_optional(getattr(arguments, option.replace("-", "_")), f"--{option}")
    options = TrainingIntermediaryOptions(
        state=arguments.state.resolve(),
        host=host,
        port=port,
        fill=_fill(arguments.fill),
        with_large=arguments.large,
        cipher_p12=arguments.cipher_p12,
        signature_p12=arguments.signature_p12,
        pin_file=arguments.pin_file,
    )
    stop = threading.Event()
    with interruptible(stop):
        try:
            running = start_training_intermediary(options)
        except OSError as error:
            raise IntermediaryNotStarted(cause=error.errno or 0) from None
        try:
            print(json.dumps(_description(running)), flush=True)
            if arguments.while_stdin_open:
                threading.Thread(target=_stop_at_end_of_input, args=(stop,), daemon=True).start()
            # A wait without a limit cannot be interrupted by a signal on Windows.
            while not stop.wait(0.5):
                pass
        finally:
            running.stop()
    return ExitCode.OK


def _stop_at_end_of_input(stop: threading.Event) -> None:
    """Whoever started us holds our standard input open; it ends with them, even when they crash."""
    while sys.stdin.readline():
        pass
    stop.set()


def _description(running: RunningIntermediary) -> dict[str, str]:
    paths: dict[str, Path | None] = {
        "cipher_certificate": running.cipher_certificate,
        "signature_certificate": running.signature_certificate,
        "p12": running.p12,
        "pin_file": running.pin_file,
        "root_certificate": running.root_certificate,
        "authority_certificate": running.authority_certificate,
    }
    return {"url": running.url, **{key: str(path) for key, path in paths.items() if path is not None}}


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise ListenAddressInvalid
    return host.strip("[]") or "127.0.0.1", int(port)


def _fill(text: str | None) -> int | Literal["training"] | None:
    if text is None:
        return None
    if text == "training":
        return "training"
    if not text.isdecimal() or int(text) > 100_000:
        raise FillInvalid
    return int(text)
