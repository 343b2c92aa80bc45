"""The one function that turns a stranger's file name into a name that is safe everywhere."""

from __future__ import annotations

import re
import unicodedata

from sozialclient.documents.shown_text import few_marks, is_hidden

LONGEST = 120
_LONGEST_BYTES = 230
_SHORTEST_LIMIT = 24
_LONGEST_EXTENSION = 20
_MOST_MARKS = 2
_SEPARATORS = re.compile(r"[/\\\u2044\u2215\u29f8\uff0f\u29f9\ufe68\uff3c]")
_FORBIDDEN = re.compile('[<>:"|?*%\ua789\ufe55\uff1a\uff02\uff0a\uff1c\uff1e\uff1f\uff5c]')
_EXTENSION = re.compile(rf"(?<=.)\.[0-9A-Za-z_-]{{1,{_LONGEST_EXTENSION}}}$")
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$", "KEYBD$", "SCREEN$", "CONFIG$"} | {
    f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789"
}
_SUPERSCRIPTS = str.maketrans("¹²³", "123")
# What a double click only shows: no programs, scripts, links, settings, disk images or web pages, nor
# office files that are made to carry macros. Everything else gets another extension behind its own.
_DOCUMENT_WORDS = """
bin bmp csv doc docx eml gif heic heif jpe jpeg jpg json m4a mov mp3 mp4 msg odp ods odt ogg p7s pdf png ppt pptx rtf
tif tiff txt wav webp xls xlsx xml zip
"""
_TEXT_WORDS = """
bat cmd css htm html inf ini js log md ps1 reg shtml sql svg tex toml url vbs xhtml yaml yml
"""
_DOCUMENTS = frozenset(_DOCUMENT_WORDS.split())
_TEXTS = frozenset(_TEXT_WORDS.split())


def safe_name(
    untrusted: str, *, fallback: str, taken: set[str], max_length: int = LONGEST, otherwise: str = "", ending: str = ""
) -> str:
    """A single file name that every Windows and Linux file system takes and that opens as what it seems.

    Never empty, a path, a device, hidden, or longer than `max_length` UTF-16 units (at least
    24) and 230 UTF-8 bytes; NFC, without invisible and direction characters; no stream, no
    trailing dot or blank. `ending` (ours, like ".pdf") is put behind every name that does not end
    in it. Without it, a name keeps an extension that stands for a document; behind any other goes
    ".txt" where that means text, else `otherwise`, else ".bin"; a name without extension
    gets `otherwise`. `fallback` (ours) stands in when nothing is left. Unique against `taken`
    regardless of case and normal form; the chosen name is added to `taken`. Rules: security
    catalogue 4.5, A-01 to A-10; Microsoft "Naming Files, Paths, and Namespaces".
    """
    if max_length < _SHORTEST_LIMIT:
        raise ValueError("max_length")
    name = _cleaned(untrusted) or _cleaned(fallback) or "_"
    if ending:
        name = name if name.lower().endswith(ending) else name + ending
    else:
        name += _harmless_ending(name, otherwise)
    name = _no_device(name)
    candidate = _fitted(name, "", max_length)
    if name_key(candidate) in taken:
        candidate = _numbered(name, taken, max_length)
    taken.add(name_key(candidate))
    return candidate


def misleading(untrusted: str) -> bool:
    """Whether a name hides characters, or ends in an extension that stands for no document."""
    name = _cleaned(untrusted)
    match = _EXTENSION.search(name)
    extension = match[0][1:] if match else ""
    odd = bool(extension) and not extension.isdigit() and extension.lower() not in _DOCUMENTS
    return odd or any(map(is_hidden, untrusted))


def one_component(untrusted: str) -> str:
    """`untrusted` with a hyphen for everything that separates folders, so that `safe_name` takes it as a whole."""
    return _SEPARATORS.sub("-", untrusted)


def name_key(name: str) -> str:
    """What two names must differ in to be two files on any file system."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).upper().casefold())


def _cleaned(untrusted: str) -> str:
    """The last component of a name, with everything removed that is not plainly a name."""
    visible = "".join(_character(character) for character in untrusted[:10_000])
    parts = [part for part in map(_trimmed, _SEPARATORS.split(visible)) if part]
    name = _FORBIDDEN.sub("_", parts[-1]) if parts else ""
    return _trimmed(few_marks(unicodedata.normalize("NFC", name), _MOST_MARKS))


def _character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\x0b\x0c":
        return " "
    # Half a character stays to be seen: it may have been a letter.
    if category == "Cs":
        return "_"
    if category in ("Cc", "Cf") or is_hidden(character):
        return ""
    return "_" if category in ("Co", "Cn") else character


def _trimmed(text: str) -> str:
    """Blanks collapsed and none, nor a dot, at either end or before the extension."""
    collapsed = re.sub(r"\s+(?=\.[^. ]*$)", "", " ".join(text.split()))
    return re.sub(r"^[~$-]", "_", collapsed.strip(" .\uff0e\u3002\u2024"))


def _harmless_ending(name: str, otherwise: str) -> str:
    """What must go behind a name so that a double click runs nothing."""
    _, dot, extension = name.rpartition(".")
    if not dot:
        return otherwise
    plain = extension.lower() if extension.isascii() else ""
    if plain in _DOCUMENTS:
        return ""
    return ".txt" if plain in _TEXTS else otherwise or ".bin"


def _no_device(name: str) -> str:
    stem = unicodedata.normalize("NFKC", name.partition(".")[0].translate(_SUPERSCRIPTS)).strip().upper()
    return f"_{name}" if stem in _DEVICES else name


def _fitted(name: str, suffix: str, max_length: int) -> str:
    """`name` with `suffix` before its extension, the stem cut where it does not fit."""
    match = _EXTENSION.search(name)
    extension = match[0] if match else ""
    stem = name[: len(name) - len(extension)][: 2 * max_length]
    while _too_long(stem + suffix + extension, max_length):
        stem = stem[:-1]
        while stem and unicodedata.combining(stem[-1]):
            stem = stem[:-1]
    return _no_device(f"{stem.rstrip(' .') or '_'}{suffix}{extension}")


def _too_long(name: str, max_length: int) -> bool:
    return len(name.encode("utf-16-le")) // 2 > max_length or len(name.encode("utf-8")) > _LONGEST_BYTES


def _numbered(name: str, taken: set[str], max_length: int) -> str:
    """The name with a counter; thousands of equal names must not cost a search each."""

    def at(number: int) -> str:
        return _fitted(name, f" ({number})", max_length)

    high = 2
    while name_key(at(high)) in taken:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if name_key(at(middle)) in taken else (low, middle)
    return at(high)
