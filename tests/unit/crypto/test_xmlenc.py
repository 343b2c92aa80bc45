"""What an EncryptedData may look like, and that what we write is read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from sozialclient.crypto.algorithms import Cipher, Digest, KeyTransport, Mgf, UnknownAlgorithm
from sozialclient.crypto.certificates import read_certificate
from sozialclient.crypto.ciphers import DecryptError
from sozialclient.crypto.key_transport import SoftwareDecryptionKey, wrap_key
from sozialclient.crypto.policy import Policy, RefusedAlgorithm
from sozialclient.crypto.xmlenc import (
    EncryptedData,
    EncryptedKey,
    cipher_reference_xml,
    encrypted_key_xml,
    encryption_method_xml,
    read_encrypted_data,
    read_x509_data,
    retrieval_method_xml,
    session_key,
    weak_key,
    x509_data_xml,
)
from sozialclient.wire.base64 import Base64Error, wrap_base64
from sozialclient.wire.elements import StructureError
from sozialclient.wire.limits import DEFAULT_LIMITS, LimitExceeded
from sozialclient.wire.namespaces import FIVE_PREFIXES
from sozialclient.wire.xml import XmlError, parse_xml
from tests.unit.crypto.conftest import make_certificate

READER = retrieval_method_xml("reader & co")
KEY = encrypted_key_xml(b"wrapped", digest=Digest.SHA256, mgf=Mgf.SHA256, reader=READER)
VALUE = f"<xenc:CipherData><xenc:CipherValue>{wrap_base64(b'x' * 100)}</xenc:CipherValue></xenc:CipherData>"
CLEAR_KEY = "<ds:MgmtData>QUJD</ds:MgmtData>"


def written(*, method: str = encryption_method_xml(Cipher.AES256_GCM, 12), keys: str = KEY, data: str = VALUE) -> str:
    inner = f"{method}<ds:KeyInfo>{keys}</ds:KeyInfo>{data}"
    return f'<xenc:EncryptedData Id="e" MimeType="text/xml">{inner}</xenc:EncryptedData>'


def element(xml: str) -> etree._Element:
    return parse_xml(f"<osci:x {FIVE_PREFIXES}>{xml}</osci:x>".encode())[0]


def read(xml: str) -> EncryptedData:
    return read_encrypted_data(element(xml), DEFAULT_LIMITS)


def test_what_we_write_is_read_back() -> None:
    data = read(written(keys=KEY + KEY))
    assert (data.id, data.cipher, data.iv_length) == ("e", Cipher.AES256_GCM, 12)
    assert (data.cipher_value, data.content_id, data.clear_key) == (b"x" * 100, None, None)
    for key in data.keys:
        assert (key.scheme, key.digest, key.mgf) == (KeyTransport.RSA_OAEP, Digest.SHA256, Mgf.SHA256)
        assert (key.reader_id, key.certificate, key.value) == ("reader & co", None, b"wrapped")
    assert len(data.keys) == 2


def test_a_key_of_an_attachment_is_read_back() -> None:
    data = read(written(keys=CLEAR_KEY, data=cipher_reference_xml("Anlage <1> & ü.pdf")))
    assert (data.clear_key, data.content_id, data.cipher_value) == (b"ABC", "Anlage <1> & ü.pdf", None)
    assert data.keys == ()


def test_a_certificate_names_the_reader(rsa_key: rsa.RSAPrivateKey) -> None:
    der = make_certificate(rsa_key)
    keys = encrypted_key_xml(b"w", digest=Digest.SHA512, mgf=Mgf.SHA384, reader=x509_data_xml(der))
    (key,) = read(written(keys=keys)).keys
    assert (key.certificate, key.reader_id) == (der, None)
    assert (key.digest, key.mgf) == (Digest.SHA512, Mgf.SHA384)


@pytest.mark.parametrize(
    ("cipher", "iv_length", "read_as"),
    [
        (Cipher.AES256_GCM, 12, 12),
        (Cipher.AES128_GCM, 16, 16),
        (Cipher.AES256_CBC, 12, 16),
        (Cipher.AES256_CBC, 16, 16),
        (Cipher.TRIPLEDES_CBC, 8, 8),
    ],
)
def test_lengths_of_the_iv(cipher: Cipher, iv_length: int, read_as: int) -> None:
    assert read(written(method=encryption_method_xml(cipher, iv_length))).iv_length == read_as


def test_sixteen_bytes_are_told_by_silence() -> None:
    assert "IvLength" not in encryption_method_xml(Cipher.AES256_GCM, 16)
    assert 'Value="12"' in encryption_method_xml(Cipher.AES256_GCM, 12)


@pytest.mark.parametrize("value", ["13", "8", "0", "4096", "-12", "012", " 12", "twelve", ""])
def test_other_lengths_of_the_iv_are_refused(value: str) -> None:
    with pytest.raises(DecryptError):
        read(written().replace('Value="12"', f'Value="{value}"'))


def test_the_length_counts_for_gcm_only() -> None:
    method = encryption_method_xml(Cipher.AES256_GCM, 12).replace(Cipher.AES256_GCM.value, Cipher.AES128_CBC.value)
    assert read(written(method=method.replace('"12"', '"99"'))).iv_length == 16


METHOD = encryption_method_xml(Cipher.AES256_GCM, 12)
REFERENCE = cipher_reference_xml("a")


@pytest.mark.parametrize(
    ("xml", "where"),
    [
        (written(keys=""), "KeyInfo"),
        (written(keys=KEY + CLEAR_KEY), "KeyInfo"),
        (written(keys=CLEAR_KEY + CLEAR_KEY), "MgmtData"),
        (written(keys=KEY + "<ds:KeyName>x</ds:KeyName>"), "KeyInfo"),
        (written(method=METHOD + METHOD), "EncryptionMethod"),
        (written(method=""), "EncryptionMethod"),
        (written(method=METHOD.replace("</xenc:Enc", "<xenc:KeySize>1</xenc:KeySize></xenc:Enc")), "KeySize"),
        (written(method=METHOD.replace("</osci128:IvLength>", "</osci128:IvLength><xenc:X/>")), "X"),
        (written(data=""), "CipherData"),
        (written(data=VALUE + VALUE), "CipherData"),
        (written(data="<xenc:CipherData/>"), "CipherData"),
        (written(data=VALUE.replace("</xenc:CipherData>", REFERENCE[len("<xenc:CipherData>") :])), "CipherData"),
        (written(data=REFERENCE.replace("cid:", "http://192.0.2.1/")), "CipherData"),
        (written(data=REFERENCE.replace("cid:", "file:")), "CipherData"),
        (written(data=REFERENCE.replace("cid:", "CID:")), "CipherData"),
        (written(data=REFERENCE.replace('URI="cid:a"', "")), "URI"),
        (written(data="<xenc:CipherData><ds:CipherValue>QQ==</ds:CipherValue></xenc:CipherData>"), "CipherData"),
        (written(data=VALUE + "<xenc:EncryptionProperties/>"), "EncryptionProperties"),
        (written(keys=KEY.replace("wrapped", "x").replace("#reader", "reader")), "RetrievalMethod"),
        (written(keys=KEY.replace("</xenc:EncryptedKey>", "<xenc:X/></xenc:EncryptedKey>")), "X"),
        (written(keys=KEY.replace("<ds:KeyInfo>", "text<ds:KeyInfo>")), "EncryptedKey"),
        (written(keys=KEY.replace(READER, "")), "RetrievalMethod"),
        (written(keys=KEY.replace(READER, READER + READER)), "RetrievalMethod"),
        (written(keys=KEY.replace(READER, "<ds:KeyName>x</ds:KeyName>")), "RetrievalMethod"),
        (
            written(keys=KEY.replace(KEY[KEY.index("<xenc:CipherData>") : -len("</xenc:EncryptedKey>")], REFERENCE)),
            "EncryptedKey",
        ),
    ],
)
def test_anything_outside_the_profile_is_refused(xml: str, where: str) -> None:
    with pytest.raises(StructureError) as caught:
        read(xml)
    assert caught.value.parameters["element"] == where


@pytest.mark.parametrize("child", ["xenc11:MGF", "ds:DigestMethod"])
def test_oaep_says_both_of_its_functions(child: str) -> None:
    start = KEY.index(f"<{child}")
    end = KEY.index(f"</{child}>") + len(f"</{child}>")
    with pytest.raises(StructureError):
        read(written(keys=KEY[:start] + KEY[end:]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Cipher.AES256_GCM.value, Cipher.AES256_GCM.value + " "),
        (Cipher.AES256_GCM.value, "http://www.w3.org/2001/04/xmlenc#kw-aes256"),
        (KeyTransport.RSA_OAEP.value, "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"),
        (Mgf.SHA256.value, "http://www.w3.org/2009/xmlenc11#mgf1sha1"),
        (Digest.SHA256.value, "http://www.w3.org/2001/04/xmldsig-more#md5"),
    ],
)
def test_other_algorithms_are_refused_by_name(old: str, new: str) -> None:
    assert old in written()
    with pytest.raises(UnknownAlgorithm):
        read(written().replace(old, new))


def test_the_older_scheme_has_no_functions_to_say() -> None:
    keys = KEY.replace(KeyTransport.RSA_OAEP.value, KeyTransport.RSA_1_5.value)
    (key,) = read(written(keys=keys)).keys
    assert (key.scheme, key.digest, key.mgf) == (KeyTransport.RSA_1_5, None, None)
    assert key.weaknesses(Policy.default()) == (KeyTransport.RSA_1_5.value,)
    with pytest.raises(RefusedAlgorithm):
        key.weaknesses(Policy.default().tightened(["rsa-1_5"]))


def test_values_that_are_no_base64_are_refused() -> None:
    with pytest.raises(Base64Error):
        read(written(data=VALUE.replace("<xenc:CipherValue>", "<xenc:CipherValue>!")))
    with pytest.raises(XmlError):
        read(written(data=VALUE.replace("<xenc:CipherValue>", "<xenc:CipherValue><ds:X/>")))


def test_too_many_readers_are_refused() -> None:
    with pytest.raises(LimitExceeded) as caught:
        read_encrypted_data(element(written(keys=KEY * 3)), replace(DEFAULT_LIMITS, encrypted_keys=2))
    assert caught.value.parameters["limit"] == "encrypted_keys"


def test_one_certificate_and_no_chain(rsa_key: rsa.RSAPrivateKey) -> None:
    der = make_certificate(rsa_key)
    assert read_x509_data(element(x509_data_xml(der))) == der
    inner = x509_data_xml(der)[len("<ds:X509Data>") : -len("</ds:X509Data>")]
    for wrong in ("", inner + inner, "<ds:X509SubjectName>x</ds:X509SubjectName>" + inner):
        with pytest.raises(StructureError):
            read_x509_data(element(f"<ds:X509Data>{wrong}</ds:X509Data>"))


def test_the_session_key_comes_out_again(rsa_key: rsa.RSAPrivateKey) -> None:
    der = make_certificate(rsa_key)
    wrapped = wrap_key(rsa_key.public_key(), b"k" * 32)
    keys = encrypted_key_xml(wrapped, digest=Digest.SHA256, mgf=Mgf.SHA256, reader=READER)
    (encrypted,) = read(written(keys=keys)).keys
    key = SoftwareDecryptionKey(der, rsa_key)
    assert encrypted.unwrap(key, Cipher.AES256_GCM) == b"k" * 32
    for cipher in (Cipher.AES128_GCM, Cipher.AES192_GCM):
        assert_random(partial(encrypted.unwrap, key, cipher), cipher.key_size)
    for other in (replace(encrypted, digest=Digest.SHA512), replace(encrypted, mgf=Mgf.SHA512)):
        assert_random(partial(other.unwrap, key, Cipher.AES256_GCM), 32)


def assert_random(unwrapped: Callable[[], bytes], length: int) -> None:
    """Of the length that is wanted, and another one each time."""
    first, second = unwrapped(), unwrapped()
    assert len(first) == len(second) == length and first != second


def test_session_keys_for_several_keys_of_ours_must_agree(
    rsa_key: rsa.RSAPrivateKey, other_rsa_key: rsa.RSAPrivateKey
) -> None:
    def ours(private: rsa.RSAPrivateKey, value: bytes) -> tuple[EncryptedKey, SoftwareDecryptionKey]:
        wrapped = wrap_key(private.public_key(), value)
        one = EncryptedKey(KeyTransport.RSA_OAEP, Digest.SHA256, Mgf.SHA256, None, "reader", wrapped)
        return one, SoftwareDecryptionKey(b"der", private)

    cipher = Cipher.AES256_GCM
    agreeing = [ours(rsa_key, b"k" * 32), ours(other_rsa_key, b"k" * 32)]
    assert session_key(cipher, agreeing) == b"k" * 32
    assert_random(lambda: session_key(cipher, [ours(rsa_key, b"k" * 32), ours(other_rsa_key, b"l" * 32)]), 32)


def test_a_short_key_is_named(rsa_key: rsa.RSAPrivateKey) -> None:
    facts = read_certificate(make_certificate(rsa_key))
    assert weak_key(facts, Policy.default()) == ["rsa-2048"]
    assert weak_key(replace(facts, key_bits=3072), Policy.default()) == []
    with pytest.raises(RefusedAlgorithm):
        weak_key(facts, Policy.default().tightened(["rsa-2048"]))
