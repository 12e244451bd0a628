"""The standards files that come with Halfhour."""

from __future__ import annotations

from pathlib import Path

from ...common.errors import Fault, InputError
from .names import nearest_or_all

_FOLDER = Path(__file__).resolve().parent


def shipped_standards(name: str = "qinhuangdao-2018") -> Path:
    """Return the path of a standards file that comes with Halfhour.

    Parameters
    ----------
    name
        Its name, without ``.yaml``.

    Returns
    -------
    pathlib.Path
        For `read_standards`, or as a pattern for standards of one's own.

    Raises
    ------
    InputError
        If there is none of this name.

    See Also
    --------
    read_standards : Read a standards file.
    evaluate : Check a study against standards.

    Examples
    --------
    >>> import halfhour as hh
    >>> path = hh.shipped_standards()
    >>> path.name
    'qinhuangdao-2018.yaml'
    >>> list(hh.read_standards(path).header.levels)
    ['county', 'township', 'village']
    """
    found = {path.stem: path for path in _FOLDER.glob("*.yaml")}
    if name not in found:
        raise InputError(
            Fault(
                file="standards",
                value=name,
                cause="no standards file of this name comes with Halfhour",
                fix=nearest_or_all(name, sorted(found)),
            )
        )
    return found[name]
