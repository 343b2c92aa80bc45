"""Reads one very long text in a process of its own: `python -m tests.hostile.large_text MIB` prints JSON.

`size` bytes of XML, `peak` the most memory that reading took on top of a process that had read a small one,
`decoded` bytes of the content.
"""

from __future__ import annotations

import json
import sys

from sozialclient.wire.base64 import decode_base64_text
from sozialclient.wire.xml import parse_xml, text_of
from tests.bench.open_once import peak_bytes

_LINE = b"QUJD" * 19 + b"\n"


def document(size: int) -> bytearray:
    """About `size` bytes: one element with base64 in lines."""
    made = bytearray(b"<a>")
    # Piece by piece, so that making it takes no more memory than it has in the end.
    while len(made) < size:
        made += _LINE
    made += b"</a>"
    return made


def main(mib: int) -> None:
    size = mib * 1024 * 1024
    parse_xml(bytes(document(1000)))
    before = peak_bytes()
    root = parse_xml(bytes(document(size)))
    decoded = sum(map(len, decode_base64_text(text_of(root))))
    print(json.dumps({"size": size, "peak": peak_bytes() - before, "decoded": decoded}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
