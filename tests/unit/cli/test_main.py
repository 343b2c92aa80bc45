"""What all commands share: usage, help, the data folder, the window, and faults of the program itself."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sozialclient.cli import list_commands
from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.main import main
from sozialclient.cli.parser import build_parser
from sozialclient.errors import SozialclientError
from sozialclient.logs.hooks import TRACE
from sozialclient.net.errors import AddressInvalid, CaFileUnreadable, NetError
from tests.conftest import CHECKOUT
from tests.unit.cli.conftest import Files, Window, run


def _commands(parser: argparse.ArgumentParser, above: str = "") -> Iterator[str]:
    """Names of all commands, those below others with what stands above them."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f"{above}{name}"
                yield from _commands(command, f"{above}{name} ")


COMMANDS = list(_commands(build_parser()))
ENGLISH = re.compile(r"\b(usage|error|options|positional|required|invalid|the|show this|argument)\b")


@pytest.mark.parametrize("arguments", [
    ["nonsense"], ["fetch"], ["mailbox"], ["mailbox", "add", "x"], ["mailbox", "gone"], ["show"], ["export"],
    ["export", "A-1"], ["open", "x"], ["list", "--nix"], ["list", "--data"], ["demo", "--keep"], ["intermediary"],
    ["fetch", "x", "--since", "gestern"], ["evidence", "request", "A-1", "--asked", "31.02.2027"],
    ["evidence"], ["compare", "A-1"], ["fetch", "x", "--chunk-size", "0"], ["fetch", "x", "--chunk-size", "-1"],
    ["fetch", "x", "--chunk-size", "viel"], ["intermediary", "--listen", "x", "--state", "s"],
    ["intermediary", "--listen", "127.0.0.1:99999", "--state", "s"],
    ["intermediary", "--listen", "127.0.0.1:0", "--state", "s", "--fill", "viel"],
    ["intermediary", "--listen", "127.0.0.1:0", "--state", "s", "--fill", "-1"],
    ["--data", "", "list"], ["list", "--data", ""], ["export", "A-1", "--target", ""], ["show", "\udcff"],
    ["note", "A-1", "kaputt \udcff"], ["report", "month", "2026-13"], ["calendar", "set", "--remind", "trash=3"],
    ["calendar", "set", "--day-off", "30.02.2026"],
], ids=" ".join)
def test_what_is_not_understood_is_2_and_german(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    told = answer.err.splitlines()[-1]
    assert told and ENGLISH.search(answer.err) is None, answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_german_and_documented(command: str) -> None:
    answer = run(*command.split(), "--help")
    assert answer.code == 0 and answer.err == ""
    assert answer.out.startswith(f"Aufruf: sozialclient {command}".rstrip())
    assert ENGLISH.search(answer.out.partition("\n\n")[2]) is None
    documented = (CHECKOUT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert command.split()[-1:] == [] or command.split()[-1] in documented
    options = set(re.findall(r"--[a-z0-9-]+", answer.out)) - {"--help", "--version"}
    assert {option for option in options if option not in documented} == set()


def test_the_help_of_a_command_says_what_it_does_and_what_an_id_is() -> None:
    listed = run("--help").out
    for command in ("compare", "note", "backup"):
        said = run(command, "--help").out.split("\n\n")[1].strip()
        assert said.split()[0] in listed and len(said) > 20, said
    assert "A-2026-" in run("show", "--help").out


def test_a_path_may_have_bytes_that_are_no_text(tmp_path: Path) -> None:
    answer = run("--data", tmp_path, "export", "A-1", "--target", "gibt\udcffs")
    assert (answer.code, "STORE-NO-SUCH-APPLICATION" in answer.err) == (3, True), answer.err


def test_what_cannot_be_meant_is_named_with_its_value() -> None:
    for arguments, told in ((("report", "month", "2026-13"), "'2026-13'"), (("show", "\udcff"), "ID"),
                            (("calendar", "set", "--remind", "trash=3"), "'trash=3'")):
        assert told in run(*arguments).err.splitlines()[-1]


def test_what_is_missing_or_too_much_is_named(tmp_path: Path) -> None:
    assert "--confirm --automatic" in run("--data", tmp_path, "retention", "apply").err
    both = run("--data", tmp_path, "backup", "set", "--off", "--to", tmp_path).err
    assert "--to und --off gehen nicht zusammen" in both or "--off und --to gehen nicht zusammen" in both


def test_version() -> None:
    answer = run("--version")
    assert (answer.code, answer.err) == (0, "") and re.fullmatch(r"Sozialclient \d+\.\d+\.\d+\n", answer.out)


def test_the_variable_and_the_option_name_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Files
) -> None:
    monkeypatch.setenv("SOZIALCLIENT_DATA", str(tmp_path / "variable"))
    add = files.add(tmp_path / "option", "http://127.0.0.1:9/")
    assert run(*add[2:]).code == 0
    assert len(run("mailbox", "list", "--json").json) == 1
    assert run("--data", tmp_path / "option", "mailbox", "list", "--json").json == []
    # In front of the command, behind it, and the option before the variable.
    assert run("mailbox", "list", "--data", tmp_path / "option", "--json").json == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["option", "variable"]


def test_damaged_settings_are_reported_and_kept(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("theme = ", encoding="utf-8")
    answer = run("--data", tmp_path, "list", "--json")
    assert (answer.code, answer.json["error"]["reference"]) == (3, "SETTINGS-DAMAGED")
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == "theme = "


def test_without_a_command_the_window(tmp_path: Path) -> None:
    window = Window()
    assert run("--data", tmp_path, window=window).code == 0
    assert run("--screenshot", tmp_path / "bilder", window=window).code == 0
    assert window.asked == [("show", tmp_path), ("screens", tmp_path / "bilder")]


def test_a_window_that_could_not_start_is_a_refusal_and_no_fault(tmp_path: Path) -> None:
    class Refused(Window):
        def show(self, data: Path | None) -> int:
            super().show(data)
            return 1

    answer = run("--data", tmp_path, window=Refused())
    assert (answer.code, answer.out, answer.err) == (3, "", "")


def test_a_fault_of_the_program_tells_class_and_place_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> ExitCode:
        raise LookupError("Erika Mustermann, geboren am 12. August 1964")

    monkeypatch.setattr(list_commands, "run_list", fail)
    answer = run("--data", tmp_path, "list", "--json")
    assert answer.code == 3 and answer.json["error"]["reference"] == "APP-UNKNOWN"
    assert "Mustermann" not in answer.out + answer.err
    german = run("--data", tmp_path, "list")
    assert german.err.endswith("[APP-UNKNOWN]\n") and "Mustermann" not in german.err
    monkeypatch.setenv(TRACE, "1")
    with pytest.raises(LookupError):
        main(["--data", str(tmp_path), "list"], Window())


def test_exit_codes() -> None:
    assert exit_code(NetError()) is ExitCode.NOT_REACHABLE
    assert exit_code(AddressInvalid(part="x")) is ExitCode.REFUSED
    assert exit_code(CaFileUnreadable()) is ExitCode.REFUSED
    assert exit_code(SozialclientError()) is ExitCode.REFUSED
    assert [code.value for code in ExitCode] == [0, 2, 3, 4, 5]
