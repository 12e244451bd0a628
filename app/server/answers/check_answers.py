"""A question about a site, and its answer."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import shapely
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from ...site_check.check_json import CheckFile
from .study_answers import Answer

Number = Annotated[float, Field(allow_inf_nan=False, strict=True)]
Position = Annotated[list[Number], Field(min_length=2, max_length=4)]
Ring = Annotated[list[Position], Field(min_length=4)]
CheckId = Annotated[str, Field(pattern=r"^[0-9]{8}-[0-9a-f]{8,64}$", max_length=80)]

MemoFile = Literal["check.html", "check.json", "check.xlsx", "check.pdf"]


class Question(BaseModel):
    """What is sent: unknown keys are refused, for they would be ignored in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Polygon(Question):
    """A parcel, as a GeoJSON geometry."""

    type: Literal["Polygon"]
    coordinates: Annotated[list[Ring], Field(min_length=1)]


class MultiPolygon(Question):
    """A parcel of several parts, as a GeoJSON geometry."""

    type: Literal["MultiPolygon"]
    coordinates: Annotated[
        list[Annotated[list[Ring], Field(min_length=1)]], Field(min_length=1, max_length=100)
    ]


class _Asked(Question):
    """What would stand there."""

    service: str = Field(min_length=1, max_length=200, examples=["clinic"])
    crs: str = Field(
        default="wgs84",
        pattern=r"^(wgs84|gcj02|bd09|EPSG:[0-9]{4,6})$",
        description="wgs84, gcj02 (Chinese online maps), bd09 (Baidu), or a code of the EPSG.",
    )
    tier: str | None = Field(default=None, min_length=1, max_length=200)
    capacity: Annotated[Number, Field(ge=0)] | Literal["unlimited"] | None = Field(
        default=None, description="Its places, where the service counts places."
    )
    limit_min: Annotated[Number, Field(gt=0, multiple_of=1)] | None = Field(
        default=None, description="Another limit than the study's, in whole minutes."
    )

    @property
    def places(self) -> float | None:
        """The capacity as a number."""
        return float("inf") if self.capacity == "unlimited" else self.capacity


class PlaceQuestion(_Asked):
    """What one more site at a place would change."""

    at: tuple[Number, Number] = Field(
        description="Longitude and latitude, or easting and northing, in `crs`.",
        examples=[[119.52, 39.91]],
    )

    @property
    def vertices(self) -> int:
        """Corners of the parcel: none."""
        return 0

    @property
    def place(self) -> tuple[float, float]:
        """The coordinates."""
        return self.at


class ParcelQuestion(_Asked):
    """What one more site on a parcel would change."""

    parcel: Annotated[Polygon | MultiPolygon, Field(discriminator="type")] = Field(
        description="A GeoJSON geometry; its coordinates are in `crs`."
    )

    @property
    def vertices(self) -> int:
        """Corners of the parcel."""
        return sum(len(ring) for part in self._parts for ring in part)

    @property
    def place(self) -> shapely.Geometry:
        """The parcel; heights are left out."""
        polygons = [
            shapely.Polygon(outer, holes)
            for outer, *holes in (
                [[one[:2] for one in ring] for ring in part] for part in self._parts
            )
        ]
        return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)

    @property
    def _parts(self) -> list[list[list[list[float]]]]:
        shape = self.parcel
        return shape.coordinates if isinstance(shape, MultiPolygon) else [shape.coordinates]


WITH_PLACE: Final = "with_place"
WITH_PARCEL: Final = "with_parcel"


def _kind(question: Any) -> str:  # noqa: ANN401 - whatever was sent
    named = question if isinstance(question, dict) else ()
    return WITH_PARCEL if "parcel" in named and "at" not in named else WITH_PLACE


CheckQuestion = Annotated[
    Annotated[PlaceQuestion, Tag(WITH_PLACE)] | Annotated[ParcelQuestion, Tag(WITH_PARCEL)],
    Discriminator(_kind),
]
"""One of both: its error tells of the one that was meant."""


class ToldObstacle(Answer):
    """What forbids the site, or asks for care."""

    forbids: bool
    said: str
    clause: str


class ToldRows(Answer):
    """A table of texts."""

    head: list[str]
    rows: list[list[str]]
    more: int = Field(description="Rows that stand in check.xlsx alone.")
    note: str


class ToldAnswer(Answer):
    """An answer in the words of the memo."""

    obstacles: list[ToldObstacle]
    verdict: str
    step: Literal["recommended", "acceptable", "not_recommended", "none"]
    reasons: list[str]
    figures: list[tuple[str, str, str]] = Field(description="Label, figure, and what it means.")
    load: list[str]
    ranks: list[str]
    better: ToldRows
    overlaps: ToldRows
    groups: ToldRows
    units: ToldRows
    standards: ToldRows
    farthest: list[str]
    decides: str


class CheckAnswer(Answer):
    """What one more site would change."""

    id: CheckId = Field(
        description="Names the check in other requests.", examples=["20261129-0f3a9c2e"]
    )
    report: CheckFile = Field(description="What check.json holds.")
    told: dict[Literal["en", "zh"], ToldAnswer]
    map: dict[str, Any] = Field(
        description="What the page's map shows of it, in degrees on WGS 84: `at`, `place`, `better`, "
        "`farthest`, and the `cells` whose state changes."
    )
