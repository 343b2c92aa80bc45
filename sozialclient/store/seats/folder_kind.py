"""Finds out where a data folder lies: on a disk of this PC, on a share, or where no store can be safe."""

from __future__ import annotations

import enum
import errno
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sozialclient.store.database.disk_errors import out_of_reach
from sozialclient.store.database.private_file import INNER_FOLDER
from sozialclient.store.errors import StoreFolderGone, StoreFolderUnsuitable, StoreReadOnly
from sozialclient.store.seats.search_index import leave_out_of_search

# A drive that is not there is a path not found.
_NOT_THERE = {errno.ENOENT, errno.ENOTDIR}


class FolderKind(enum.Enum):
    """Where a folder lies.

    On a share one PC writes and others read. Refused for new stores: folders that a service
    copies to other PCs while they are being written, FAT (no file over 4 GB, no rights, no
    journal), folders nobody can write to, and shares whose locks do not reach other PCs.
    """

    LOCAL = "local"
    NETWORK = "network"
    REMOVABLE = "removable"
    SYNCED = "synced"
    FAT = "fat"
    READ_ONLY = "read-only"
    LOCKLESS = "lockless"


_UNSUITABLE = frozenset({FolderKind.SYNCED, FolderKind.FAT, FolderKind.READ_ONLY, FolderKind.LOCKLESS})
_SHARES = re.compile(r"nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|9p|davfs|webdavfs|afpfs|glusterfs|ceph|lustre|"
                     r"fuse\.(sshfs|smbnetfs|davfs2?|gvfsd-fuse|glusterfs|rclone)")
_FAT = {"vfat", "msdos", "fat", "fat12", "fat16", "fat32"}
# `man 5 nfs`, `man 8 mount.cifs`: with these the locks stay within one PC.
_LOCKLESS = re.compile(r"nolock|nobrl|local_lock=(all|flock)")
_SYNC_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_SYNC_NAMES = re.compile(
    r"(onedrive( ?- ?.+)?|sharepoint|dropbox( ?\(.+\))?|google ?drive|my drive|meine ablage|nextcloud|owncloud|"
    r"icloud ?drive|seadrive|seafile|magentacloud|hidrive|syncthing|pcloud ?drive|box( sync)?)", re.IGNORECASE)
_SYNC_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".owncloudsync.log", ".nextcloudsync.log")
_DRIVE_REMOVABLE, _DRIVE_REMOTE, _DRIVE_CDROM = 2, 4, 5
_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA, _PINNED, _UNPINNED = 0x1000, 0x40000, 0x400000, 0x80000, 0x100000


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """Kind of a folder and, where it is known, the type of its file system or the service that copies it."""

    kind: FolderKind
    detail: str = ""

    @property
    def suitable(self) -> bool:
        """Whether a new store may be made there."""
        return self.kind not in _UNSUITABLE


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of `/proc/self/mounts`."""

    source: str
    point: Path
    type: str
    options: tuple[str, ...]


def folder_place(folder: Path, *, environment: Mapping[str, str] | None = None, mounts: str | None = None,
                 ) -> FolderPlace:
    """Where `folder` lies, which need not exist; asks the system and touches nothing.

    `environment` and `mounts` (the text of `/proc/self/mounts`) stand in for the system's. What
    the system does not tell counts as local.
    """
    known = os.environ if environment is None else environment
    whole = _existing(folder)
    service = _service(whole if sys.platform != "win32" else folder.absolute(), known)
    if service:
        return FolderPlace(FolderKind.SYNCED, service)
    place = _windows_place(whole) if sys.platform == "win32" else _mounted_place(whole, mounts)
    if place.suitable and not os.access(whole, os.W_OK):
        return FolderPlace(FolderKind.READ_ONLY, place.detail)
    return place


def require_suitable(folder: Path) -> None:
    """Raises StoreFolderUnsuitable or StoreReadOnly where no new store may be made."""
    place = folder_place(folder)
    if place.kind is FolderKind.READ_ONLY:
        raise StoreReadOnly()
    if not place.suitable:
        raise StoreFolderUnsuitable(reason=f"{place.kind.value}: {place.detail}" if place.detail else place.kind.value)


def make_data_folder(folder: Path) -> None:
    """Make a data folder where there is none: for its owner only, on a share as the share has it.

    Raises StoreFolderGone where what it should lie on is not there, and OSError.
    """
    if not folder.is_dir():
        shared = folder_place(folder).kind is FolderKind.NETWORK
        try:
            folder.mkdir(mode=INNER_FOLDER if shared else 0o700, parents=True, exist_ok=True)
        except OSError as error:
            if error.errno in _NOT_THERE or out_of_reach(error):
                raise StoreFolderGone(code=errno.errorcode.get(error.errno or 0, "unknown")) from error
            raise
    leave_out_of_search(folder)


def _existing(folder: Path) -> Path:
    """The folder with all links followed, or the nearest one above it that exists."""
    try:
        found = folder.absolute().resolve()
    except OSError:
        found = folder.absolute()
    while not found.exists() and found != found.parent:
        found = found.parent
    return found


def _service(folder: Path, environment: Mapping[str, str]) -> str:
    for variable in _SYNC_VARIABLES:
        root = environment.get(variable)
        if root and folder.is_relative_to(Path(root).absolute()):
            return variable
    home = Path(environment.get("USERPROFILE") or environment.get("HOME") or Path.home())
    for above in (folder, *folder.parents):
        if _SYNC_NAMES.fullmatch(above.name) and above.parent in (home, *home.parents, Path(folder.anchor)):
            return above.name
        if any((above / mark).exists() for mark in _SYNC_MARKS):
            return above.name
    return ""


def read_mounts(text: str) -> list[Mount]:
    """The lines of `/proc/self/mounts`; `man 5 fstab` has the escapes."""
    found = []
    for line in text.splitlines():
        parts = line.split(" ")
        if len(parts) >= 4:
            source, point = (re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), part) for part in parts[:2])
            found.append(Mount(source, Path(point), parts[2], tuple(parts[3].split(","))))
    return found


def _mounted_place(folder: Path, mounts: str | None) -> FolderPlace:
    if mounts is None:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return FolderPlace(FolderKind.LOCAL)
    above = [mount for mount in read_mounts(mounts) if folder.is_relative_to(mount.point)]
    if not above:
        return FolderPlace(FolderKind.LOCAL)
    # Of mounts at the same point the last one covers those before it.
    depth = max(len(mount.point.parts) for mount in above)
    mount = [each for each in above if len(each.point.parts) == depth][-1]
    return FolderPlace(_kind_of(mount), mount.type)


def _kind_of(mount: Mount) -> FolderKind:
    if mount.type in _FAT:
        return FolderKind.FAT
    if "ro" in mount.options:
        return FolderKind.READ_ONLY
    if _SHARES.fullmatch(mount.type):
        lockless = any(_LOCKLESS.fullmatch(option) for option in mount.options)
        return FolderKind.LOCKLESS if lockless else FolderKind.NETWORK
    return FolderKind.REMOVABLE if _removable(mount) else FolderKind.LOCAL


def _removable(mount: Mount) -> bool:
    if mount.type == "exfat" or any(mount.point.is_relative_to(place) for place in ("/media", "/run/media")):
        return True
    name = Path(mount.source).name.rstrip("0123456789")
    try:
        return bool(name) and Path(f"/sys/block/{name}/removable").read_text(encoding="utf-8").strip() == "1"
    except OSError:
        return False


def _windows_place(folder: Path) -> FolderPlace:
    if sys.platform != "win32":
        return FolderPlace(FolderKind.LOCAL)
    import ctypes

    kernel = ctypes.windll.kernel32
    if folder.anchor.startswith("\\\\") and not folder.anchor.startswith("\\\\?\\"):
        return FolderPlace(FolderKind.NETWORK, "UNC")
    attributes = kernel.GetFileAttributesW(str(folder))
    if attributes != -1 and attributes & (_OFFLINE | _RECALL_ON_OPEN | _RECALL_ON_DATA | _PINNED | _UNPINNED):
        return FolderPlace(FolderKind.SYNCED, "Cloud")
    drive = kernel.GetDriveTypeW(folder.anchor)
    name, flags = ctypes.create_unicode_buffer(64), ctypes.c_ulong()
    kernel.GetVolumeInformationW(folder.anchor, None, 0, None, None, ctypes.byref(flags), name, len(name))
    return FolderPlace(_windows_kind(drive, name.value, flags.value), name.value)


def _windows_kind(drive: int, file_system: str, flags: int) -> FolderKind:
    """From GetDriveTypeW and GetVolumeInformationW; flag 0x80000 is FILE_READ_ONLY_VOLUME."""
    if file_system.lower() in _FAT:
        return FolderKind.FAT
    if drive == _DRIVE_CDROM or flags & 0x80000:
        return FolderKind.READ_ONLY
    if drive == _DRIVE_REMOTE:
        return FolderKind.NETWORK
    return FolderKind.REMOVABLE if drive == _DRIVE_REMOVABLE or file_system == "exFAT" else FolderKind.LOCAL
