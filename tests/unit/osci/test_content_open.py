"""What is handed out of a delivery: intact, or named as what it is, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sozialclient.crypto.algorithms import Cipher
from sozialclient.crypto.ciphers import encrypt_bytes, new_key
from sozialclient.crypto.policy import Policy
from sozialclient.model.delivery import ContentKind
from sozialclient.model.verdict import Verdict
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import DEFAULT_LIMITS
from tests.mailbox_rig import training_pki
from tests.unit.osci.contents import (
    attachment_key,
    author,
    changed,
    container,
    data,
    file,
    findings,
    handed_out,
    limits,
    nested,
    one,
    opened,
    reader,
    sealed,
    signed,
    verdicts,
)
from tests.unit.osci.counted_spool import CountedSpool

PDF = b"%PDF-1.7 invented"


# -- what vouches for a content ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "transport_signed", "verdict"),
    [
        (lambda: container(data("d")), False, Verdict.UNDECIDED),
        (lambda: container(data("d")), True, Verdict.PASSED),
        (lambda: signed(container(data("d"))), False, Verdict.PASSED),
        (lambda: sealed(container(data("d"))), False, Verdict.PASSED),
        (lambda: sealed(container(data("d")), cipher=Cipher.AES128_CBC), True, Verdict.UNDECIDED),
        (lambda: sealed(signed(container(data("d"))), cipher=Cipher.AES128_CBC), False, Verdict.PASSED),
        (lambda: container(nested("n", sealed(container(data("d"))))), False, None),
        (lambda: container(nested("n", container(data("d"), id_="i"))), False, Verdict.UNDECIDED),
        (lambda: signed(container(nested("n", container(data("d"), id_="i")))), False, Verdict.PASSED),
        (lambda: container(nested("n", signed(container(data("d"), id_="i")))), False, Verdict.PASSED),
        (lambda: sealed(container(sealed(container(data("d"), id_="i"), id_="f"))), False, Verdict.PASSED),
        (
            lambda: sealed(container(sealed(container(data("d"), id_="i"), id_="f")), cipher=Cipher.AES256_CBC),
            False,
            Verdict.UNDECIDED,
        ),
    ],
    ids=range(12),
)
def test_what_vouches_for_a_content(build: Callable[[], str], transport_signed: bool, verdict: Verdict | None) -> None:
    found = opened(build(), transport_signed=transport_signed)
    assert verdicts(found) == ([] if verdict is None else [verdict])
    assert handed_out(found) == ({} if verdict is None else {"d": b"x"})


def test_kinds_names_and_digests_of_contents() -> None:
    found = opened(container(data("d", PDF), file("f", "Antrag ä.pdf")), {"Antrag ä.pdf": PDF})
    first, second = found.delivery.contents()
    assert (first.kind, first.untrusted_name, first.id) == (ContentKind.DATA, None, "d")
    assert (second.kind, second.untrusted_name, second.id) == (ContentKind.ATTACHMENT, "Antrag ä.pdf", "f")
    assert first.key != second.key
    assert (first.size, first.sha256) == (second.size, second.sha256) == (len(PDF), first.sha256)


def test_the_words_for_a_weak_cipher() -> None:
    found = one(opened(sealed(container(data("d")), cipher=Cipher.AES256_CBC)))
    assert findings(found) == {"CONTENT-CBC-UNSIGNED"}
    weak = {v for f in found.findings if f.reference == "WEAK-CONTENT" for _, v in f.parameters}
    assert Cipher.AES256_CBC.value in weak
    assert findings(one(opened(sealed(signed(container(data("d"))), cipher=Cipher.AES256_CBC)))) <= {
        "CONTENT-SIGNATURE"
    }
    refused = one(
        opened(
            sealed(container(data("d")), cipher=Cipher.AES256_CBC), policy=Policy.default().tightened(["aes256-cbc"])
        )
    )
    assert (refused.readable, findings(refused)) == (False, {"CONTENT-ALGORITHM"})


KEY = new_key(Cipher.AES256_GCM)
CRYPT = encrypt_bytes(PDF, Cipher.AES256_GCM, KEY)
TWO = container(data("d", b"one"), data("e", b"two"))


# -- readers and damage --------------------------------------------------------------------------------


def test_what_is_for_others_stays_closed_and_the_rest_opens() -> None:
    others = sealed(container(data("o"), id_="o"), (reader(training_pki().other_office),), id_="e2")
    found = opened(sealed(container(data("d"))) + others)
    assert handed_out(found) == {"d": b"x"}
    assert findings(found.delivery.containers[1]) == {"CONTENT-OTHER-READER"}


def test_our_key_is_found_among_others() -> None:
    readers = (reader(training_pki().other_office), reader(training_pki().platform_cipher), reader())
    assert handed_out(opened(sealed(container(data("d")), readers))) == {"d": b"x"}


def test_our_keys_in_one_content_are_bounded() -> None:
    most = DEFAULT_LIMITS.own_encrypted_keys
    assert handed_out(opened(sealed(container(data("d")), (reader(),) * most))) == {"d": b"x"}
    found = opened(sealed(container(data("d")), (reader(),) * (most + 1)))
    assert findings(one(found)) == {"CONTENT-DAMAGED"} and not found.payloads


def test_a_reader_must_stand_in_the_header() -> None:
    with pytest.raises(StructureError):
        opened(changed(sealed(container(data("d"))), f"#{reader().id}", "#nobody"))
    both = sealed(container(data("d"), id_="i"), (reader(), reader(training_pki().other_office)), id_="f")
    found = opened(sealed(container(data("o"), changed(both, f"#{reader(training_pki().other_office).id}", "#nobody"))))
    assert handed_out(found) == {"o": b"x"}
    assert findings(list(found.delivery.walk())[1]) == {"CONTENT-DAMAGED"}


DAMAGED: dict[str, tuple[Callable[[], str], str]] = {
    "doctype": (lambda: f"<!DOCTYPE x>{container(data('d'))}", "XML-DOCTYPE"),
    "cut off": (lambda: container(data("d"))[:-5], "XML-DAMAGED"),
    "instruction": (lambda: container("<?p x?>", data("d")), "XML-INSTRUCTION"),
    "same content twice": (lambda: container(data("d"), data("d")), "XML-DUPLICATE-ID"),
    "content named as its container": (lambda: container(data("c")), "XML-DUPLICATE-ID"),
    "another root": (lambda: container(data("d")).replace("ContentContainer", "ContentPackage"), "OSCI-STRUCTURE"),
    "unknown child": (lambda: container(data("d"), "<osci:Evil/>"), "OSCI-STRUCTURE"),
    "text": (lambda: container(data("d"), "text"), "OSCI-STRUCTURE"),
    "empty content": (lambda: container("<osci:Content/>"), "OSCI-STRUCTURE"),
    "two in one content": (
        lambda: container(data("d").replace("</osci:Content>", "<x/></osci:Content>")),
        "OSCI-STRUCTURE",
    ),
    "XML content": (lambda: container("<osci:Content><xml/></osci:Content>"), "OSCI-STRUCTURE"),
    "attachment elsewhere": (lambda: container(file("f", "a").replace("cid:", "http://192.0.2.1/")), "OSCI-STRUCTURE"),
    "attachment with text": (lambda: container(file("f", "a").replace("></", ">x</")), "OSCI-STRUCTURE"),
    "attachment without Id": (lambda: container(file("f", "a").replace(' Id="f"', "")), "OSCI-STRUCTURE"),
    "container without Id": (lambda: container(data("d")).replace(' Id="c"', ""), "OSCI-STRUCTURE"),
    "no base64": (lambda: container(data("d").replace(">eA==<", ">e!==<")), "WIRE-BASE64"),
    "encrypted before content": (
        lambda: container(sealed(container(data("e"), id_="i"), id_="f"), data("d")),
        "OSCI-STRUCTURE",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_inside_stays_inside(name: str) -> None:
    build, cause = DAMAGED[name]
    found = opened(sealed(build(), id_="e2") + container(data("beside"), id_="b"), transport_signed=True)
    broken, _ = found.delivery.containers
    assert (broken.readable, findings(broken)) == (False, {"CONTENT-DAMAGED"})
    assert [value for finding in broken.findings for _, value in finding.parameters] == [cause]
    assert handed_out(found) == {"beside": b"x"}


def test_a_wrong_tag_is_not_read() -> None:
    xml = sealed(container(data("d")))
    start = xml.rindex("<xenc:CipherValue>") + len("<xenc:CipherValue>")
    forged = xml[:start] + ("A" if xml[start] != "A" else "B") + xml[start + 1 :]
    assert findings(one(opened(forged))) == {"CONTENT-DECRYPT"}


def test_garbage_without_a_tag_tells_nothing_of_itself() -> None:
    assert findings(one(opened(sealed("no XML", cipher=Cipher.AES256_CBC)))) == {"CONTENT-DECRYPT"}
    assert findings(one(opened(sealed("no XML")))) == {"CONTENT-DAMAGED"}


@pytest.mark.parametrize("package", ["<osci:Evil/>", "text", data("d")])
def test_a_package_holds_containers_only(package: str) -> None:
    with pytest.raises(StructureError):
        opened(package)


def test_a_content_is_a_part_or_has_a_child_and_not_both() -> None:
    both = changed(file("f", "a"), "></osci", f">{data('d')}</osci")
    found = opened(container(both), {"a": PDF})
    assert findings(one(found)) == {"CONTENT-DAMAGED"} and not found.payloads


def deep(levels: int) -> str:
    xml = container(data("d"), id_="c0")
    for level in range(1, levels):
        xml = container(nested(f"n{level}", xml), id_=f"c{level}")
    return xml


@pytest.mark.parametrize(
    ("build", "name", "allowed"),
    [
        (lambda: deep(4), "content_nesting", 3),
        (lambda: deep(4), "containers", 4),
        (lambda: container(data("a"), data("b")), "contents", 2),
        (lambda: signed(TWO, author(), author(training_pki().second_author, 1)), "signatures", 2),
        (lambda: signed(TWO), "references", 2),
    ],
)
def test_limits_hold(build: Callable[[], str], name: str, allowed: int) -> None:
    within = one(opened(build(), limits=limits(**{name: allowed})))
    assert within.readable and not findings(within) & {"CONTENT-DAMAGED"}
    beyond = opened(build(), limits=limits(**{name: allowed - 1}))
    assert findings(one(beyond)) == {"CONTENT-DAMAGED"}
    assert handed_out(beyond) == {}


# -- what is given up ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "files"),
    [
        (lambda: container(data("d"), file("f", "a")), {"a": PDF, "more": PDF}),
        (lambda: sealed(container(data("d"), file("f", "a"), attachment_key("a", KEY))), {"a": CRYPT}),
        (lambda: sealed(container(data("d"), file("f", "a"), attachment_key("a", KEY))), {"a": PDF}),
        (lambda: changed(signed(TWO), data("e", b"two"), ""), {"a": PDF}),
        (lambda: sealed(container(data("d"), "<osci:Evil/>")), {"a": PDF}),
        (lambda: "", {"a": PDF}),
    ],
    ids=range(6),
)
def test_only_what_is_handed_out_stays_open(build: Callable[[], str], files: dict[str, bytes]) -> None:
    CountedSpool.reset()
    found = opened(build(), files, spools=CountedSpool)
    assert CountedSpool.open == len(found.payloads)


def test_nothing_stays_open_behind_an_error() -> None:
    CountedSpool.reset()
    with pytest.raises(StructureError):
        opened("<osci:Evil/>", {"a": PDF}, spools=CountedSpool)
    assert CountedSpool.open == 0
