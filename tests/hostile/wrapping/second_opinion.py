"""libxmlsec's verdict on a transport signature, parts included, beside ours."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from sozialclient.errors import SozialclientError
from tests.hostile.wrapping.elements import SIGNATURE, Level, Setting, Stage
from tests.hostile.wrapping.judge import Fate, judge, truth_of
from tests.hostile.wrapping.mutate import mutants
from tests.hostile.wrapping.registry import VARIANTS
from tests.hostile.wrapping.signing import key_of, plain_of

_parts: dict[str, bytes] = {}
_registered: list[bool] = []


@dataclass
class Compared:
    """Verdicts side by side; `weaker` names mutants that only we took."""

    mutants: int = 0
    both_refuse: int = 0
    only_we_refuse: int = 0
    both_accept: int = 0
    weaker: list[str] = field(default_factory=list)

    def add(self, name: str, *, ours: bool, theirs: bool) -> None:
        """Count one."""
        self.mutants += 1
        self.both_accept += ours and theirs
        self.both_refuse += not ours and not theirs
        self.only_we_refuse += theirs and not ours
        if ours and not theirs:
            self.weaker.append(name)


def accepts(xmlsec: Any, stage: Stage, signer: bytes) -> bool:
    """Whether libxmlsec takes the first signature of the stage's document as one by `signer` (DER)."""
    root = etree.fromstring(etree.tostring(stage.root))
    signature = next(root.iter(SIGNATURE), None)
    if signature is None:
        return False
    _serve_parts(xmlsec, stage)
    try:
        for element in root.iter(etree.Element):
            if element.get("Id") is not None:
                xmlsec.tree.add_ids(element, ["Id"])
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(signer, xmlsec.KeyFormat.CERT_DER)
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def _serve_parts(xmlsec: Any, stage: Stage) -> None:
    """`cid:` references lead to the parts of this stage as their signature means them, the last of each name."""
    _parts.clear()
    for part in stage.parts:
        try:
            plain = part.body if stage.level is Level.TRANSPORT else plain_of(stage, part.name)
        except SozialclientError:
            continue
        _parts[f"cid:{part.name}"] = plain
    if not _registered:
        xmlsec.cleanup_callbacks()
        xmlsec.register_callbacks(_known, _opened, _read, lambda handle: None)
        _registered.append(True)


def _name(uri: bytes | str) -> str:
    return unquote(uri.decode("utf-8", "replace") if isinstance(uri, bytes) else uri)


def _known(uri: bytes | str) -> bool:
    return _name(uri) in _parts


def _opened(uri: bytes | str) -> io.BytesIO:
    return io.BytesIO(_parts[_name(uri)])


def _read(handle: io.BytesIO, buffer: memoryview) -> int:
    return handle.readinto(buffer)


def comparable(setting: Setting) -> bool:
    """Whether libxmlsec can judge it at all.

    The digest of an EncryptedData inside a container is none of the standard's (PROTOCOL 6.4), and with nested
    containers there would be more than one verdict to compare.
    """
    kinds = {target.kind for target in setting.stage().targets}
    return not kinds & {"encrypted", "nested"}


def signer_of(setting: Setting) -> bytes:
    """The certificate that the genuine signature is made with."""
    return key_of(setting.stage()).certificate_der


def compare(xmlsec: Any, settings: Iterable[Setting], share: int) -> Compared:
    """Both verdicts on every n-th mutant of comparable settings; a mutant of the dialog alone says nothing here."""
    found = Compared()
    for setting in filter(comparable, settings):
        truth, signer = truth_of(setting), signer_of(setting)
        for mutant in mutants(setting, VARIANTS, share):
            if not mutant.stage.replayed:
                ours = judge(mutant.stage, truth).fate in (Fate.SAME, Fate.CHANGED)
                found.add(mutant.name, ours=ours, theirs=accepts(xmlsec, mutant.stage, signer))
    return found
