"""Names exported applications by a pattern of the office, such as `{eingang}_{leistung_kurz}_{antragsnr:8}`."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sozialclient.documents.local_time import berlin
from sozialclient.errors import SozialclientError
from sozialclient.exporters.file_names import one_component, safe_name
from sozialclient.texts import text

LONGEST_NAME = 180
"""Characters of a name; beyond it shares and backup programs begin to fail (product description 4.5)."""

DEFAULT_PATTERN = "{eingang}_{leistung_kurz}_{antragsnr:8}"

_TOKEN = re.compile(r"\{([a-z_]*)(?::([a-z0-9]*))?\}")
_NUMBER = re.compile(r"[0-9A-Za-z]")
_LONGEST_PATTERN = 300
_MOST_CUT = 100


class NamePatternError(SozialclientError):
    """A pattern cannot be used; parameter `part` is the piece that is not understood."""

    reference = "EXPORT-PATTERN"


class NamePersonalError(SozialclientError):
    """A pattern holds personal data, which this office does not allow in names; parameter `token`."""

    reference = "EXPORT-PERSONAL"


class Token(enum.Enum):
    """What a pattern may hold, as written in it."""

    RECEIVED = "eingang"
    SERVICE = "leistung"
    SERVICE_SHORT = "leistung_kurz"
    LEIKA = "leika"
    APPLICATION_NUMBER = "antragsnr"
    COUNT = "laufnr"
    FAMILY_NAME = "nachname"
    GIVEN_NAME = "vorname"
    TOWN = "ort"
    FILE_NUMBER = "aktenzeichen"
    MAILBOX = "postfach"

    @property
    def personal(self) -> bool:
        """Whether it tells who the applicant is to everyone who sees the folder."""
        return self in (Token.FAMILY_NAME, Token.GIVEN_NAME, Token.TOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFacts:
    """What the tokens stand for; empty where nothing is known. `number` counts the applications of an export."""

    application_id: str
    received: datetime | None = None
    service: str = ""
    service_short: str = ""
    leika: str = ""
    application_number: str = ""
    number: int = 1
    family_name: str = ""
    given_name: str = ""
    town: str = ""
    file_number: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class NamingPattern:
    """A pattern that was read; `pieces` are plain texts and tokens with the characters they may have (0: all)."""

    source: str
    pieces: tuple[str | tuple[Token, int], ...]

    @property
    def personal(self) -> tuple[Token, ...]:
        """Its tokens that tell who the applicant is."""
        return tuple(piece[0] for piece in self.pieces if isinstance(piece, tuple) and piece[0].personal)

    def require_impersonal(self) -> None:
        """Raises NamePersonalError when there is one."""
        for token in self.personal:
            raise NamePersonalError(token=f"{{{token.value}}}")


@dataclass(frozen=True, slots=True)
class NamePreview:
    """What a pattern makes of an application: the safe name, and whether it had to be cut or changed for that."""

    name: str
    changed: bool
    cut: bool
    personal: tuple[Token, ...]


def naming_pattern(source: str) -> NamingPattern:
    """Read a pattern. Raises NamePatternError for an unknown token, a stray brace or an empty or endless pattern."""
    if not source.strip() or len(source) > _LONGEST_PATTERN:
        raise NamePatternError(part=source[:20])
    pieces: list[str | tuple[Token, int]] = []
    at = 0
    for match in _TOKEN.finditer(source):
        pieces += _plain(source[at : match.start()])
        pieces.append(_token(match))
        at = match.end()
    return NamingPattern(source, (*pieces, *_plain(source[at:])))


def preview(pattern: NamingPattern, facts: NameFacts, *, longest: int = LONGEST_NAME) -> NamePreview:
    """The name an application gets, of at most `longest` (at least 24) characters; see `file_names.safe_name`."""
    values = _values(facts)
    raw = "".join(piece if isinstance(piece, str) else _cut(values[piece[0]], piece) for piece in pattern.pieces)
    # A folder has no extension, and a dot would make one.
    wanted = one_component(raw).replace(".", "_")
    fallback = text("export", "unknown_service")
    name = safe_name(wanted, fallback=fallback, taken=set(), max_length=longest)
    whole = safe_name(wanted, fallback=fallback, taken=set(), max_length=_LONGEST_PATTERN)
    return NamePreview(name, name != raw, name != whole, pattern.personal)


def _plain(piece: str) -> list[str]:
    if "{" in piece or "}" in piece:
        raise NamePatternError(part=piece[:20])
    return [piece] if piece else []


def _token(match: re.Match[str]) -> tuple[Token, int]:
    name, detail = match[1], match[2] or ""
    try:
        token = Token(name)
    except ValueError:
        raise NamePatternError(part=match[0][:20]) from None
    if token is Token.RECEIVED:
        # A part of a date would be read as another one.
        if detail not in ("", "date"):
            raise NamePatternError(part=match[0][:20])
        return token, 0
    if detail and not (detail.isdigit() and 0 < int(detail) <= _MOST_CUT):
        raise NamePatternError(part=match[0][:20])
    return token, int(detail or 0)


def _cut(value: str, piece: tuple[Token, int]) -> str:
    return value[: piece[1]] if piece[1] else value


def _values(facts: NameFacts) -> Mapping[Token, str]:
    unknown = text("export", "naming.unknown")
    number = "".join(_NUMBER.findall(facts.application_number or facts.application_id))
    return {
        Token.RECEIVED: f"{berlin(facts.received):%Y-%m-%d}" if facts.received else text("export", "without_received"),
        Token.SERVICE: facts.service or text("export", "unknown_service"),
        Token.SERVICE_SHORT: facts.service_short or text("export", "unknown_service"),
        Token.LEIKA: facts.leika or unknown,
        Token.APPLICATION_NUMBER: number,
        Token.COUNT: f"{facts.number:03}",
        Token.FAMILY_NAME: facts.family_name or unknown,
        Token.GIVEN_NAME: facts.given_name or unknown,
        Token.TOWN: facts.town or unknown,
        Token.FILE_NUMBER: facts.file_number or unknown,
        Token.MAILBOX: facts.mailbox or unknown,
    }
