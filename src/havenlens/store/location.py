"""Where a study may lie: under a free name, and not on a network share; and whether a file is one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePath

import psutil

from havenlens.domain.problems import StudyError
from havenlens.services.files import cannot_write

_HEADER = b"SQLite format 3\x00"
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
    if is_share(resolved):
        return "smb"
    best, kind = -1, ""
    for partition in psutil.disk_partitions(all=True):
        mount = Path(partition.mountpoint)
        if resolved.is_relative_to(mount) and len(mount.parts) > best:
            best = len(mount.parts)
            kind = "smb" if "remote" in partition.opts.split(",") else partition.fstype
    return kind


def is_share(path: PurePath) -> bool:
    r"""Tell whether a path names its host, as Windows writes ``\\server\share``; a long path is none by that.

    >>> from pathlib import PureWindowsPath
    >>> is_share(PureWindowsPath(r"\\server\share\study")), is_share(PureWindowsPath(r"\\?\C:\study"))
    (True, False)
    """
    drive = path.drive.upper()
    if drive.startswith(("\\\\?\\", "\\\\.\\")):
        return drive.startswith("\\\\?\\UNC\\")
    return drive.startswith("\\\\")


def is_network(filesystem: str) -> bool:
    """Tell whether a type of file system is reached over a network."""
    name = filesystem.lower()
    return name in _NETWORK or name.startswith(_NETWORK_FUSE)


def refuse_network(path: Path, filesystem: Callable[[Path], str]) -> None:
    """Raise `StudyError` on a network share, where SQLite's write-ahead log is not safe."""
    kind = filesystem(path.parent)
    if is_network(kind):
        raise StudyError("study.network", path=path, filesystem=kind)


def refuse_taken(path: Path) -> None:
    """Raise `StudyError` where a new file cannot have this name."""
    try:
        taken = path.exists()
    except OSError as error:
        raise cannot_write(path, error) from error
    if taken:
        raise StudyError("study.exists", path=path)
    if not path.parent.is_dir():
        raise StudyError("file.no_folder", path=path, folder=path.parent)


def refuse_foreign(path: Path) -> None:
    """Raise `StudyError` where there is no file, or one of another kind."""
    try:
        with path.open("rb") as file:
            header = file.read(16)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StudyError("study.missing", path=path) from error
    except IsADirectoryError as error:
        raise StudyError("study.not_a_study", path=path) from error
    except OSError as error:
        folder = os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where a folder may not be searched
        code = "study.not_a_study" if folder else "study.unreadable"
        raise StudyError(code, path=path) from error
    if header != _HEADER:
        raise StudyError("study.not_a_study", path=path)


def is_database(path: Path) -> bool:
    """Tell by its first bytes whether a file may be a study; one that cannot be read is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(_HEADER)) == _HEADER
    except OSError:
        return False
