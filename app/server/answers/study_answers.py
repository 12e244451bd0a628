"""What the server says of its study: what can be asked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

DeskState = Literal["waiting", "preparing", "ready", "failed"]


class Answer(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(Answer):
    """A text in both languages."""

    en: str = Field(examples=["Clinics"])
    zh: str = Field(examples=["卫生服务站"])


class TierDescription(Answer):
    """A tier of sites of a service."""

    name: str = Field(examples=["district"])
    title: Said


class ServiceDescription(Answer):
    """A service, and what a check of a site for it may or must name."""

    name: str = Field(examples=["clinic"])
    title: Said
    state: DeskState = Field(description="Whether checks are answered yet.")
    problem: str = Field(default="", description="Why none are, where preparing failed.")
    tiers: tuple[TierDescription, ...] = ()
    tier_needed: bool = Field(description="Whether a check must name a tier.")
    counts_places: bool = Field(description="Whether a check must name a capacity, or may not.")
    limit: float = Field(description="People are served within this.", examples=[15])
    limit_unit: Literal["min", "m"] = Field(description="Minutes of travel, or metres.")
    limit_max: float = Field(description="The largest limit that a check may name.")
    group: str = Field(description="Whose people count.", examples=["residents"])


class StudyDescription(Answer):
    """The study that is served."""

    name: str
    title: Said
    year: int | None = Field(description="Of the people that count; null where it is not known.")
    bounds: tuple[float, float, float, float] = Field(
        description="West, south, east, north in degrees on WGS 84.",
        examples=[[119.3, 39.8, 119.8, 40.1]],
    )
    services: tuple[ServiceDescription, ...]
    renewing: bool = Field(
        default=False,
        description="Whether an approval is being taken in; until then answers leave it out.",
    )
    pdf: bool = Field(description="Whether memos can be had as PDF: a Chromium is there.")
    version: str = Field(description="Of Halfhour.")


class Health(Answer):
    """Whether the server answers, and how many services are ready."""

    status: Literal["ok"] = "ok"
    ready: int
    services: int


class Session(Answer):
    """What a request that changes something must carry, in the header X-Halfhour-Key."""

    key: str


class SignInQuestion(BaseModel):
    """The token, to sign in with a browser."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: str = Field(min_length=1, max_length=500)
