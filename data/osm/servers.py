"""The public servers that are asked where nothing else is said."""

from __future__ import annotations

from typing import Final

OVERPASS_URL: Final = "https://overpass-api.de/api"
NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org/"
