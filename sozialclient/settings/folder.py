"""The folder where everything of a user is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "SOZIALCLIENT_DATA"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where everything of a user is kept; a `chosen` folder holds its key itself, nothing goes outside."""

    path: Path
    chosen: bool


def data_folder(named: Path | None = None, environment: Mapping[str, str] | None = None) -> DataFolder:
    """The folder `named` (`--data`), else that of `SOZIALCLIENT_DATA`, else the system's place for the user.

    The path is absolute; the folder need not exist.
    """
    variable = (os.environ if environment is None else environment).get(VARIABLE)
    if named is not None or variable:
        return DataFolder(Path(named or variable or "").expanduser().absolute(), chosen=True)
    import platformdirs

    return DataFolder(Path(platformdirs.user_data_dir("Sozialclient", appauthor=False)), chosen=False)
