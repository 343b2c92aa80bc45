"""All variants of a row at the elements of our own messages, and one of them on the wire, for the tests of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from sozialclient.osci.dialog import SentRequest
from sozialclient.texts import finding_text, reason_text
from tests.e2e.harms import encrypted_for, plain_message
from tests.e2e.wire_between import Harm, Visit
from tests.hostile.expect import says_what_to_do
from tests.hostile.wrapping.elements import NotHere, Setting
from tests.hostile.wrapping.judge import Fate, judge, truth_of
from tests.hostile.wrapping.keys import signing_keys
from tests.hostile.wrapping.mutate import mutants
from tests.hostile.wrapping.registry import VARIANTS, Variant
from tests.hostile.wrapping.samples import named, origin_of
from tests.hostile.wrapping.settings import settings_of
from tests.mailbox_rig import training_pki

TRANSPORT, CLEAR, SEALED = "delivery/transport", "delivery/couter by one", "delivery/souter"
CURVE, FLAT = "curve/transport", "curve/eouter"
"""FLAT: nothing inside it is signed once more."""
_ENOUGH = 150


@dataclass
class Trial:
    """What became of the mutants of a row; `errors` and `findings` are what refused them, and how often."""

    fates: Counter[Fate] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)

    def refused_by(self, errors: set[str], findings: set[str] | None = None) -> None:
        """All mutants were refused, by just these errors of the message and findings of a container."""
        assert set(self.fates) == {Fate.REFUSED}, self.fates
        assert (set(self.errors), set(self.findings)) == (errors, findings or set())


@cache
def _settings() -> dict[str, Setting]:
    origins = [named(name) for name in ("delivery", "curve", "store", "init")]
    return {setting.name: setting for origin in origins for setting in settings_of(origin)}


def setting_of(name: str) -> Setting:
    """A signature of our own messages."""
    return _settings()[name]


def of_row(row: str, *words: str) -> list[Variant]:
    """The variants of a row whose names hold one of `words`, or all."""
    return [each for each in VARIANTS if each.row == row and (not words or any(word in each.name for word in words))]


def trial(row: str, *words: str, at: tuple[str, ...] = (TRANSPORT, CLEAR, SEALED)) -> Trial:
    """Judge the variants of a row at those signatures; every error and finding must have its words."""
    found = Trial()
    for name in at:
        setting = setting_of(name)
        truth = truth_of(setting)
        variants = of_row(row, *words)
        share = max(1, len(variants) * len(setting.stage().targets) // _ENOUGH)
        for mutant in mutants(setting, variants, share):
            outcome = judge(mutant.stage, truth)
            found.fates[outcome.fate] += 1
            if outcome.fate is not Fate.REFUSED:
                continue
            if outcome.error is not None:
                if outcome.why not in found.errors:
                    says_what_to_do(outcome.error)
                found.errors[outcome.why] += 1
            else:
                _has_words(*outcome.why.split(" "))
                found.findings[outcome.why] += 1
    assert found.fates.total() > 0
    return found


def _has_words(finding: str, reason: str) -> None:
    assert len(reason_text(reason)) > 10
    assert len(finding_text(finding, {"reason": reason, "cause": reason, "algorithm": "x"})) > 20


def forged(row: str, *words: str, kind: str = "responseToFetchDelivery") -> Harm:
    """Does the first such variant to the answer that is on its way, at the first element of that kind."""
    return wrapped(lambda setting: _mutant(setting, of_row(row, *words), kind))


def wrapped(change: Callable[[Setting], bytes]) -> Harm:
    """Lets the client see what `change` makes of the genuine answer, encrypted as that was."""

    def on_its_way(visit: Visit) -> None:
        plain = plain_message(visit.forward())
        supplier = training_pki().intermediary_signature.der
        origin = origin_of("on its way", plain, supplier, signing_keys(), SentRequest(challenge=""))
        (setting, *_) = settings_of(origin)
        visit.send_body(encrypted_for(training_pki().office, change(setting)))

    return on_its_way


def _mutant(setting: Setting, variants: list[Variant], kind: str) -> bytes:
    for variant in variants:
        stage = setting.stage()
        targets = [target for target in stage.targets if target.kind == kind]
        try:
            variant.apply(stage, None if variant.once else targets[0])
        except NotHere:
            continue
        return stage.packed()
    raise NotHere
