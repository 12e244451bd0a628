"""What rules about land are called."""

from __future__ import annotations

from ....common.words import Words


def widened_title(title: Words, name: str, within_m: float | None) -> Words:
    """Return the title of a layer whose rule holds within some metres of it, too.

    Parameters
    ----------
    title
        As the study file has it; empty where it has none.
    name
        Name of the file.
    within_m
        How near; None for the layer alone.
    """
    if within_m is None:
        return title
    own = title or Words.of(name)
    return Words(
        en=f"{own.said('en')}, and within {within_m:,g} m of it",
        zh=f"{own.said('zh')}及其周围 {within_m:,g} 米",
    )
