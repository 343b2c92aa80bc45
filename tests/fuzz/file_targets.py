"""Key files, file names and tables."""

from __future__ import annotations

import csv
import io
from functools import cache

from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PBES, serialize_key_and_certificates

from sozialclient.crypto.certificates import public_key
from sozialclient.crypto.key_file import open_key_file
from sozialclient.exporters.cells import LONGEST_CELL, csv_table, protected
from sozialclient.exporters.file_names import name_key, safe_name
from tests.fuzz.choices import Choices
from tests.fuzz.der_edits import edited_der
from tests.fuzz.edits import edited_bytes
from tests.mailbox_rig import training_pki
from tests.unit.crypto.key_files import authenticated_content, key_file, merged, with_content, with_pbmac1
from tests.unit.exporters.test_file_names import assert_valid_on_windows

PIN = "geheim"
_NAMES = (
    "Antrag.pdf", "CON", "con.txt", "COM\u00b9.x", "..", "../../x", "C:\\x", "a.pdf:evil.exe", "x.library-ms", " ",
    ".", "\u202efdp.exe", "e\u0301" * 40, "\ud800", "\U0001f600" * 80, "\uff0e\uff0fx", "a" * 300 + ".pdf", "~",
    "x.exe .", "",
)  # fmt: skip
_CELLS = (
    "=1+1", "+1", "-1", "-1,50", "@x", "\t=1", "\r", "\n=1", "\uff1d1", "'=1", '"', ";", "a\r\nb", "\ud800", "\0=1", "",
    "\u200b=1", "00001", "-=" * 20, "\u3000@",
)  # fmt: skip
_LONG = ("x" * (LONGEST_CELL + 1), "\u202e" * (LONGEST_CELL // 8), "\r\n" * LONGEST_CELL, "e\u0301" * LONGEST_CELL)


def open_key(choices: Choices) -> None:
    """A key file gives up identities whose certificate and key belong together, or none."""
    data = choices.pick(_key_files())
    if choices.number(2):
        data = with_content(edited_der(choices, authenticated_content(data)), PIN)
    if choices.number(3) == 1:
        data = edited_der(choices, data)
    if choices.number(3) == 1:
        data = edited_bytes(choices, data)
    pin = choices.pick((PIN, PIN, PIN, "falsch", "", "\u00e4\0"))
    opened = open_key_file(data, pin)
    assert opened.identities
    for identity in opened.identities:
        assert public_key(identity.certificate.der) == identity.private_key.public_key()


@cache
def _key_files() -> tuple[bytes, ...]:
    pki = training_pki()
    usual = key_file(pki.office.private_key, pki.office.der, PIN, [pki.ca.der], rounds=2)
    author = key_file(pki.author.private_key, pki.author.der, PIN, rounds=1)
    old = key_file(pki.author.private_key, pki.author.der, PIN, pbes=PBES.PBESv1SHA1And3KeyTripleDESCBC, rounds=1)
    office = pki.office
    bare = serialize_key_and_certificates(b"n", office.private_key, office.certificate, None, NoEncryption())
    plain = with_content(authenticated_content(bare), PIN)
    return usual, plain, merged([usual, author], PIN), with_pbmac1(author, PIN, 2), old


def name_files(choices: Choices) -> None:
    """Every name is one safe component, used once."""
    taken: set[str] = set()
    longest = 24 + choices.number(140)
    results = []
    for _ in range(1 + choices.number(6)):
        untrusted = _text(choices, _NAMES)
        results.append(safe_name(untrusted, fallback=_text(choices, _NAMES), taken=taken, max_length=longest))
    for result in results:
        assert_valid_on_windows(result, longest)
    assert len({name_key(result) for result in results}) == len(results) == len(taken)


def write_table(choices: Choices) -> None:
    """What is written reads back with as many cells as columns, none of them a formula or too long."""
    columns = 1 + choices.number(3)
    rows = [[_text(choices, _CELLS) for _ in range(columns)] for _ in range(choices.number(4))]
    data = b"".join(csv_table(["x"] * columns, rows))
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(read) > len(rows) and {len(row) for row in read} == {columns}
    for cell in (cell for row in read for cell in row):
        assert len(cell) <= 32_767
        assert protected(cell) == cell or cell[:1] == "'"
        assert "\0" not in cell


def _text(choices: Choices, samples: tuple[str, ...]) -> str:
    if choices.number(256) == 1:
        return choices.pick(_LONG)
    if choices.number(2):
        return choices.pick(samples) + choices.pick(samples)
    if choices.number(2):
        return choices.piece().decode("utf-8", "surrogateescape")
    return choices.piece().decode("utf-16-le", "replace")
