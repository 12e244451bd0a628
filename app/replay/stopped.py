"""What can be said of searches that time, memory or somebody stopped: their bounds must not contradict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from .figures import TOLERANCE, Difference

_STOPPED: Final = "stopped by "

_OF_SEARCH: Final = re.compile(
    r"(^|\.)(opened|gains|years|cost|figures|sites|gaps|gap_elsewhere|notes|conflicts|said|"
    r"\w+_after|travel\.served_after_at_highest|sensitivity\.after|"
    r"certificate\.(status|objective_value|bound|optimality_gap|solver|shadow_prices|sizes\.groups|sizes\.kept))"
    r"(\.|$)"
)
"""Keys whose values depend on how far a search came."""


def was_stopped(values: dict[str, Any]) -> bool:
    """Return whether a plan's search was stopped before it ended."""
    certificate = values.get("certificate")
    return isinstance(certificate, dict) and str(certificate.get("status")).startswith(_STOPPED)


def depends_on_search(key: str) -> bool:
    """Return whether a value may be another where a search is stopped at another moment."""
    return _OF_SEARCH.search(key) is not None


def contradictions(recorded: dict[str, Any], now: dict[str, Any]) -> Iterator[Difference]:
    """Yield what two plans for the same question cannot both be: one better than the other's proven bound.

    Parameters
    ----------
    recorded, now
        What their JSON holds.
    """
    then, today = recorded.get("certificate"), now["certificate"]
    if not isinstance(then, dict):
        return
    for name, plan, proof in (
        ("certificate.objective_value", then, today),
        ("certificate.bound", today, then),
    ):
        value, bound = plan.get("objective_value"), proof.get("bound")
        if not isinstance(value, (int, float)) or not isinstance(bound, (int, float)):
            continue
        better = value - bound if today["sense"] == "maximise" else bound - value
        if better > TOLERANCE * max(abs(value), abs(bound), 1):
            own = then.get(name.partition(".")[2])
            new = today["bound"] if plan is then else today["objective_value"]
            yield Difference(key=name, recorded=own, now=new, kind="figure")
