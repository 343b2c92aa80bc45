"""Says above a document what it carries besides its pages, and that it is something else than its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sozialclient.gui.plain import Shown, plain_joined, plain_words
from sozialclient.gui.wording import say

if TYPE_CHECKING:
    from sozialclient.gui.desk import PageSource
    from sozialclient.render.pages import ActiveContent

# What the markers of `ActiveContent` mean to a reader; OpenAction and AA alone only turn to a page.
_MEANINGS = {
    "script": ("JavaScript",),
    "program": ("Launch",),
    "sending": ("SubmitForm", "ImportData"),
    "form": ("XFA",),
    "media": ("3D", "RichMedia", "Movie", "Sound"),
}
_NAMED_FILES = 3


def notice(source: PageSource, untrusted_name: str) -> Shown:
    """One or two sentences, empty where there is nothing to say; asks the worker, so it belongs there too."""
    from sozialclient.documents.media import MediaKind, mismatch

    kind, sentences = MediaKind(source.kind.value), []
    if source.contradicts or mismatch(kind, untrusted_name):
        sentences.append(say("document.mismatch", kind=kind.label))
    carried = list(_carried(source.active_content()))
    if carried:
        sentences.append(say("document.active", what=plain_joined(", ", carried)))
    return plain_words(plain_joined(" ", sentences, limit=1000))


def _carried(facts: ActiveContent) -> Iterator[Shown]:
    for meaning, markers in _MEANINGS.items():
        if not set(markers).isdisjoint(facts.markers):
            yield say(f"document.carries.{meaning}")
    if facts.embedded_files:
        names = plain_joined(", ", facts.embedded_files[:_NAMED_FILES])
        more = "" if len(facts.embedded_files) <= _NAMED_FILES else " …"
        yield say("document.carries.files", names=plain_words(names, more))
    elif "EmbeddedFile" in facts.markers:
        yield say("document.carries.file")
