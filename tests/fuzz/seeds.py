"""The kept inputs of every target: one hexadecimal line each, in corpus/NAME.txt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"
LARGEST = 100_000
"""Bytes of one corpus file."""


def seeds(target: str) -> list[bytes]:
    """The inputs kept for a target."""
    file = FOLDER / f"{target}.txt"
    return [bytes.fromhex(line) for line in file.read_text(encoding="ascii").splitlines()] if file.exists() else []


def keep(target: str, inputs: Iterable[bytes]) -> None:
    """Keep these, the shortest first, as far as there is room."""
    lines = sorted({each.hex() for each in inputs}, key=lambda line: (len(line), line))
    text = ""
    for line in lines:
        if len(text) + len(line) < LARGEST:
            text += f"{line}\n"
    (FOLDER / f"{target}.txt").write_text(text, encoding="ascii", newline="\n")
