"""The embedded city."""

from __future__ import annotations

from pathlib import Path


def sample_study() -> Path:
    """Return the study file of the embedded city, synthetic sample data for Qinhuangdao.

    Returns
    -------
    pathlib.Path
        For `open_study` and `plan_study`.
    """
    return Path(__file__).resolve().parent / "qinhuangdao" / "study.yaml"
