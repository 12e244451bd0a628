"""Whether a path is a file that can be read, and what to say where it is not."""

from __future__ import annotations

import difflib
import errno
import stat
from pathlib import Path
from typing import Final

from .errors import Fault, InputError, reason_of

_ABSENT: Final = "there is no such file"
_FOLDER: Final = "is a folder"
_LOST: Final = "is a link that leads to no file"
_CLOSED: Final = "may not be read"
_NOT_PLAIN: Final = "is no plain file"
_FIXES: Final = {
    _FOLDER: "name a file in it",
    _LOST: "mend the link, or name the file itself",
    _CLOSED: "give yourself the right to read it",
    _NOT_PLAIN: "name a file on the disk, not a pipe or a device",
}


def require_readable(path: Path, *, what: str, like: str = "*") -> None:
    """Check that a path is a file.

    Parameters
    ----------
    path
        The path, as the user named it.
    what
        What kind of file is expected, for the message: ``"a standards file (YAML)"``.
    like
        Pattern of the files in the same folder whose names are offered where there is none.

    Raises
    ------
    InputError
        If there is no such file; or if it is a folder, a pipe, a device or a link that leads nowhere.
    """
    cause = _why_not(path)
    if cause is None:
        return
    fix = _FIXES.get(cause, f"give the path of {what}")
    if cause == _ABSENT:
        near = difflib.get_close_matches(path.name, _beside(path, like), 3)
        if near:
            fix = f"did you mean {' or '.join(near)}"
        elif not path.parent.is_dir():
            fix += f"; there is no folder {path.parent} either"
    raise InputError(Fault(file=str(path), cause=cause, fix=fix))


def _why_not(path: Path) -> str | None:
    """Return why a path is no file that can be read; None where it is one."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            path.open("rb").close()
            return None
    except ValueError:
        return "holds a sign that no path may have"
    except OSError as error:
        return _said(path, error)
    return _FOLDER if stat.S_ISDIR(mode) else _NOT_PLAIN


def _said(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
        return _LOST if path.is_symlink() else _ABSENT
    if error.errno in (errno.EACCES, errno.EPERM):
        return _CLOSED
    return f"cannot be opened: {reason_of(error)}"


def _beside(path: Path, like: str) -> list[str]:
    try:
        return sorted(one.name for one in path.parent.glob(like) if one.name != path.name)
    except OSError:
        return []
