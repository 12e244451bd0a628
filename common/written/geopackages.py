"""Writing GeoPackages so that equal tables are equal bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyogrio

_DATE = "OGR_CURRENT_DATE"


@contextmanager
def reproducible_geopackages() -> Iterator[None]:
    """Keep the time of writing out of the GeoPackages written inside the context."""
    before = pyogrio.get_gdal_config_option(_DATE)
    pyogrio.set_gdal_config_options({_DATE: "1970-01-01T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_DATE: before})
