"""`sozialclient open`: one message from a file, told key by key; every refusal under its own reference."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sozialclient.crypto.policy import Policy
from sozialclient.demo.training_application import Quirk
from sozialclient.demo.training_set import training_set
from sozialclient.osci.compose import TransportEncryption, encrypt_message, new_challenge, write_fault, write_message
from sozialclient.osci.control_block import ControlBlock
from sozialclient.osci.request_envelopes import store_delivery
from tests.e2e.harms import flipped, plain_message
from tests.e2e.place import desk, digests, hub, three_applications
from tests.e2e.wire_between import between
from tests.mailbox_rig import platform, small_delivery, training_pki
from tests.unit.cli.conftest import Answer, Files, run

MESSAGE = {"message_type", "message_id", "subject", "feedback", "originator", "process_card", "transport",
           "containers", "findings"}
TRANSPORT = {"encrypted", "algorithm", "key_transport", "verdict", "signature"}
CONTAINER = {"id", "encrypted", "readable", "algorithm", "signatures", "contents", "containers"}
SIGNATURE = {"signer", "signer_sha256", "algorithm", "digests", "verdict", "weak", "reason", "claimed_time"}
CONTENT = {"id", "kind", "name", "mime", "size", "sha256", "integrity", "path"}
FINDING = {"reference", "severity", "text"}


@dataclass(frozen=True)
class Messages:
    """Answers as files, with the state of the dialog each belongs to."""

    folder: Path
    states: dict[str, dict[str, Any]]

    def path(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture(scope="session")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Messages:
    """init, sound, broken, other, nothing, exit: the answers of one fetch of three deliveries."""
    folder = tmp_path_factory.mktemp("messages")
    chosen = {quirk: each for each in training_set(1, with_large=False) for quirk in each.quirks}
    applications = [three_applications()[0], chosen[Quirk.BROKEN_AUTHOR_SIGNATURE], chosen[Quirk.OTHER_READER]]
    names = ["init", "sound", "broken", "other", "nothing", "exit"]
    with hub(folder / "hub") as running, between(running.url) as proxy, desk(folder / "desk", proxy.url) as office:
        order = [application.created_at for application in applications]
        running.put(applications)
        assert office.fetch().new == 3
        by_time = sorted(range(3), key=order.__getitem__)
        names[1:4] = [("sound", "broken", "other")[number] for number in by_time]
        states = {}
        for number, (name, control) in enumerate(zip(names, proxy.controls(), strict=True)):
            (folder / name).write_bytes(proxy.answers[number].partition(b"\r\n\r\n")[2])
            states[name] = {"request_challenge": control.challenge, "conversation_id": control.conversation_id,
                            "sequence_number": control.sequence_number}
            (folder / f"{name}.json").write_text(json.dumps(states[name]), encoding="utf-8")
    return Messages(folder, states)


@dataclass(frozen=True)
class Opening:
    """The command with its usual files."""

    files: Files
    messages: Messages
    place: Path

    @property
    def out(self) -> Path:
        return self.place / "out"

    def run(self, message: str | Path, *more: object, p12: Path | None = None, pin: Path | None = None,
            dialog: bool = False, as_json: bool = True) -> Answer:
        path = self.messages.path(message) if isinstance(message, str) else message
        state = ["--dialog", self.messages.path(f"{message}.json")] if dialog else []
        return run("--data", self.place / "data", "open", path, "--p12", p12 or self.files.p12,
                   "--pin-file", pin or self.files.pin, "--intermediary-signature", self.files.folder / "s.pem",
                   "--out", self.out, *state, *(["--json"] if as_json else []), *more)

    def refused(self, *arguments: Any, **options: Any) -> str:
        """Reference of a refusal, which is the whole answer; nothing was written."""
        answer = self.run(*arguments, **options)
        assert answer.code == 3 and set(answer.json) == {"error"}
        assert set(answer.json["error"]) == {"reference", "message"}
        assert not self.out.exists() or list(self.out.iterdir()) == []
        return str(answer.json["error"]["reference"])


@pytest.fixture
def opening(files: Files, messages: Messages, tmp_path: Path) -> Opening:
    return Opening(files, messages, tmp_path)


def test_a_sound_delivery(opening: Opening) -> None:
    answer = opening.run("sound", dialog=True)
    value = answer.json
    assert answer.code == 4, "short keys are told"
    assert set(value) == MESSAGE and set(value["transport"]) == TRANSPORT
    assert value["message_type"] == "ResponseToFetchDelivery" and value["subject"] == "XSOZIAL_DATA"
    assert value["feedback"] == ["0801"]
    transport = value["transport"]
    assert transport["encrypted"] is True and transport["algorithm"].endswith("aes256-gcm")
    assert transport["verdict"] == "passed" and set(transport["signature"]) == SIGNATURE
    (container,) = value["containers"]
    assert set(container) == CONTAINER and container["encrypted"] is True and container["readable"] is True
    (signature,) = container["signatures"]
    assert set(signature) == SIGNATURE
    assert (signature["verdict"], signature["reason"], signature["weak"]) == ("passed", "SIG-WEAK", True)
    assert signature["signer_sha256"] == hashlib.sha256(training_pki().author.der).hexdigest()
    assert sorted(content["sha256"] for content in container["contents"]) == digests(three_applications()[0])
    for content in container["contents"]:
        assert set(content) == CONTENT
        data = Path(content["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (content["size"], content["sha256"])
    assert {content["kind"] for content in container["contents"]} == {"data", "attachment"}
    assert all(set(finding) == FINDING and finding["text"] for finding in value["findings"])
    assert all(finding["severity"] in ("info", "warning", "error") for finding in value["findings"])


def test_without_its_dialog_that_check_is_undecided(opening: Opening) -> None:
    for name in ("init", "sound", "nothing", "exit"):
        without = {finding["reference"] for finding in opening.run(name).json["findings"]}
        with_dialog = {finding["reference"] for finding in opening.run(name, dialog=True).json["findings"]}
        assert without - with_dialog == {"DIALOG-UNDECIDED"} and with_dialog <= without


def test_in_german(opening: Opening) -> None:
    lines = opening.run("sound", as_json=False).out.splitlines()
    assert lines[:2] == ["ResponseToFetchDelivery: XSOZIAL_DATA", "Übertragung: geprüft, in Ordnung."]
    assert sum(", unversehrt, gespeichert als " in line for line in lines) == 3
    assert any(line.endswith("[DIALOG-UNDECIDED]") for line in lines)


def test_a_content_that_is_not_intact_is_never_written(opening: Opening) -> None:
    answer = opening.run("broken", dialog=True)
    assert answer.code == 4
    contents = [content for container in answer.json["containers"] for content in container["contents"]]
    failed = [content for content in contents if content["integrity"] == "failed"]
    assert failed and all(content["path"] is None for content in failed)
    written = {path.read_bytes() for path in opening.out.rglob("*") if path.is_file()}
    assert len(written) == len([content for content in contents if content["path"] is not None])
    assert answer.json["containers"][0]["signatures"][0]["verdict"] == "failed"
    assert "error" in {finding["severity"] for finding in answer.json["findings"]}
    german = opening.run("broken", as_json=False)
    assert "nicht unversehrt, wurde nicht gespeichert" in german.out


def test_a_container_for_another_reader(opening: Opening) -> None:
    answer = opening.run("other", dialog=True)
    (container,) = answer.json["containers"]
    assert answer.code == 4 and container["readable"] is False and container["contents"] == []
    assert "CONTENT-OTHER-READER" in {finding["reference"] for finding in answer.json["findings"]}
    assert list(opening.out.iterdir()) == []


def test_a_store_delivery(opening: Opening, tmp_path: Path) -> None:
    """What a sender posts, addressed to us and encrypted for us instead of the intermediary."""
    sender = platform(lambda request: b"")
    control = ControlBlock(challenge=new_challenge(), sequence_number=0)
    message = store_delivery(control, sender.identity, small_delivery("uebung:1", "Betreff", b"<antrag>1</antrag>"))
    plain = write_message(message, sender.identity.signer)
    path = tmp_path / "store"
    path.write_bytes(b"".join(encrypt_message(plain, TransportEncryption(training_pki().office.der))))
    value = opening.run(path).json
    assert (value["message_type"], value["message_id"], value["subject"]) == ("StoreDelivery", "uebung:1", "Betreff")
    (content,) = value["containers"][0]["contents"]
    assert Path(content["path"]).read_bytes() == b"<antrag>1</antrag>"


def test_a_fault(opening: Opening, tmp_path: Path) -> None:
    path = tmp_path / "fault"
    path.write_bytes(b"".join(write_fault("9400", "Fremder \u202eText")))
    answer = opening.run(path)
    assert answer.code == 4 and answer.json["message_type"] == "Fault" and answer.json["feedback"] == ["9400"]
    assert [finding["reference"] for finding in answer.json["findings"]] == ["MESSAGE-FAULT"]
    assert "\u202e" not in opening.run(path, as_json=False).out


def test_every_refusal_has_its_own_reference(opening: Opening, files: Files, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_bytes(b"falsch")
    (tmp_path / "damaged").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "key").write_bytes(files.p12.read_bytes()[:-40])
    whole = opening.messages.path("sound").read_bytes()
    (tmp_path / "flipped").write_bytes(flipped(whole, len(whole) - 100))
    (tmp_path / "algorithm").write_bytes(whole.replace(b"xmlenc11#aes256-gcm", b"xmlenc11#rot13-gcm0"))
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    plain = plain_message(b"\r\n\r\n" + whole)
    (tmp_path / "changed").write_bytes(flipped(plain, plain.index(b"</osci:Code>") - 1))
    references = [
        opening.refused("sound", pin=tmp_path / "damaged"),
        opening.refused("sound", pin=tmp_path / "wrong"),
        opening.refused("sound", p12=tmp_path / "key"),
        opening.refused("sound", p12=files.folder / "c.cer"),
        opening.refused("sound", p12=files.folder / "signature.p12"),
        opening.refused("sound", p12=files.folder / "stranger.p12"),
        opening.refused(tmp_path / "flipped"),
        opening.refused(tmp_path / "algorithm"),
        opening.refused(tmp_path / "cut"),
        opening.refused(tmp_path / "changed"),
        opening.refused(files.folder / "c.cer"),
        opening.refused(tmp_path / "missing"),
    ]
    assert references == [
        "KEY-PIN-FILE", "KEY-PIN", "KEY-DAMAGED", "KEY-NOT-A-KEY-FILE", "KEY-NO-CIPHER", "OSCI-OTHER-KEY",
        "CRYPTO-DECRYPT", "CRYPTO-ALGORITHM", references[8], "OSCI-SIGNATURE", "MIME-NOT-OSCI", "CLI-FILE",
    ]
    assert references[8] in ("MIME-TRUNCATED", "CRYPTO-DECRYPT")


def test_the_dialog_is_checked_exactly(opening: Opening, tmp_path: Path) -> None:
    state = opening.messages.states["sound"]
    path = tmp_path / "state.json"
    cases: list[tuple[dict[str, Any], str | None]] = [
        ({}, None), ({"sequence_number": str(state["sequence_number"])}, None),
        ({"conversation_id": int(state["conversation_id"])}, None),
        ({"request_challenge": "anders"}, "OSCI-DIALOG"), ({"conversation_id": "815"}, "OSCI-DIALOG"),
        ({"sequence_number": 9}, "OSCI-DIALOG"), ({"sequence_number": None}, "OSCI-DIALOG"),
        ({"sequence_number": "x"}, "DIALOG-STATE"), ({"request_challenge": None}, "DIALOG-STATE"),
    ]
    for change, reference in cases:
        path.write_text(json.dumps(state | change), encoding="utf-8-sig")
        if reference is None:
            assert opening.run("sound", "--dialog", path).code == 4
            for written in opening.out.iterdir():
                written.unlink()
        else:
            assert opening.refused("sound", "--dialog", path) == reference
    for text in (b"", b"{", b"[" * 100_000, b"\xff", b"[]"):
        path.write_bytes(text)
        assert opening.refused("sound", "--dialog", path) == "DIALOG-STATE"
    assert opening.refused("sound", "--dialog", tmp_path / "missing") == "CLI-FILE"


def test_a_file_that_is_not_there_is_named_by_its_option(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    for command, told in ((("key", "unlock", "--recovery-file", gone), "--recovery-file"),
                          (("list", "--passphrase-file", gone), "--passphrase-file"),
                          (("open", gone, "--p12", gone, "--pin-file", gone, "--out", tmp_path), "--p12"),
                          (("certificate", "add", gone), "FILE")):
        answer = run("--data", tmp_path / "data", *command)
        assert answer.code == 3 and f"„{told}“" in answer.err and "[CLI-FILE]" in answer.err, answer


def test_opening_twice_keeps_both(opening: Opening) -> None:
    paths = [
        content["path"] for _ in range(2) for content in opening.run("sound").json["containers"][0]["contents"]
    ]
    assert len(set(paths)) == 6 == len(list(opening.out.iterdir()))


def test_nothing_is_left_in_the_data_folder(opening: Opening) -> None:
    opening.run("sound")
    opening.run("broken", p12=opening.files.folder / "stranger.p12")
    assert [path for path in (opening.place / "data").rglob("*") if path.is_file()] == []


def test_the_offices_policy_holds(opening: Opening) -> None:
    data = opening.place / "data"
    data.mkdir()
    (data / "settings.toml").write_text('[policy]\nrefused_algorithms = ["aes256-gcm"]\n', encoding="utf-8")
    assert opening.refused("sound") == "CRYPTO-REFUSED"
    assert Policy.default().refused == frozenset()
