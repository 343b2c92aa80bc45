import re
import unicodedata
from pathlib import Path, PureWindowsPath

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
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("NUL.tar.gz", "_NUL.tar.gz.bin"),
        ("COM1", "_COM1"),
        ("COM¹", "_COM¹"),
        ("LPT².pdf", "_LPT².pdf"),
        ("CONIN$", "_CONIN$"),
        ("CLOCK$", "_CLOCK$"),
        ("AUX .txt", "_AUX.txt"),
        ("PRN.pdf", "_PRN.pdf"),
        ("ＣＯＮ.pdf", "_ＣＯＮ.pdf"),
        ("Miete. . .", "Miete"),
        ("  Miete.pdf  ", "Miete.pdf"),
        ("...", "Anlage-1"),
        ("", "Anlage-1"),
        (".", "Anlage-1"),
        ("..", "Anlage-1"),
        (" . .. ", "Anlage-1"),
        ("../../x", "x"),
        ("..\\x", "x"),
        ("/abs", "abs"),
        ("C:\\x", "x"),
        ("C:x", "C_x"),
        ("\\\\srv\\share\\x", "x"),
        ("\\\\.\\PhysicalDrive0", "PhysicalDrive0"),
        ("\\\\?\\", "_"),
        ("%APPDATA%\\x.pdf", "x.pdf"),
        ("%APPDATA%", "_APPDATA_"),
        ("~", "_"),
        ("$RECYCLE.BIN", "_RECYCLE.BIN"),
        ("file.pdf:evil.exe", "file.pdf_evil.exe.bin"),
        ("file.pdf::$DATA", "file.pdf__$DATA.bin"),
        ("a:Zone.Identifier", "a_Zone.Identifier.bin"),
        ("Bescheid.pdf.exe", "Bescheid.pdf.exe.bin"),
        ("Bescheid.pdf" + " " * 200 + ".exe", "Bescheid.pdf.exe.bin"),
        ("rcs\u202efdp.exe", "rcsfdp.exe.bin"),
        ("x.library-ms", "x.library-ms.bin"),
        ("desktop.ini", "desktop.ini.txt"),
        ("autorun.inf", "autorun.inf.txt"),
        ("Makro.DOCM", "Makro.DOCM.bin"),
        ("Kontoauszug\u200b.pdf", "Kontoauszug.pdf"),
        ("\ufeffA.pdf", "A.pdf"),
        ("U\u0308bersicht.pdf", "Übersicht.pdf"),
        ("a\ud800b.pdf", "a_b.pdf"),
        ("Zeile\nzwei\x00.pdf", "Zeile zwei.pdf"),
        ("Renten\u2215Pensionen.pdf", "Pensionen.pdf"),
        ("Mietvertrag_2019 (Seite 1-14).pdf", "Mietvertrag_2019 (Seite 1-14).pdf"),
        ("Şahin-Großmann, Élodie.heic", "Şahin-Großmann, Élodie.heic"),
        ("😀.pdf", "😀.pdf"),
        ("Seite.html", "Seite.html.txt"),
        ("Bild.SVG", "Bild.SVG.txt"),
        ("x.neuerdings-gefährlich", "x.neuerdings-gefährlich.bin"),
        ("x.ｐｄｆ", "x.ｐｄｆ.bin"),
        ("Datei.{20D04FE0-3AEA-1069-A2D8-08002B30309D}", "Datei.{20D04FE0-3AEA-1069-A2D8-08002B30309D}.bin"),
        ("Makro.xlsm", "Makro.xlsm.bin"),
        ("Tabelle.XLSX", "Tabelle.XLSX"),
    ],
)
def test_known_traps(untrusted: str, expected: str) -> None:
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


def test_long_names_keep_their_extension() -> None:
    for letter in ("a", "ä", "😀", "e\u0301", "字"):
        name = name_of(letter * 300 + ".pdf")
        assert name.endswith(".pdf")
        assert_valid_on_windows(name, 120)


def test_combining_flood_is_calmed() -> None:
    assert len(name_of("a" + "\u0308" * 5000 + ".pdf")) < 12


def test_thousands_of_equal_names_stay_unique_and_deterministic() -> None:
    def run() -> list[str]:
        taken: set[str] = set()
        return [safe_name("a.pdf", fallback="x", taken=taken) for _ in range(5000)]

    names = run()
    assert names[:3] == ["a.pdf", "a (2).pdf", "a (3).pdf"]
    assert len(set(names)) == 5000
    assert names == run()


def test_names_equal_by_case_or_normal_form_collide() -> None:
    taken: set[str] = set()
    untrusted = ("Ä.pdf", "a\u0308.PDF", "ä.pdf", "STRASSE", "straße")
    names = [safe_name(name, fallback="x", taken=taken) for name in untrusted]
    assert len({name_key(name) for name in names}) == 5
    assert names[1].endswith(" (2).PDF")


@pytest.mark.parametrize("untrusted", ["../../x", "..\\x", "/etc/passwd", "C:\\x", "\\\\?\\C:\\x", "a/../../b"])
def test_the_result_stays_in_its_folder(untrusted: str, tmp_path: Path) -> None:
    path = (tmp_path / name_of(untrusted)).resolve()
    assert path.parent == tmp_path.resolve()
    path.write_bytes(b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_limit_too_small_to_be_safe_is_refused() -> None:
    with pytest.raises(ValueError, match="max_length"):
        name_of("a", max_length=10)
