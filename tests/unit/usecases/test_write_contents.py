"""Names that strangers chose, written to a folder: everything inside it, nothing lost, nothing overwritten."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.errors import SozialclientError
from sozialclient.model.delivery import Container, Content, ContentKind, Delivery, TransportProtection
from sozialclient.model.verdict import Verdict
from sozialclient.usecases.write_contents import write_contents
from sozialclient.wire.spool import MemorySpool

HOSTILE = [
    "../x", "..\\x", "/etc/passwd", "C:\\Windows\\x.dll", "CON", "con.txt", "NUL", "COM1.pdf", "a" * 300 + ".pdf",
    "ä" * 300, "Antrag.pdf", "Antrag.pdf", "ANTRAG.PDF", "antrag.pdf ", "x.exe", "bild\u202efdp.exe", "a:b", "..", ".",
    "", " ", ".htaccess", "~$x.docx", "e\u0301.txt", "\u00e9.txt", "\x00", "a\nb", "<script>.html", "x" * 4000, "-rf",
]


class Broken(MemorySpool):
    """A spool that ends with a read error."""

    def chunks(self) -> Iterator[bytes]:
        yield b"half"
        raise OSError(5, "simulated")


def spool(data: bytes) -> MemorySpool:
    made = MemorySpool()
    made.write(data)
    return made


def delivery(names: list[str | None], verdicts: dict[int, Verdict] | None = None) -> Delivery:
    contents = tuple(
        Content(key=f"k{number}", id=f"content{number}", kind=ContentKind.ATTACHMENT, untrusted_name=name,
                untrusted_media_type=None, size=1, sha256="", integrity=(verdicts or {}).get(number, Verdict.PASSED))
        for number, name in enumerate(names)
    )
    container = Container(id="c", encryption=None, readable=True, contents=contents)
    protection = TransportProtection(encryption=None, signature=None, verdict=Verdict.UNDECIDED)
    return Delivery(message_id="m", message_type="x", subject=None, feedback=(), process_card=None,
                    transport=protection, containers=(container,))


def test_hostile_names_stay_inside_and_apart(tmp_path: Path) -> None:
    payloads = {f"k{number}": spool(f"{number}".encode()) for number in range(len(HOSTILE))}
    folder = tmp_path / "innen" / "out"
    paths = write_contents(delivery(list(HOSTILE)), payloads, folder)
    assert sorted(tmp_path.rglob("*")) == sorted([tmp_path / "innen", folder, *folder.iterdir()])
    assert len(list(folder.iterdir())) == len(HOSTILE) == len({str(path).lower() for path in paths.values()})
    for number in range(len(HOSTILE)):
        path = paths[f"k{number}"]
        assert path.parent == folder and path.read_bytes() == f"{number}".encode()
        assert not path.name.startswith((".", "~", "-")) and len(path.name) <= 120
    assert {"CON", "NUL", "COM1"} & {path.name.split(".")[0].upper() for path in paths.values()} == set()
    assert paths["k14"].name == "x.exe.bin"


def test_nothing_existing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "Antrag.PDF").write_bytes(b"old")
    (tmp_path / "ordner.txt").mkdir()
    paths = write_contents(
        delivery(["Antrag.pdf", "Antrag.PDF", "ordner.txt"]),
        {"k0": spool(b"one"), "k1": spool(b"two"), "k2": spool(b"three")}, tmp_path,
    )
    again = write_contents(delivery(["Antrag.pdf"]), {"k0": spool(b"four")}, tmp_path)
    assert (tmp_path / "Antrag.PDF").read_bytes() == b"old"
    assert [path.read_bytes() for path in (*paths.values(), *again.values())] == [b"one", b"two", b"three", b"four"]


def test_what_is_not_intact_is_not_written(tmp_path: Path) -> None:
    verdicts = {0: Verdict.FAILED, 1: Verdict.UNDECIDED}
    payloads = {f"k{number}": spool(b"x") for number in range(3)}
    paths = write_contents(delivery(["a.txt", "b.txt", "c.txt", "d.txt"], verdicts), payloads, tmp_path)
    assert set(paths) == {"k1", "k2"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.txt", "c.txt"]


def test_a_content_without_a_name_gets_one(tmp_path: Path) -> None:
    paths = write_contents(delivery([None]), {"k0": spool(b"x")}, tmp_path)
    assert paths["k0"].name == "content0.bin"


def test_half_a_file_never_appears(tmp_path: Path) -> None:
    with pytest.raises(SozialclientError) as failure:
        write_contents(delivery(["a.txt", "b.txt"]), {"k0": spool(b"x"), "k1": Broken()}, tmp_path)
    assert (failure.value.reference, failure.value.parameters) == ("OPEN-WRITE", {"cause": "5"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SozialclientError, match="OPEN-WRITE"):
        write_contents(delivery(["a.txt"]), {"k0": spool(b"x")}, tmp_path / "file")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_files_are_for_the_user_alone(tmp_path: Path) -> None:
    paths = write_contents(delivery(["a.txt"]), {"k0": spool(b"x")}, tmp_path)
    assert paths["k0"].stat().st_mode & 0o077 == 0
