"""Fields and printed form brought together, measured on every synthetic application that has both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from sozialclient.demo import training_set
from sozialclient.demo.form_model import Form
from sozialclient.demo.pdf_form import form_pdf
from sozialclient.documents.fields import FieldDocument, read_fields
from sozialclient.documents.linkage import FieldLink, Linkage, LinkVerdict, link
from sozialclient.documents.printed_lines import Line, lines_of
from sozialclient.documents.values import FieldKind
from sozialclient.render.pages import TextSpan
from sozialclient.render.renderer import DocumentRenderer
from tests.pace import within
from tests.unit.documents.samples import hzl, hzl_pdf, shared

LEAST = 0.95
_LEAF = re.compile(r"[\w.-]+(?=\[|/|$)")


@dataclass(frozen=True)
class Pair:
    """An application as message and as words of its PDF; `form` is what the training mailbox printed."""

    document: FieldDocument
    pages: tuple[Sequence[TextSpan], ...]
    form: Form | None = None


def words_of(pdf: bytes) -> tuple[Sequence[TextSpan], ...]:
    with DocumentRenderer().open(pdf) as document:
        return tuple(document.text(page) for page in range(document.page_count))


@pytest.fixture(scope="module")
def training() -> dict[str, Pair]:
    """The training mailbox's applications that have both, by their kind."""
    forms: list[Form] = []

    def recording(form: Form) -> bytes:
        forms.append(form)
        return form_pdf(form)

    pairs = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training_set, "form_pdf", recording)
        for application in training_set.training_set(1, with_large=False):
            files = {content.name: content for content in application.contents}
            xml = files.get(training_set.XML_NAME)
            pdf = files.get(training_set.PDF_NAME) or files.get(training_set.INLINE_PDF_NAME)
            if xml is None or pdf is None:
                continue
            document = read_fields(b"".join(xml.chunks()))
            pages = words_of(b"".join(pdf.chunks()))
            form = next(one for one in forms if one.number == application.number)
            pairs[application.key] = Pair(document, pages, form)
    return pairs


def measured(name: str, linkage: Linkage) -> str:
    parts = ", ".join(f"{verdict.value} {len(linkage.of(verdict))}" for verdict in LinkVerdict)
    return f"{name}: {linkage.located} of {linkage.readable} located; {parts}"


def test_most_fields_of_every_kind_of_application_are_located(
    training: dict[str, Pair], record_property: Callable[[str, object], None]
) -> None:
    """At least 95 % of all, and of every kind whose message holds the words that the form prints.

    The one message in the structure of XSozial-basis sends keys and codes without their words.
    """
    linkages = {kind: link(pair.document, pair.pages) for kind, pair in training.items()}
    for kind, linkage in linkages.items():
        record_property(kind, measured(kind, linkage))
        if not (training[kind].document.standard or "").startswith("XSozial-basis"):
            assert linkage.located >= LEAST * linkage.readable, measured(kind, linkage)
    located = sum(linkage.located for linkage in linkages.values())
    readable = sum(linkage.readable for linkage in linkages.values())
    assert len(linkages) > 12
    assert readable > 600
    assert located >= LEAST * readable, f"{located} of {readable}"


def test_most_fields_of_the_shared_sample_are_located(record_property: Callable[[str, object], None]) -> None:
    linkage = link(read_fields(hzl()), words_of(hzl_pdf()))
    record_property("shared", measured("shared", linkage))
    assert linkage.located >= LEAST * linkage.readable, measured("shared", linkage)
    # The message has the code, the form the word: one answer stands on either side only.
    assert linkage.pdf_only is not None
    assert [(one.label, one.text) for one in linkage.pdf_only] == [("Staatsangehörigkeit", "irisch")]
    assert "135" in [one.field.value for one in linkage.of(LinkVerdict.MISSING)]


def above(lines: Sequence[Line], one: FieldLink) -> str:
    """The line right above a place: in these forms, the question."""
    assert one.place is not None
    box = one.place.boxes[0]
    over = [line for line in lines if line.box.y < box.y - 4 and abs(line.box.x - box.x) < 8]
    return max(over, key=lambda line: line.box.y).text if over else ""


def test_the_marked_place_is_the_answer_to_the_right_question(training: dict[str, Pair]) -> None:
    """The training mailbox knows which question it printed for each element."""
    checked = wrong = 0
    for pair in training.values():
        assert pair.form is not None
        labels: dict[str, set[str]] = {}
        for field in pair.form.fields():
            labels.setdefault(field.element, set()).add(field.label)
        lines = [lines_of(page) for page in pair.pages]
        for one in link(pair.document, pair.pages).links:
            asked = set().union(*(labels.get(leaf, set()) for leaf in _LEAF.findall(one.field.path)))
            if one.verdict in (LinkVerdict.FOUND, LinkVerdict.AMBIGUOUS) and one.expected and asked:
                assert one.place is not None
                checked += 1
                wrong += above(lines[one.place.page], one) not in asked
    assert checked > 500
    assert wrong <= checked * (1 - LEAST), f"{wrong} of {checked}"


def texts(pair: Pair) -> Iterator[tuple[int, str]]:
    for at, field in enumerate(pair.document.fields):
        if field.kind is FieldKind.IBAN:
            yield at, field.value


def test_what_only_one_side_has_is_told(training: dict[str, Pair]) -> None:
    pair = training["hilfe-zum-lebensunterhalt"]
    at, iban = next(texts(pair))
    fields = pair.document.fields
    without = link(replace(pair.document, fields=(*fields[:at], *fields[at + 1 :])), pair.pages)
    before = link(pair.document, pair.pages)
    assert before.pdf_only is not None and without.pdf_only is not None
    added = [one.text for one in without.pdf_only if one not in before.pdf_only]
    assert added == [iban]
    other = replace(fields[at], value="DE00 0000 0000 0000 0000 01", raw_value="DE00000000000000000001")
    changed = link(replace(pair.document, fields=(*fields[:at], other, *fields[at + 1 :])), pair.pages)
    assert changed.links[at].verdict is LinkVerdict.MISSING
    assert changed.pdf_only is not None and iban in [one.text for one in changed.pdf_only]


def test_what_is_ticked_is_never_claimed_to_be_read(training: dict[str, Pair]) -> None:
    """Turning every yes into a no changes nothing, because nothing was read off the boxes."""
    turned = {"Ja": "Nein", "Nein": "Ja"}
    drawn = 0
    for pair in training.values():
        fields = tuple(replace(field, value=turned[field.value]) if field.kind is FieldKind.BOOLEAN else field
                       for field in pair.document.fields)
        told = link(pair.document, pair.pages)
        again = link(replace(pair.document, fields=fields), pair.pages)
        assert [(one.verdict, one.place) for one in told.links] == [(one.verdict, one.place) for one in again.links]
        yes_no = [one.verdict for one in told.links if one.field.kind is FieldKind.BOOLEAN]
        assert set(yes_no) <= {LinkVerdict.DRAWN, LinkVerdict.MISSING}
        drawn += yes_no.count(LinkVerdict.DRAWN)
    assert drawn > 100


def test_a_value_that_stands_often_is_told_as_such_and_given_to_each_once(training: dict[str, Pair]) -> None:
    """The family name of a household stands at every member; each gets a place of its own."""
    several = 0
    for pair in training.values():
        alike: dict[tuple[str, str], list[FieldLink]] = {}
        for one in link(pair.document, pair.pages).of(LinkVerdict.AMBIGUOUS):
            alike.setdefault((one.field.label, one.field.value), []).append(one)
        for same in alike.values():
            places = [one.place.position for one in same if one.place is not None]
            assert len(places) == len(same)
            assert all(one.rivals > 0 for one in same)
            if len(same) > 1 and same[0].rivals + 1 >= len(same):
                several += 1
                assert len(set(places)) == len(places), same[0].field.label
    assert several > 3


def test_equal_values_at_equal_labels_go_in_the_order_of_their_neighbours() -> None:
    """The message begins with the child, the form with its parent: what stands next to a name decides."""
    document = read_fields(
        b"<antrag><kind><vorname>Ada</vorname><familienname>Probe</familienname></kind>"
        b"<elternteil><vorname>Eve</vorname><familienname>Probe</familienname></elternteil></antrag>")
    printed = ("Vorname", "Eve", "Familienname", "Probe", "Vorname", "Ada", "Familienname", "Probe")
    page = [TextSpan(word, 10, 20 * at, 60, 10, at) for at, word in enumerate(printed)]
    places = {one.field.path: one.place.first for one in link(document, [page]).links if one.place}
    assert places == {"/antrag/kind/vorname": 5, "/antrag/kind/familienname": 7,
                      "/antrag/elternteil/vorname": 1, "/antrag/elternteil/familienname": 3}


def test_a_print_without_sizes_says_nothing_of_answers_in_the_pdf_only() -> None:
    document = read_fields(b"<antrag><ort>Musterstadt</ort><name>Probe</name></antrag>")
    printed = ("Ort", "Musterstadt", "Fremdes", "Wort")
    page = [TextSpan(word, 10, 20 * at, 60, 10, at) for at, word in enumerate(printed)]
    linkage = link(document, [page])
    assert linkage.pdf_only is None
    assert [one.verdict for one in linkage.links] == [LinkVerdict.FOUND, LinkVerdict.MISSING]


def test_a_pdf_without_words_leaves_every_field_missing() -> None:
    linkage = link(read_fields(b"<antrag><ort>Musterstadt</ort></antrag>"), [[], []])
    assert (linkage.located, linkage.readable, linkage.pdf_only) == (0, 1, None)


def test_texts_made_to_take_long_are_linked_in_little_time_and_told_as_cut() -> None:
    """One letter a hundred thousand times on every page, wanted by thousands of fields."""
    document = read_fields(b"<antrag>" + b"".join(b"<a%d>a</a%d>" % (at, at) for at in range(6_000)) + b"</antrag>")
    page = [TextSpan("a" * 100, 10, 10, 60, 10, 0)] * 1_000
    linkage = within(240, lambda: link(document, [page] * 20))
    assert linkage.unread == 17
    assert linkage.omitted > 1_000
    assert len(linkage.links) + linkage.omitted == len(document.fields)


def test_thousands_of_pages_for_thousands_of_fields_are_no_endless_work() -> None:
    """Each page has one word: it is the looking that would take the time, not the reading."""
    document = read_fields(b"<antrag>" + b"".join(b"<a%d>Wert %d</a%d>" % (at, at, at) for at in range(3_000))
                           + b"</antrag>")
    pages = [[TextSpan(f"Wort{at}", 10, 10, 60, 10, 0)] for at in range(3_000)]
    linkage = within(240, lambda: link(document, pages))
    assert linkage.links and linkage.omitted > 2_500 and not linkage.unread


def test_the_shared_message_of_xsozial_is_linked_without_its_form() -> None:
    """Its fields are all told as missing where another application's form is held against it."""
    data = shared("xsozial-2.4.0", "but_strukturgleich_synthetisch.xml").read_bytes()
    linkage = link(read_fields(data), words_of(hzl_pdf()))
    assert linkage.located < linkage.readable / 2
