"""The letters that DIN 91379:2022-08 names for datatype C (names, addresses and what else an office writes down)."""

from __future__ import annotations

_SINGLE = (
    "21-7E A1-AC AE-17E 187-188 18F 197 1A0-1A1 1AF-1B0 1B7 1CD-1DC 1DE-1DF 1E2-1F0 1F4-1F5 1F8-1FF 212-213 218-21B"
    " 21E-21F 227-233 259 268 292 2B9-2BA 2BE-2BF 2C8 2CC 1E02-1E03 1E06-1E07 1E0A-1E11 1E17 1E1C-1E2B 1E2F-1E37"
    " 1E3A-1E3B 1E40-1E49 1E52-1E5B 1E5E-1E63 1E6A-1E6F 1E80-1E87 1E8C-1E97 1E9E 1EA0-1EF9 2019 2021 20AC"
)
"""Code points in hex, without the blanks and line ends."""

_SEQUENCES = """
300 CFKMPSTZcfkmpstzGg
301 JjÿĪī
302 KLMNklmnDd
304 CFHKNPSTZcfhknpstzỤụÛûḲḳṢṣṬṭ
306 CMNRZcmnrzÇç
307 KkUu
308 CTZczỤụẠạỌọ
30B Aa
30C J
30D ēō
310 Mm
315 CKPTckptČč
31B KTkt
31B+304 Ss
323 CPcpČč
325 LRlr
325+304 LRlr
326 CHKLNchklnŽž
327 ZzŽž
328+306 Cc
331 HSs
35F+48 K
35F+68 Kk
"""
"""What follows a letter (code points in hex), and the letters it follows."""


def din_letters() -> tuple[str, ...]:
    """Every letter and sign, then every sequence; blanks are left out."""
    found = []
    for part in _SINGLE.split():
        first, _, last = part.partition("-")
        found += [chr(code) for code in range(int(first, 16), int(last or first, 16) + 1)]
    for line in _SEQUENCES.split("\n"):
        if line:
            after, _, letters = line.partition(" ")
            marks = "".join(chr(int(code, 16)) for code in after.split("+"))
            found += [letter + marks for letter in letters]
    return tuple(found)
