"""Sets a letter as PDF/A-2b, in the form of a German business letter (DIN 5008, form B)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from sozialclient.reports.letters.letter import Block, Letter, clean, references
from sozialclient.texts import text

if TYPE_CHECKING:
    from sozialclient.reports.pdf.blocks import Story

_BOX = "☐"
_AFTER_LIST = 2
"""Millimetres."""


def letter_pdf(letter: Letter) -> bytes:
    """The letter, A4; the same letter gives the same bytes."""
    from sozialclient.reports.letters.address_head import AddressHead
    from sozialclient.reports.pdf.document import Look, new_story, write_pdf

    made = datetime.combine(letter.day, time(), UTC)
    look = Look(title=letter.title, created=made, running=letter.title, left=AddressHead.LEFT)
    story = new_story(look)
    story.put(AddressHead(letter, story.root))
    story.say(clean(letter.subject), "subject")
    for line in references(letter):
        story.say(clean(line), "letter-line")
    story.gap(5)
    *others, last = letter.body
    for block, after in zip(others, letter.body[1:], strict=True):
        _add(story, block)
        if block.mark and not after.mark:
            story.gap(_AFTER_LIST)
    story.together(_last(letter, last), *([text("letter", "signature")] if letter.signed else []))
    if letter.ticks:
        _add_ticks(story, letter)
    return write_pdf(story, look)


def _add(story: Story, block: Block) -> None:
    if not block.mark:
        story.say(clean(block.words), "letter")
        return
    name = f"{block.mark} {clean(block.words)}"
    story.together([(name, "entry" if block.below else "entry-alone"),
                    *((clean(line), "below") for line in block.below[:-1]),
                    *((clean(line), "below-last") for line in block.below[-1:])])


def _last(letter: Letter, block: Block) -> list[tuple[str, str]]:
    """The end of the letter, which a page break must not leave alone."""
    closing = [(text("letter", "closing"), "letter"),
               *((clean(line), "letter-line" if letter.signed else "signed") for line in letter.sender[:1])]
    return [(clean(block.words), "letter"), *closing]


def _add_ticks(story: Story, letter: Letter) -> None:
    story.page_break()
    story.say(text("letter", "ticks"), "H1")
    if letter.number:
        story.say(text("letter", "ticks-number", number=clean(letter.number)), "letter")
    for name in letter.ticks:
        story.say(f"{_BOX}  {clean(name)}", "tick")
