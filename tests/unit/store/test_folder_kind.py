"""Where a data folder lies, told from what the systems say about it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sozialclient.store import KeyVault, Store
from sozialclient.store.errors import StoreFolderGone, StoreFolderUnsuitable
from sozialclient.store.seats import folder_kind
from sozialclient.store.seats.folder_kind import FolderKind, FolderPlace, folder_place, make_data_folder
from tests.unit.store.conftest import open_store

_MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
srv:/amt {folder}/nfs nfs4 rw,vers=4.2 0 0
srv:/amt {folder}/nfs3 nfs rw,nolock,vers=3 0 0
//srv/amt {folder}/Amt\\040Süd cifs rw,vers=3.1.1 0 0
//srv/amt {folder}/nobrl cifs rw,nobrl 0 0
//srv/alt {folder}/smb smb3 rw 0 0
amt@srv: {folder}/ssh fuse.sshfs rw,nosuid 0 0
/dev/sdb1 {folder}/stick vfat rw 0 0
/dev/sdc1 {folder}/big exfat rw 0 0
/dev/sdd1 /media/nobody ext4 rw 0 0
/dev/sr0 {folder}/cd iso9660 ro 0 0
tmpfs {folder}/memory tmpfs rw 0 0
//srv/below {folder}/memory/share cifs rw 0 0
"""


@pytest.mark.parametrize(("name", "kind", "detail"), [
    ("", FolderKind.LOCAL, "ext4"),
    ("nfs", FolderKind.NETWORK, "nfs4"),
    ("nfs3", FolderKind.LOCKLESS, "nfs"),
    ("Amt Süd/deep/er", FolderKind.NETWORK, "cifs"),
    ("nobrl", FolderKind.LOCKLESS, "cifs"),
    ("smb", FolderKind.NETWORK, "smb3"),
    ("ssh", FolderKind.NETWORK, "fuse.sshfs"),
    ("stick", FolderKind.FAT, "vfat"),
    ("big", FolderKind.REMOVABLE, "exfat"),
    ("cd", FolderKind.READ_ONLY, "iso9660"),
    ("memory", FolderKind.LOCAL, "tmpfs"),
    ("memory/share/x", FolderKind.NETWORK, "cifs"),
    ("nfs4-is-only-a-name", FolderKind.LOCAL, "ext4"),
])
@pytest.mark.skipif(os.name == "nt", reason="Windows knows no mounts of this kind")
def test_linux(tmp_path: Path, name: str, kind: FolderKind, detail: str) -> None:
    (tmp_path / name).mkdir(parents=True, exist_ok=True)
    place = folder_place(tmp_path / name, environment={}, mounts=_MOUNTS.replace("{folder}", str(tmp_path)))
    assert place == FolderPlace(kind, detail)
    assert place.suitable is (kind in (FolderKind.LOCAL, FolderKind.NETWORK, FolderKind.REMOVABLE))


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no mounts of this kind")
@pytest.mark.parametrize("mounts", ["", "no mount\n\n", "srv:/amt /elsewhere nfs4 rw 0 0\n"])
def test_where_no_mount_is_named_the_disk_is_a_local_one(tmp_path: Path, mounts: str) -> None:
    assert folder_place(tmp_path, environment={}, mounts=mounts) == FolderPlace(FolderKind.LOCAL)


@pytest.mark.parametrize(("drive", "file_system", "flags", "kind"), [
    (3, "NTFS", 0, FolderKind.LOCAL), (3, "ReFS", 0, FolderKind.LOCAL), (4, "NTFS", 0, FolderKind.NETWORK),
    (2, "NTFS", 0, FolderKind.REMOVABLE), (2, "FAT32", 0, FolderKind.FAT), (3, "FAT", 0, FolderKind.FAT),
    (3, "exFAT", 0, FolderKind.REMOVABLE), (5, "CDFS", 0, FolderKind.READ_ONLY),
    (3, "NTFS", 0x80000, FolderKind.READ_ONLY),
])
def test_windows(drive: int, file_system: str, flags: int, kind: FolderKind) -> None:
    assert folder_kind._windows_kind(drive, file_system, flags) is kind


def test_folders_that_a_service_copies(tmp_path: Path) -> None:
    home = tmp_path / "home"
    synced = [home / "OneDrive - Amt" / "Sozialclient", home / "Dropbox", home / "Nextcloud" / "a" / "b"]
    for folder in synced:
        folder.mkdir(parents=True)
        assert folder_place(folder, environment={"HOME": str(home)}).kind is FolderKind.SYNCED
    (home / "Amt").mkdir()
    variable = {"HOME": str(home), "OneDriveCommercial": str(home / "Amt")}
    place = folder_place(home / "Amt" / "new", environment=variable)
    assert place == FolderPlace(FolderKind.SYNCED, "OneDriveCommercial")
    assert folder_place(home / "Amtlich", environment=variable).kind is FolderKind.LOCAL
    (home / "Amt" / ".stfolder").mkdir()
    assert folder_place(home / "Amt" / "x", environment={"HOME": str(home)}).kind is FolderKind.SYNCED
    deep = home / "Amtlich" / "onedrive"
    deep.mkdir(parents=True)
    assert folder_place(deep, environment={"HOME": str(home)}).kind is FolderKind.LOCAL, "only a name further down"


def test_no_store_is_made_where_none_can_be_safe_but_one_that_is_there_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    with monkeypatch.context() as patch:
        patch.setenv("OneDrive", str(tmp_path))
        with pytest.raises(StoreFolderUnsuitable) as raised:
            Store.open(folder, KeyVault(folder, self_contained=True))
        assert raised.value.parameters == {"reason": "synced: OneDrive"}
        assert list(folder.iterdir()) == []
    open_store(folder).close()
    monkeypatch.setenv("OneDrive", str(tmp_path))
    open_store(folder).close()


@pytest.mark.parametrize("code", [errno.ENOENT, errno.ENETUNREACH])
def test_a_drive_that_is_gone_is_told_apart_from_a_broken_one(
    tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, "")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        with pytest.raises(StoreFolderGone) as caught:
            make_data_folder(tmp_path / "gone" / "data")
    assert caught.value.parameters == {"code": errno.errorcode[code]}


def test_a_store_below_what_is_no_folder_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreFolderGone):
        Store.open(tmp_path / "file" / "data", KeyVault(tmp_path / "file" / "data", self_contained=True))
