"""The register of checks: what is saved, listed and decided."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from .check_answers import CheckId, Question
from .study_answers import Answer

Decision = Literal["approved", "refused"]


_UNSEEN: Final = r"\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff"
"""Signs that move a cursor, break a line or turn the direction of what follows; none is part of a name."""

_LINE: Final = rf"^[^{_UNSEEN}]*$"
_SOME_LINE: Final = rf"^[^{_UNSEEN}]*[^{_UNSEEN}\s][^{_UNSEEN}]*$"

Text = Annotated[str, Field(max_length=1000, pattern=_LINE), AfterValidator(str.strip)]
SomeText = Annotated[
    str, Field(min_length=1, max_length=1000, pattern=_SOME_LINE), AfterValidator(str.strip)
]


def _written(date: object) -> object:
    """Refuse numbers, which would be taken for seconds since 1970."""
    if date is not None and not isinstance(date, str):
        raise ValueError("write the date as in 2026-11-29")
    return date


class SaveQuestion(Question):
    """Which check goes into the register, and what stands beside it."""

    check_id: CheckId
    project: Text = Field(default="", description="The project's name, for the memo.")
    applicant: Text = Field(default="", description="Who applies, for the memo and the register.")
    note: Text = Field(default="", description="For the register.")
    lang: Literal["en", "zh"] = Field(default="en", description="Of the obstacles in the register.")


class DecisionQuestion(Question):
    """What was decided."""

    decision: Decision
    reason: SomeText
    date: Annotated[dt.date | None, BeforeValidator(_written)] = Field(
        default=None, description="By default today."
    )
    opens_year: int | None = Field(
        default=None, ge=1000, le=9999, description="From which an approved site counts."
    )


class RegisterLine(Answer):
    """One check in the register, with the decision that holds."""

    check_id: str
    time: str = Field(description="When it was saved, UTC.")
    service: str
    tier: str = ""
    lon: float
    lat: float
    capacity: float | Literal["unlimited"] | None = None
    year: int | None = None
    newly_served: float | None = None
    people_in_reach: float | None = None
    share_before: float | None = None
    share_after: float | None = None
    verdict: str = ""
    obstacles: str = ""
    applicant: str = ""
    note: str = ""
    decision: Decision | None = None
    decided: dt.date | None = None
    reason: str = ""
    opens_year: int | None = None


class RegisterList(Answer):
    """Part of the register, the latest checks first."""

    total: int = Field(description="Checks that pass the filters.")
    lines: tuple[RegisterLine, ...]
