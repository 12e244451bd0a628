"""Land on which nothing may be built, only under a condition, or on which alone something may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import geopandas as gpd

from ..common.words import NO_WORDS, Words
from .land_classes import LandClasses
from .land_limits import LeastArea, SlopeLimit

LandUse = Literal["forbid", "condition", "allow"]

INELIGIBLE_BY: Final = "ineligible_by"
"""Column of a site table that says by which land, and by which clause, a candidate is not eligible."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LandLayer:
    """A layer of land, as a study names it under ``land:``.

    Parameters
    ----------
    use
        ``"forbid"``: nothing is built there; ``"condition"``: only with a consent, or under another condition;
        ``"allow"``: something is built only there, or on other allowed land.
    areas
        Valid polygons in a metric CRS; column ``name`` where the file has names. Where the rule holds within
        so many metres of what the file has, they are so much wider.
    title
        What the land is, in both languages.
    clause
        The clause that the rule stands in, in both languages.
    file
        The file's name.
    mended
        How many polygons were mended, since they crossed themselves.

    See Also
    --------
    check_site : Says whether a place lies on such land.

    Examples
    --------
    >>> import geopandas as gpd
    >>> import shapely
    >>> import halfhour as hh
    >>> from halfhour.common.words import Words
    >>> areas = gpd.GeoDataFrame({"name": [""]}, geometry=[shapely.box(0, 0, 100, 100)], crs="EPSG:4549")
    >>> hh.LandLayer(use="forbid", areas=areas, title=Words(en="Wetland", zh="湿地"))
    <LandLayer forbid 'Wetland': 1 areas>
    """

    use: LandUse
    areas: gpd.GeoDataFrame
    title: Words = NO_WORDS
    clause: Words = NO_WORDS
    file: str = ""
    mended: int = 0

    def said(self, lang: str) -> str:
        """Return what the land is, with its clause, in a language, ``"en"`` or ``"zh"``."""
        title = self.title.said(lang) or self.file
        return f"{title} ({self.clause.said(lang)})" if self.clause else title

    def __repr__(self) -> str:
        return f"<LandLayer {self.use} {self.title.said('en')!r}: {len(self.areas):,} areas>"


LandRule = LandLayer | LandClasses | SlopeLimit | LeastArea
"""A rule about land, with the clause that it stands in."""
