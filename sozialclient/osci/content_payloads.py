"""The bytes of contents: attachments decrypted once, digests computed when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from sozialclient.crypto.algorithms import Digest
from sozialclient.crypto.ciphers import DecryptError, decrypt_stream
from sozialclient.crypto.policy import Policy, Strength
from sozialclient.crypto.xmlenc import EncryptedData
from sozialclient.osci.receive import ReceivedPart
from sozialclient.wire.elements import StructureError
from sozialclient.wire.spool import Spool, SpoolFactory


@dataclass(slots=True)
class Payload:
    """Plain bytes of one content. `malleable`: changed bytes would not have been noticed by the cipher."""

    spool: Spool
    malleable: bool = False
    encrypted: bool = False
    _digests: dict[Digest, bytes] = field(default_factory=dict)

    def digest(self, digest: Digest) -> bytes:
        """Digest of the plain bytes; raises UnsupportedAlgorithm."""
        if digest is Digest.SHA256:
            return self.spool.sha256
        if digest not in self._digests:
            state = digest.new()
            for chunk in self.spool.chunks():
                state.update(chunk)
            self._digests[digest] = state.digest()
        return self._digests[digest]

    @property
    def sha256(self) -> str:
        """SHA-256 of the plain bytes, hex."""
        return self.digest(Digest.SHA256).hex()


def fill(spools: SpoolFactory, chunks: Iterable[bytes]) -> Payload:
    """Write `chunks` into a new spool; on an error nothing is kept."""
    spool = spools()
    try:
        for chunk in chunks:
            spool.write(chunk)
    except BaseException:
        spool.close()
        raise
    return Payload(spool)


AttachmentKeys = Mapping[str, EncryptedData]


class Attachments:
    """The attachment parts of a message, opened on demand and each only once."""

    def __init__(self, parts: Mapping[str, ReceivedPart], spools: SpoolFactory, policy: Policy) -> None:
        self._parts = parts
        self._spools = spools
        self._policy = policy
        self._opened: dict[str, tuple[EncryptedData | None, Payload | None]] = {}
        self.weaknesses: list[str] = []

    def part_name(self, content_id: str) -> str | None:
        """Name of the part a `cid:` means: literally, or with percent-encoding undone; None if absent."""
        for name in (content_id, unquote(content_id)):
            if name in self._parts:
                return name
        return None

    def part(self, content_id: str) -> ReceivedPart | None:
        """The part a `cid:` means."""
        name = self.part_name(content_id)
        return None if name is None else self._parts[name]

    def open(self, content_id: str, keys: AttachmentKeys) -> Payload | None:
        """Plain bytes of an attachment; None when it is missing or cannot be decrypted.

        Raises StructureError when two containers give different keys for it, RefusedAlgorithm.
        """
        name = self.part_name(content_id)
        if name is None:
            return None
        key = keys.get(name)
        if name in self._opened:
            known, payload = self._opened[name]
            if (known and known.clear_key) != (key and key.clear_key):
                raise StructureError(element="MgmtData")
            return payload
        payload = self._plain(self._parts[name]) if key is None else self._decrypted(self._parts[name], key)
        self._opened[name] = (key, payload)
        return payload

    def keys_by_part(self, keys: Iterable[EncryptedData]) -> dict[str, EncryptedData]:
        """Attachment keys by the name of the part they are for, however the reference spells it.

        Raises StructureError when one container gives two keys for a part.
        """
        found: dict[str, EncryptedData] = {}
        for key in keys:
            name = self.part_name(str(key.content_id)) or str(key.content_id)
            if name in found:
                raise StructureError(element="MgmtData")
            found[name] = key
        return found

    def opened(self, content_id: str) -> Payload | None:
        """The payload of an attachment that was opened before."""
        _, payload = self._opened.get(self.part_name(content_id) or "", (None, None))
        return payload

    def unreferenced(self) -> int:
        """How many parts no container has asked for."""
        return len(set(self._parts) - set(self._opened))

    def _plain(self, part: ReceivedPart) -> Payload:
        return Payload(part.spool, _digests=dict(part.digests))

    def _decrypted(self, part: ReceivedPart, key: EncryptedData) -> Payload | None:
        if self._policy.to_read(key.cipher) is Strength.WEAK:
            self.weaknesses.append(key.cipher.value)
        try:
            payload = fill(
                self._spools, decrypt_stream(part.spool.chunks(), key.cipher, key.clear_key or b"", key.iv_length)
            )
        except DecryptError:
            return None
        payload.encrypted = True
        payload.malleable = not key.cipher.is_gcm
        return payload

    def close(self, keep: set[int]) -> None:
        """Give up every spool of a part or payload whose `id()` is not in `keep`."""
        spools = [part.spool for part in self._parts.values()]
        spools += [payload.spool for _, payload in self._opened.values() if payload is not None]
        for spool in spools:
            if id(spool) not in keep:
                spool.close()
