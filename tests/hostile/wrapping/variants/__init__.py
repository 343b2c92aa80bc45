"""The variants by row; importing this package fills the list."""

from tests.hostile.wrapping.variants import (
    algorithms,
    attachments,
    certificates,
    contents,
    dialogs,
    forms,
    levels,
    moved,
    names,
    namespaces,
    references,
    surgery,
    times,
    values,
)

__all__ = [
    "algorithms",
    "attachments",
    "certificates",
    "contents",
    "dialogs",
    "forms",
    "levels",
    "moved",
    "names",
    "namespaces",
    "references",
    "surgery",
    "times",
    "values",
]
