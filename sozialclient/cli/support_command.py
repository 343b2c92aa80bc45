"""`sozialclient support`: the lines of the support bundle, shown, or saved as they would be shown."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator, Mapping

from sozialclient.cli.context import chosen_folder, opened_workplace
from sozialclient.cli.exit_codes import ExitCode
from sozialclient.cli.output import print_json, print_line, print_lines
from sozialclient.errors import SozialclientError
from sozialclient.settings import load_settings, settings_values
from sozialclient.store.store import Store
from sozialclient.usecases.support_bundle import save_support, support_lines


def run_support(arguments: argparse.Namespace) -> ExitCode:
    """Collect, then print or save. A store or settings that cannot be read are no hindrance."""
    folder = chosen_folder(arguments).path
    settings: Mapping[str, str] | SozialclientError
    try:
        settings = settings_values(load_settings(folder))
    except SozialclientError as error:
        settings = error
    with _store(arguments) as store:
        lines = support_lines(folder, store, settings)
        if arguments.out is not None:
            save_support(arguments.out, lines, store)
    if arguments.json:
        print_json({"lines": list(lines), "file": None if arguments.out is None else str(arguments.out)})
    elif arguments.out is None:
        print_lines(lines)
    else:
        print_line("support.saved", count=len(lines), path=str(arguments.out))
    return ExitCode.OK


@contextlib.contextmanager
def _store(arguments: argparse.Namespace) -> Iterator[Store | SozialclientError]:
    with contextlib.ExitStack() as stack:
        opened: Store | SozialclientError
        try:
            opened = stack.enter_context(opened_workplace(arguments)).store
        except SozialclientError as error:
            opened = error
        yield opened
