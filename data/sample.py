"""The embedded city."""

from __future__ import annotations

from pathlib import Path


def sample_study() -> Path:
    """Return the study file of the embedded city, synthetic sample data for Qinhuangdao.

    Returns
    -------
    pathlib.Path
        For `open_study` and `plan_study`.

    See Also
    --------
    open_study : Open a study.
    plan_study : Answer the scenarios of a study.

    Examples
    --------
    >>> import halfhour as hh
    >>> hh.sample_study().name
    'study.yaml'
    """
    return Path(__file__).resolve().parent / "qinhuangdao" / "study.yaml"
