"""The commands of this checkout: each sets up what it needs and then does its job.

Needs nothing but Python 3.11 or newer, on Windows and Linux.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is what an older Python gets to run
    sys.exit(f"Sozialclient braucht Python 3.11 oder neuer, dies ist Python {sys.version.split()[0]}.")

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from dev_console import SetupError, prepare_console, say
from dev_environment import Environment
from dev_system import ensure_libraries, has_display

CHECKOUT = Path(__file__).resolve().parent.parent
UV = "uv==0.13.9"
USAGE = """\
python packaging/dev.py BEFEHL [...]

  demo   [...]   Sozialclient mit dem Übungspostfach starten (ohne Bildschirm: derselbe Ablauf ohne Fenster)
  run    [...]   Sozialclient mit beliebigen Angaben starten, etwa: run list --json
  test   [...]   alle Prüfungen und Tests; mit Angaben nur pytest mit diesen Angaben
  lint           nur die Prüfungen: ruff, mypy, import-linter
  bench  [...]   Messungen in tests/bench, auch die langen
  lock   [...]   Sperrdateien in packaging/lock neu schreiben; mit --upgrade auf neue Versionen
"""
BESIDE = (
    "tests/unit", "tests/vectors", "tests/contract", "tests/stores", "tests/mutation", "tests/hostile/wrapping",
    "tests/e2e", "tests/fuzz", "tests/power",
)
"""Folders of tests that measure no times by the clock, so that they can run beside the others."""
CHECKS = {
    "ruff": ("-m", "ruff", "check", "--quiet", "."),
    "mypy": ("-m", "mypy"),
    "import-linter": ("-c", "from importlinter.cli import lint_imports_command as c; c(['--no-logo'])"),
}


def main(arguments: list[str]) -> int:
    """Runs one command; returns the exit code: 0 good, 1 something failed, 2 usage, 3 set-up impossible."""
    prepare_console()
    command, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if command in ("-h", "--help"):
        say(USAGE)
        return 0
    if command not in COMMANDS:
        say(f"Den Befehl „{command}“ gibt es nicht.\n\n{USAGE}")
        return 2
    try:
        return COMMANDS[command](rest)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 3
    except KeyboardInterrupt:
        say("\nAbgebrochen. Derselbe Befehl setzt fort.")
        return 130


def demo(rest: list[str]) -> int:
    """The product on its training mailbox, in a window where there is a screen."""
    headless = [] if has_display() or "--headless" in rest else ["--headless"]
    return run(["demo", *headless, *rest])


def run(rest: list[str]) -> int:
    """The product as it would run installed; it takes over this process where the system can do that."""
    python = _ready("runtime")
    if rest[:1] == ["--"]:
        rest = rest[1:]
    environment = dict(os.environ)
    if not has_display():
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [str(python), "-m", "sozialclient", *rest]
    if os.name == "posix":
        sys.stdout.flush()
        os.execve(python, command, environment)
    # The product hears Ctrl+C itself and ends in its own time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command, env=environment)


def test(rest: list[str]) -> int:
    """Every check, then pytest, whose closing line ends the output of a good run."""
    python = _ready("development")
    failed = [] if rest else _checks(python)
    if (_pytest(python, rest) if rest else _everything(python)) != 0:
        failed.append("pytest")
    return _verdict(failed)


def lint(_rest: list[str]) -> int:
    """The checks that need no run of the product."""
    return _verdict(_checks(_ready("development")))


def bench(rest: list[str]) -> int:
    """The measurements, long ones too, with their figures shown."""
    return _pytest(_ready("development"), ["tests/bench", "-s", "-m", "slow or not slow", *rest])


def lock(rest: list[str]) -> int:
    """Resolves pyproject.toml for every supported Python and system; keeps versions unless told --upgrade."""
    folder = CHECKOUT / "packaging" / "lock"
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run([sys.executable, "-m", "venv", temporary], check=True)
        python = str(Path(temporary) / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV], check=True)
        options = ["--universal", "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-annotate", "--quiet"]
        resolve = [python, "-m", "uv", "pip", "compile", "pyproject.toml", *options, *rest]
        runtime, development = str(folder / "runtime.txt"), str(folder / "development.txt")
        subprocess.run([*resolve, "--group", "build", "-o", runtime], cwd=CHECKOUT, check=True)
        subprocess.run([*resolve, "--group", "dev", "-c", runtime, "-o", development], cwd=CHECKOUT, check=True)
    say(f"Geschrieben: {runtime}, {development}")
    return 0


def _ready(kind: str) -> Path:
    ensure_libraries()
    environment = Environment(CHECKOUT)
    environment.ensure(kind)
    return environment.python


def _checks(python: Path) -> list[str]:
    """Names of the checks that failed; their output is shown, a good one's is one line."""
    failed = []
    for name, arguments in CHECKS.items():
        began = time.monotonic()
        command = [str(python), *arguments]
        output, merged = subprocess.PIPE, subprocess.STDOUT
        done = subprocess.run(command, cwd=CHECKOUT, stdout=output, stderr=merged, text=True, errors="replace")
        good = done.returncode == 0
        say(f"{name}: {'in Ordnung' if good else 'BEANSTANDET'} ({time.monotonic() - began:.1f} s)")
        if not good:
            say(done.stdout.strip())
            failed.append(name)
    return failed


def _pytest(python: Path, arguments: list[str]) -> int:
    return subprocess.call([str(python), "-m", "pytest", *arguments], cwd=CHECKOUT, env=_test_environment())


def _test_environment() -> dict[str, str]:
    return os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def _verdict(failed: list[str]) -> int:
    if failed:
        print(f"Nicht bestanden: {', '.join(failed)}", file=sys.stderr, flush=True)
    return 1 if failed else 0


def _everything(python: Path) -> int:
    """All tests in two runs at once: those of `BESIDE` on what the others leave of the processors.

    Returns 0 when both went well. The output of the second run follows that of the first.
    """
    with tempfile.TemporaryFile() as output:
        command = [str(python), "-m", "pytest", "-p", "no:cacheprovider", *BESIDE]
        behind = [*(("nice", "-n", "10") if shutil.which("nice") else ()), *command]
        beside = subprocess.Popen(
            behind, cwd=CHECKOUT, env=_test_environment(), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            codes = [_pytest(python, [f"--ignore={each}" for each in BESIDE]), beside.wait()]
        finally:
            beside.kill()
        output.seek(0)
        say(output.read().decode(errors="replace").strip())
    return max(codes, key=abs)


COMMANDS = {"demo": demo, "run": run, "test": test, "lint": lint, "bench": bench, "lock": lock}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
