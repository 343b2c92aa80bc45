"""`sozialclient demo`: the whole way once, on the training mailbox."""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from sozialclient.cli.context import made_folder, opened_workplace
from sozialclient.cli.exit_codes import ExitCode, exit_code
from sozialclient.cli.export_commands import tell_export
from sozialclient.cli.fetch_command import tell_summary
from sozialclient.cli.output import print_line
from sozialclient.cli.window import Window
from sozialclient.cli.window_command import shown_window
from sozialclient.exporters.base import ExportOrder
from sozialclient.model.application import State
from sozialclient.usecases.export_applications import export_applications
from sozialclient.usecases.fetch_mailbox import FetchSummary
from sozialclient.usecases.open_training_mailbox import TrainingIntermediary, add_training_mailbox, start_training
from sozialclient.usecases.practise import fetch_training_set
from sozialclient.usecases.workplace import Workplace

_EXPORTED = 3


def run_demo(arguments: argparse.Namespace) -> ExitCode:
    """Open the window on the training mailbox, or play it through without one."""
    with _folder(arguments) as folder:
        arguments.data = folder / "client"
        print_line("demo.start")
        training = start_training(folder / "intermediary", large=arguments.large)
        try:
            return _headless(arguments, folder, training) if arguments.headless else _window(arguments, training)
        finally:
            training.stop()


@contextlib.contextmanager
def _folder(arguments: argparse.Namespace) -> Iterator[Path]:
    """The folder to play in: kept where one was named, and without a window, so that its results can be seen."""
    if arguments.keep is not None:
        yield made_folder(arguments.keep, "--keep")
    elif arguments.headless:
        yield Path(tempfile.mkdtemp(prefix="sozialclient-demo-"))
    else:
        # On Windows a file of the window may still be closing when the folder goes.
        with tempfile.TemporaryDirectory(prefix="sozialclient-demo-", ignore_cleanup_errors=True) as name:
            yield Path(name)


def _window(arguments: argparse.Namespace, training: TrainingIntermediary) -> ExitCode:
    with opened_workplace(arguments) as workplace:
        add_training_mailbox(workplace, training)
    return shown_window(arguments)


def _headless(arguments: argparse.Namespace, folder: Path, training: TrainingIntermediary) -> ExitCode:
    """Fetch, decrypt, check, export, draw; every step is the one the window takes."""
    with opened_workplace(arguments) as workplace:
        mailbox, summary = fetch_training_set(workplace, training)
        print_line("demo.mailbox", name=mailbox.name, url=training.url, p12=str(training.p12))
        tell_summary(summary, as_json=False)
        if summary.error is not None:
            return exit_code(summary.error)
        _tell_store(workplace)
        _export(workplace, summary, folder / "ausgabe")
    picture = folder / "hauptfenster.png"
    cast(Window, arguments.window).picture(arguments.data, picture)
    print_line("demo.picture", path=str(picture))
    print_line("demo.kept", path=str(folder))
    return ExitCode.OK


def _tell_store(workplace: Workplace) -> None:
    cards = workplace.store.cards()
    remarkable = sum(1 for card in cards if card.finding_count)
    print_line("demo.applications", count=len(cards), findings=remarkable)


def _export(workplace: Workplace, summary: FetchSummary, target: Path) -> None:
    sound = [
        application_id
        for application_id in summary.application_ids
        if workplace.store.card(application_id).state is not State.UNPROCESSABLE
    ]
    chosen = sound[:_EXPORTED]
    if chosen:
        result = export_applications(workplace.store, chosen, ExportOrder(), target, lambda _: None, lambda: False)
        tell_export(result, as_json=False)
        print_line("demo.exported", path=str(target))
