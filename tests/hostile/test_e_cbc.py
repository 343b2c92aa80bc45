"""Encryption without a tag: damage is one error, and nothing is called intact that nobody signed (group E)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sozialclient.crypto.algorithms import Cipher
from sozialclient.crypto.ciphers import DecryptError, encrypt_bytes, new_key
from sozialclient.model.verdict import Verdict
from sozialclient.osci.deliveries import OpenedDelivery
from sozialclient.reports.checks import check_rows
from tests.hostile.expect import refused
from tests.hostile.failures import MORE_KINDS
from tests.hostile.rows import guarded_by
from tests.hostile.sealing import (
    flipped,
    padded_with,
    read,
    right_padding,
    sealed,
)
from tests.unit.osci.answers import with_part
from tests.unit.osci.contents import (
    attachment_key,
    container,
    data,
    file,
    findings,
    handed_out,
    nested,
    one,
    opened,
    signed,
    verdicts,
)
from tests.unit.osci.contents import sealed as sealed_content

CBC = [cipher for cipher in Cipher if not cipher.is_gcm]
AES_CBC = Cipher.AES256_CBC


@guarded_by("sozialclient.osci.receive.Receiver._read_decrypted")
@pytest.mark.parametrize("cipher", CBC)
@pytest.mark.parametrize("last", [0, 17, 32, 255])
def test_e_06_wrong_padding(cipher: Cipher, last: int) -> None:
    """The last byte of CBC says no padding that can be: the one error, never an early end of the data."""
    with refused(DecryptError):
        read(padded_with(last, cipher=cipher))


@guarded_by("sozialclient.osci.receive.Receiver._read_decrypted")
@pytest.mark.parametrize("back", range(1, 33))
def test_e_06b_damage_to_the_end(back: int) -> None:
    """A bit of the last two blocks of CBC changed, which garbles padding and closing boundary: the one error."""
    with refused(DecryptError):
        read(with_part(sealed(cipher=AES_CBC), "osci_enc", lambda whole: flipped(whole, -back)))


@guarded_by("sozialclient.osci.receive.Receiver._read_decrypted")
@pytest.mark.parametrize("name", [name for name in MORE_KINDS if name.startswith(("CBC", "3DES"))])
def test_e_06c_what_is_no_message_after_cbc(name: str) -> None:
    """Whatever CBC decrypts to that is no message is the same error as wrong padding; nothing of it is told."""
    with refused(DecryptError):
        read(MORE_KINDS[name]())


@guarded_by("sozialclient.crypto.ciphers.decrypt_stream")
@pytest.mark.parametrize("cipher", CBC)
def test_e_06d_random_padding_is_read(cipher: Cipher) -> None:
    """Only the last byte of padding counts (XML Encryption 5.2): random bytes before it take nothing away."""
    for _ in range(20):
        found = read(padded_with(right_padding(cipher=cipher), cipher=cipher))
        assert cipher.value in found.weaknesses


def in_cbc(cipher: Cipher) -> dict[str, Callable[[], OpenedDelivery]]:
    """Contents that nothing but CBC vouches for."""
    key = new_key(cipher)
    file_key = attachment_key("a", key, cipher)
    gcm_key = new_key(Cipher.AES256_GCM)

    def open_(xml: str, name: str = "", value: bytes = b"") -> OpenedDelivery:
        return opened(xml, {name: value} if name else None, transport_signed=True)

    return {
        "inline": lambda: open_(sealed_content(container(data("d")), cipher=cipher)),
        "nested": lambda: open_(
            sealed_content(container(nested("n", container(data("d"), id_="i"))), cipher=cipher)
        ),
        "GCM inside": lambda: open_(
            sealed_content(container(sealed_content(container(data("d"), id_="i"), id_="f")), cipher=cipher)
        ),
        "attachment": lambda: open_(
            sealed_content(container(file("f", "a"), file_key)), "a", encrypt_bytes(b"x", cipher, key)
        ),
        "attachment in GCM, its key in CBC": lambda: open_(
            sealed_content(container(file("f", "a"), attachment_key("a", gcm_key)), cipher=cipher),
            "a",
            encrypt_bytes(b"x", Cipher.AES256_GCM, gcm_key),
        ),
    }


@guarded_by("sozialclient.osci.content_open.PackageOpener._integrity")
@pytest.mark.parametrize("cipher", CBC)
@pytest.mark.parametrize("name", in_cbc(AES_CBC))
def test_e_06e_cbc_alone_is_never_called_intact(cipher: Cipher, name: str) -> None:
    """A content in CBC without an author's signature, even in a signed answer: handed out, never as intact."""
    found = in_cbc(cipher)[name]()
    assert verdicts(found) == [Verdict.UNDECIDED]
    (integrity,) = (row for row in check_rows(found.delivery) if row.key == "integrity")
    assert integrity.verdict is Verdict.UNDECIDED
    assert len(handed_out(found)) == 1
    assert {f.reference for f in found.delivery.all_findings()} & {"CONTENT-CBC-UNSIGNED", "WEAK-CONTENT"}


@guarded_by("sozialclient.osci.content_open.PackageOpener._open_encrypted")
@pytest.mark.parametrize("cipher", CBC)
@pytest.mark.parametrize(
    "plain",
    [
        "no XML",
        "<!DOCTYPE x>" + container(data("d")),
        container(data("d"), data("d")),
        container(data("d")).replace("ContentContainer", "ContentPackage"),
        container(data("d"), "<osci:Evil/>"),
        container(data("d").replace(">eA==<", ">e!==<")),
        container(sealed_content(container(data("i"), id_="i"), id_="f").replace("aes256-gcm", "aes257-gcm")),
    ],
    ids=["no XML", "DOCTYPE", "Id twice", "root", "child", "base64", "algorithm"],
)
def test_e_06f_damage_inside_a_content_in_cbc(cipher: Cipher, plain: str) -> None:
    """A content in CBC decrypts to something that is no container: the same finding as for a wrong key."""
    inner = one(opened(sealed_content(plain, cipher=cipher), transport_signed=True))
    found = [each for each in inner.walk() if not each.readable]
    assert [findings(each) for each in found] == [{"CONTENT-DECRYPT"}]
    assert {f.parameters for each in found for f in each.findings} == {()}


@guarded_by("sozialclient.osci.content_verdicts.judged")
def test_e_06g_an_author_vouches_for_cbc_and_notices_a_change() -> None:
    """Signed inside, CBC is as good as its signature: changed bytes fail, and are not handed out."""
    whole = signed(container(data("d", b"A" * 64)))
    assert verdicts(opened(sealed_content(whole, cipher=AES_CBC))) == [Verdict.PASSED]
    forged = opened(sealed_content(whole.replace("QUFB", "QkJC", 1), cipher=AES_CBC))
    assert verdicts(forged) == [Verdict.FAILED] and handed_out(forged) == {}
