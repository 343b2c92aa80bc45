"""The variants by row; importing this package fills the list."""

from tests.hostile.wrapping.variants import (
    algorithms,
    certificates,
    contents,
    dialogs,
    forms,
    moved,
    names,
    references,
    surgery,
    values,
)

__all__ = [
    "algorithms",
    "certificates",
    "contents",
    "dialogs",
    "forms",
    "moved",
    "names",
    "references",
    "surgery",
    "values",
]
