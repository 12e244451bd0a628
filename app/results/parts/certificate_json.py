"""How good a plan is, in ``plan.json``."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Self

from pydantic import BaseModel, ConfigDict

from ....geo.tables import Unit
from ....optimize.plan import Certificate


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SizesPart(_Part):
    """How large the problem was, and what was left after exact reduction."""

    cells: int
    candidates: int
    groups: int
    kept: int


class CertificatePart(_Part):
    """How good the plan is."""

    status: str
    objective_value: float | None
    """Null where nothing fulfils what is asked."""
    bound: float | None
    optimality_gap: float | None
    """Null where nobody is served, though somebody could be."""
    seconds: float
    solver: str
    measure: str
    """What objective and bound count: people, sites, money, share, or average and worst cost of travel."""
    cost_unit: Unit
    """Unit of costs of travel: seconds, or metres where distance is counted."""
    sense: str
    sizes: SizesPart
    shadow_prices: dict[str, float]
    """What one more site or unit of money adds at most, by the linear relaxation."""

    @classmethod
    def of(cls, certificate: Certificate) -> Self:
        """Return a certificate in the form of the file; null stands for numbers that JSON has not."""
        return cls(
            status=certificate.status,
            objective_value=finite(certificate.objective_value),
            bound=finite(certificate.bound),
            optimality_gap=finite(certificate.optimality_gap),
            seconds=certificate.seconds,
            solver=certificate.solver,
            measure=certificate.measure,
            cost_unit=certificate.cost_unit,
            sense=certificate.sense,
            sizes=SizesPart(**asdict(certificate.sizes)),
            shadow_prices=dict(certificate.shadow_prices),
        )


def finite(value: float) -> float | None:
    """Return a number, or None where it is none that JSON has."""
    return value if isfinite(value) else None
