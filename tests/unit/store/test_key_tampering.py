"""A key file that was changed: noticed, refused or left behind, and never given the next key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sozialclient.store import KeyKind, KeyVault, Store
from sozialclient.store.errors import StoreDamaged, StoreError, StoreKeyMissing, StoreKeyWrong
from sozialclient.store.keys.errors import KeyFileForeign, PassphraseWrong, RecoveryKeyWrong
from tests.unit.store.key_material import PASSPHRASE, PIN, MemoryRing, everything, p12

pytestmark = pytest.mark.usefixtures("cheap")


def _flip(text: str) -> str:
    return ("A" if text[:1] != "A" else "B") + text[1:] if text else "QUJD"


_CHANGES: dict[str, Callable[[Any], Any]] = {
    "value": _flip, "public": _flip, "guarded": _flip, "salt": _flip, "seal": _flip,
    "label": lambda label: label + "x",
    "made": lambda _made: "2020-01-01T00:00:00Z",
    "cost": lambda cost: {**cost, "passes": 2} if cost else {"passes": 1, "lanes": 1, "memory": 32},
}


@pytest.mark.parametrize("field", _CHANGES)
@pytest.mark.parametrize("kind", ["certificate", "recovery", "passphrase"])
def test_a_changed_way_is_noticed_and_never_gets_the_next_key(
    filled: Path, monkeypatch: pytest.MonkeyPatch, field: str, kind: str
) -> None:
    vault = KeyVault(filled)
    recovery = vault.create_recovery_key()
    vault.set_passphrase(PASSPHRASE)
    path = filled / "key.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    wrap = next(each for each in content["wraps"] if each["kind"] == kind)
    wrap[field] = _CHANGES[field](wrap[field])
    path.write_text(json.dumps(content), encoding="utf-8")
    opened = KeyVault(filled)
    if kind == "passphrase":
        opened.unlock_with_recovery_key(recovery)
    else:
        opened.unlock_with_passphrase(PASSPHRASE)
    assert {way.kind.value for way in opened.ways if way.genuine is False} == {kind}
    store = Store.open(filled, opened)
    assert len(everything(store)) == 3
    store.rotate_key()
    store.close()
    assert kind not in {each.value for each in opened.kinds}


@pytest.mark.parametrize("value", [_flip, lambda _text: ""], ids=["changed", "emptied"])
@pytest.mark.parametrize("kind", ["certificate", "recovery", "passphrase"])
def test_a_changed_way_leads_nowhere(filled: Path, kind: str, value: Callable[[str], str]) -> None:
    vault = KeyVault(filled)
    recovery = vault.create_recovery_key()
    vault.set_passphrase(PASSPHRASE)
    ways: dict[str, Callable[[KeyVault], None]] = {
        "certificate": lambda vault: vault.unlock_with_key_file(p12(), PIN),
        "recovery": lambda vault: vault.unlock_with_recovery_key(recovery),
        "passphrase": lambda vault: vault.unlock_with_passphrase(PASSPHRASE),
    }
    path = filled / "key.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    wrap = next(each for each in content["wraps"] if each["kind"] == kind)
    wrap["value"] = value(wrap["value"])
    path.write_text(json.dumps(content), encoding="utf-8")
    for each, unlock in ways.items():
        opened = KeyVault(filled)
        if each == kind:
            with pytest.raises((KeyFileForeign, RecoveryKeyWrong, PassphraseWrong)):
                unlock(opened)
            assert opened.locked
        else:
            unlock(opened)


def test_a_way_smuggled_in_never_gets_the_next_key(filled: Path, ring: MemoryRing) -> None:
    path = filled / "key.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    theirs = next(each for each in content["wraps"] if each["kind"] == "certificate")
    for extra in ({**theirs, "public": json.loads(json.dumps(theirs["public"])), "label": "fremd"},
                  {"kind": "file", "value": "QUFB"}, {"kind": "keyring"}):
        content["wraps"].append(extra)
    path.write_text(json.dumps(content), encoding="utf-8")
    store = Store.open(filled, KeyVault(filled))
    store.rotate_key()
    store.close()
    assert [way.kind for way in KeyVault(filled).ways] == [KeyKind.KEYRING, KeyKind.CERTIFICATE]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda file: file.update(store="00" * 16), StoreKeyMissing),
        (lambda file: file.update(check=_flip(file["check"])), StoreKeyWrong),
        (lambda file: file.update(wraps=[]), StoreKeyMissing),
        (lambda file: file.update(version="2"), StoreDamaged),
        (lambda file: file.update(in_use="yes"), StoreDamaged),
        (lambda file: file["wraps"][0].update(kind="magic"), StoreDamaged),
        (lambda file: file["wraps"][0].update(cost={"passes": "x"}), StoreDamaged),
        (lambda file: file.update(next={}), StoreDamaged),
    ],
)
def test_a_changed_key_file_is_refused(
    filled: Path, change: Callable[[dict[str, Any]], None], error: type[StoreError]
) -> None:
    path = filled / "key.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(error):
        Store.open(filled, KeyVault(filled))


def test_costs_nobody_would_choose_are_refused(filled: Path) -> None:
    KeyVault(filled).set_passphrase(PASSPHRASE)
    path = filled / "key.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["wraps"][0]["cost"]["memory"] = 1 << 30
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(StoreDamaged):
        KeyVault(filled).unlock_with_passphrase(PASSPHRASE)
