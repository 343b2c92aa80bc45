import re
import unicodedata
from pathlib import PureWindowsPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sozialclient.exporters.file_names import name_key, safe_name

DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|(COM|LPT)[0-9¹²³])", re.IGNORECASE)


def name_of(untrusted: str, max_length: int = 120) -> str:
    return safe_name(untrusted, fallback="Anlage-1", taken=set(), max_length=max_length)


def assert_valid_on_windows(name: str, max_length: int) -> None:
    assert name
    assert len(name.encode("utf-16-le")) // 2 <= max_length
    assert len(name.encode("utf-8")) <= 255
    assert not set(name) & set('<>:"/\\|?*')
    assert name == unicodedata.normalize("NFC", name)
    assert name[-1] not in " ." and name[0] not in " ."
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in name)
    assert not DEVICE.fullmatch(name.split(".")[0].rstrip())
    assert PureWindowsPath(name).name == name and not PureWindowsPath(name).is_reserved()


ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=300)
NASTY = st.lists(
    st.sampled_from(
        [
            "CON",
            "nul",
            "COM¹",
            "LPT9",
            "CONIN$",
            ".",
            "..",
            " ",
            "/",
            "\\",
            ":",
            "\u202e",
            "\u200b",
            "\ud800",
            "\x00",
            "e\u0301",
            "\u0301" * 20,
            "😀",
            "%",
            "~",
            ".exe",
            ".pdf",
            ".txt",
            "\uff0e",
            "\uff0f",
            "a",
            "Ａ",
            "ß",
            "ﬁ",
            "K",
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(names=st.lists(st.one_of(ANY_TEXT, NASTY), min_size=1, max_size=12), max_length=st.integers(24, 140))
@example(names=["CON", "con.txt", "a" * 400, "a" * 400, "A" * 400], max_length=24)
def test_every_name_is_valid_on_windows_and_used_once(names: list[str], max_length: int) -> None:
    taken: set[str] = set()
    results = [safe_name(name, fallback="Anlage", taken=taken, max_length=max_length) for name in names]
    for result in results:
        assert_valid_on_windows(result, max_length)
    assert len({name_key(result) for result in results}) == len(results)
    assert len({result.lower() for result in results}) == len(results)
    assert len(taken) == len(results)


@pytest.mark.parametrize(
    ("untrusted", "expected"),
    [
        ("NUL.tar.gz", "_NUL.tar.gz.bin"),
        ("Miete. . .", "Miete"),
        ("", "Anlage-1"),
        (" . .. ", "Anlage-1"),
        ("%APPDATA%\\x.pdf", "x.pdf"),
        ("Mietvertrag_2019 (Seite 1-14).pdf", "Mietvertrag_2019 (Seite 1-14).pdf"),
        ("Şahin-Großmann, Élodie.heic", "Şahin-Großmann, Élodie.heic"),
        ("Seite.html", "Seite.html.txt"),
        ("Bild.SVG", "Bild.SVG.txt"),
        ("x.neuerdings-gefährlich", "x.neuerdings-gefährlich.bin"),
        ("Tabelle.XLSX", "Tabelle.XLSX"),
    ],
)
def test_a_name_keeps_what_is_harmless(untrusted: str, expected: str) -> None:
    assert name_of(untrusted) == expected


@pytest.mark.parametrize(
    ("untrusted", "options", "expected"),
    [
        ("Miete 12.2026", {"otherwise": ".txt"}, "Miete 12.2026.txt"),
        ("Miete", {"otherwise": ".txt"}, "Miete.txt"),
        ("Miete.PDF", {"otherwise": ".txt"}, "Miete.PDF"),
        ("Miete.jpg", {"ending": ".pdf"}, "Miete.jpg.pdf"),
        ("Miete.PDF", {"ending": ".pdf"}, "Miete.PDF"),
        ("x.exe", {"ending": ".pdf"}, "x.exe.pdf"),
    ],
)
def test_what_the_bytes_are_decides_the_ending(untrusted: str, options: dict[str, str], expected: str) -> None:
    assert safe_name(untrusted, fallback="Anlage", taken=set(), **options) == expected  # type: ignore[arg-type]  # texts


def test_no_cut_name_ends_in_what_its_sender_chose() -> None:
    for length in range(24, 60):
        for untrusted in ("a" * 20 + ".exe" + "b" * 300, "a." * 200, "a" * 18 + ".js" * 50 + "§"):
            assert name_of(untrusted, max_length=length).rpartition(".")[2] in ("bin", "txt")


def test_a_limit_too_small_to_be_safe_is_refused() -> None:
    with pytest.raises(ValueError, match="max_length"):
        name_of("a", max_length=10)
