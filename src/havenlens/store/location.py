"""Tell whether a folder lies on a network share, where SQLite's write-ahead log is not safe."""

from __future__ import annotations

from pathlib import Path

import psutil

_NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smbfs",
        "smb2",
        "smb3",
        "afpfs",
        "afs",
        "webdav",
        "davfs",
        "ncpfs",
        "9p",
        "ftp",
    }
)
_NETWORK_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.smbnetfs", "fuse.gvfsd", "fuse.s3fs")


def filesystem_of(path: Path) -> str:
    """Give the type of the file system that a path lies on (``ext4``, ``nfs4``, ``NTFS`` …), or ``""``."""
    resolved = path.resolve()
    if str(resolved).startswith("\\\\"):
        return "smb"
    best, kind = -1, ""
    for partition in psutil.disk_partitions(all=True):
        mount = Path(partition.mountpoint)
        if resolved.is_relative_to(mount) and len(mount.parts) > best:
            best = len(mount.parts)
            kind = "smb" if "remote" in partition.opts.split(",") else partition.fstype
    return kind


def is_network(filesystem: str) -> bool:
    """Tell whether a type of file system is reached over a network."""
    name = filesystem.lower()
    return name in _NETWORK or name.startswith(_NETWORK_FUSE)
