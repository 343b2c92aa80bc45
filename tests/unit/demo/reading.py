from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]  # ships no stubs
from lxml import etree

from sozialclient.demo.training_application import TrainingApplication, TrainingContent

HEAD = "nachrichtenkopf.g2g"


def data_of(content: TrainingContent) -> bytes:
    """All bytes of a small content."""
    return b"".join(content.chunks())


def xml_of(application: TrainingApplication) -> etree._Element | None:
    """The root of the message, parsed independently of what wrote it."""
    found = [content for content in application.contents if content.media_type == "text/xml"]
    return etree.fromstring(data_of(found[0])) if found else None


def form_pdf_of(application: TrainingApplication) -> bytes | None:
    """The printed form."""
    names = ("Antrag.pdf", "printout.pdf")
    return next((data_of(content) for content in application.contents if content.name in names), None)


def pdf_text(data: bytes) -> str:
    """Text of all pages without any white space, so that line breaks do not matter."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [document[index].get_textpage().get_text_range() for index in range(len(document))]
    finally:
        document.close()
    return squeezed("".join(pages))


def squeezed(text: str) -> str:
    """Without white space and hyphenation marks."""
    return re.sub(r"[\s\ufffe\u00ad]", "", text)


def leaves(root: etree._Element) -> Iterator[tuple[str, str]]:
    """(element, text) of every value outside the message head; of a code its name when there is one."""
    for element in root.iter():
        if any(ancestor.tag == HEAD for ancestor in element.iterancestors()) or len(element):
            continue
        name = etree.QName(element).localname
        parent = element.getparent()
        if name == "code" and parent is not None and parent.find("name") is not None:
            continue
        if element.text:
            yield name, element.text
