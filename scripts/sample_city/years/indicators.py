"""Figures that offices report about the plan's main indicators: all invented, near their targets."""

from __future__ import annotations

import numpy as np
import pandas as pd
from land.terrain import SEED

CITY, PROVINCE = "130300", "130000"
_FIRST_YEAR = 2016

# From 2016 on; None where nothing was reported. In the units of the plan's table: per cent, 10 000
# people, deaths per 100 000 births (mothers) or per 1000 (children), homes.
_CITY: dict[str, tuple[float | None, ...]] = {
    "compulsory_education": (97.1, 98.0, 98.2, 98.3, 98.4),
    "balanced_education": (100, 100, 100, 100, 100),
    "urban_jobs": (5.71, 5.93, 5.62, 5.58, 5.31),
    "migrant_training": (1.52, 1.55, 1.61, 1.50, 1.12),
    "pension_insurance": (99.4, 99.6, 98.7, 98.9, 99.1),
    "health_insurance": (95.6, 95.9, 96.4, 96.8, 97.2),
    "maternal_mortality": (11.2, 9.8, 9.1, 8.7, 7.6),
    "infant_mortality": (3.9, 3.7, 3.5, 3.4, 3.2),
    "under5_mortality": (5.8, 5.6, 5.4, 5.2, 5.1),
    "nursing_beds": (None, None, 24.0, 27.0, 29.0),
    "collective_care": (None, None, 41.2, 46.0, 48.7),
    "resettlement_homes": (None, None, 8000, 10000, 6000),
    "rural_homes": (8841, 8120, 8034, 3000, 210),
    "library_visits": (107.0, 117.5, 126.1, 130.2, 71.4),
    "culture_visits": (724, 761, 812, 905, 610),
    "broadcast_coverage": (76.0, 82.3, 91.0, 99.1, 99.5),
    "reading_rate": (None, None, 82.4, 83.6, 85.3),
    "exercise_rate": (42.3, 42.7, 43.1, 43.4, 43.8),
    "disability_subsidies": (66.0, 77.5, 91.2, 95.4, 100),
    "rehab_coverage": (None, 66.1, 80.9, 86.2, 91.4),
}
_PROVINCE: dict[str, tuple[float | None, ...]] = {
    "collective_care": (None, None, 40.5, 45.3, 50.4),
    "rehab_coverage": (None, 65.3, 80.2, 85.4, 90.3),
}
# How far counties report from the city's figure, in its unit: the poor county lies behind.
_AWAY = {"130302": 1.6, "130303": 0.9, "130304": 0.4, "130306": -0.5, "130321": -3.4,
         "130322": 0.2, "130324": -1.1}  # fmt: skip
_BY_COUNTY = ("nursing_beds", "collective_care", "rehab_coverage")


def make_indicators() -> pd.DataFrame:
    """Return ``indicator``, ``unit`` (the city, a county or the province), ``year``, ``value``."""
    rng = np.random.default_rng([SEED, 22])
    rows = []
    for indicator, figures in _CITY.items():
        rows += _rows(indicator, CITY, figures)
        for adcode, away in _AWAY.items() if indicator in _BY_COUNTY else ():
            own = [
                None if figure is None else round(figure + away + rng.normal(0, 0.3), 1)
                for figure in figures
            ]
            rows += _rows(indicator, adcode, own)
        rows += _rows(indicator, PROVINCE, _PROVINCE.get(indicator, ()))
    return pd.DataFrame(rows, columns=["indicator", "unit", "year", "value"])


def _rows(
    indicator: str, unit: str, figures: tuple[float | None, ...] | list[float | None]
) -> list[tuple[str, str, int, str]]:
    return [
        (indicator, unit, year, f"{figure:g}")
        for year, figure in enumerate(figures, start=_FIRST_YEAR)
        if figure is not None
    ]
