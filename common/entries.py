"""What entries of YAML files have in common, whichever file they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, model_validator


class Entry(BaseModel):
    """An entry: unknown keys are refused, nothing is changed, and true or false is no number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, data: object) -> object:
        # Pydantic takes yes for 1, also where `limit_min: yes` was a slip.
        if not isinstance(data, dict):
            return data
        fields = {field.alias or name: field for name, field in cls.model_fields.items()}
        return {
            key: _marked(value)
            if key in fields and not _takes_truth(fields[key].annotation)
            else value
            for key, value in data.items()
        }


@dataclass(frozen=True)
class Truth:
    """True or false where it has no place: nothing that pydantic takes for a number or a text."""

    value: bool


def _takes_truth(annotation: Any) -> bool:  # noqa: ANN401 - what type hints are made of
    """Tell whether a field may hold true or false, or entries that check their own."""
    if annotation in (bool, object, Any):
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return any(_takes_truth(part) for part in get_args(annotation))


def _marked(value: object) -> object:
    """Return a value with `Truth` in place of what is true or false."""
    if isinstance(value, dict):
        return {key: _marked(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_marked(one) for one in value]
    return Truth(value) if isinstance(value, bool) else value
