"""What a study is read from, as a key of its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ....common.errors import InputError
from ....common.prepared import content_key
from ....data.kept_reading import study_key
from ..schema import StudyFile
from .approved_sites import read_planned


def study_content(file: StudyFile, path: Path, services: Sequence[str]) -> str:
    """Return a key of all that a study is read from: its layers, and the sites that its register approved.

    Parameters
    ----------
    file
        What the study file says.
    path
        The study file.
    services
        Whose layers are read.

    Returns
    -------
    str
        The same for the same content; "" where that cannot be told.
    """
    read = study_key(file, file.layers(), file.with_hosts(services))
    try:
        planned = read_planned(file, path)
    except InputError:
        return ""
    return content_key("study with planned sites 1", read, planned.digest) if read else ""
