"""The classes by which units are coloured."""

from __future__ import annotations

from typing import Final

import numpy as np

SHARE_CLASSES: Final = (
    (0.5, "#deebf7", "below 50%"),
    (0.8, "#9ecae1", "50 to 80%"),
    (0.95, "#4292c6", "80 to 95%"),
    (np.inf, "#08519c", "95% and more"),
)
"""Upper bound of the share served, colour and words of each class of the choropleth."""

NO_PEOPLE_COLOUR: Final = "#e3e0da"
