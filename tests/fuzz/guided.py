"""One target under libFuzzer, in a process of its own; the last arguments are libFuzzer's."""

from __future__ import annotations

import importlib
import sys

import pytest


def main(name: str, fault: str, options: list[str]) -> None:
    """Fuzz `name` until an option ends it; an exception that gets out ends it with exit code 77."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["sozialclient"]):
        run = importlib.import_module("tests.fuzz.targets").TARGETS[name].run
    if fault != "sound":
        importlib.import_module("tests.fuzz.planted").plant(fault, pytest.MonkeyPatch())
    run(b"")

    def once(data: bytes) -> None:
        run(data)

    atheris.Setup([sys.argv[0], *options], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
