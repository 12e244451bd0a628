"""An office's own words: what its headings are among our columns, and what its words mean."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ...common.errors import Fault, InputError
from ...common.plain_numbers import PLAIN
from ...common.validation import wrong_keys
from ...common.yaml_lines import read_yaml_with_lines

IGNORE: Final = "ignore"

_FIX: Final = "correct it; docs/reference/mapping.md lists every key"


def _text(value: object) -> object:
    # YAML reads 1 as a number, and yes as true.
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, (int, float)) else value


def _headings(value: object) -> object:
    return value if isinstance(value, (list, tuple)) else (value,)


def _rule(value: object) -> object:
    """Return a rule; one word alone is the service, or says that the records are not used."""
    if isinstance(value, str):
        return {"ignore": True} if value == IGNORE else {"service": value}
    return value


Text = Annotated[str, BeforeValidator(_text)]
Headings = Annotated[
    tuple[Text, ...], BeforeValidator(_headings), Field(min_length=1, max_length=50)
]


class WordRule(BaseModel):
    """What a word means: which service, which tier, how many places.

    Parameters
    ----------
    service
        The service that the record is of; None where the word does not say.
    tier
        Its tier; None where the word does not say.
    capacity
        How many places a record has that gives no number of its own; None where the word does not say.
    ignore
        Whether records with this word are left out on purpose.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: Text | None = None
    tier: Text | None = None
    capacity: Annotated[float, PLAIN, Field(ge=0, allow_inf_nan=False)] | None = None
    ignore: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        said = (self.service, self.tier, self.capacity)
        if self.ignore and said != (None, None, None):
            raise ValueError("says `ignore:` and what the word means; leave one of the two out")
        if not self.ignore and said == (None, None, None):
            raise ValueError(
                "says nothing: give `service:`, `tier:`, `capacity:`, or write `ignore`"
            )
        return self


Words = dict[Text, dict[Text, Annotated[WordRule, BeforeValidator(_rule)]]]
"""By column of a file its words, and what each means."""


class OfficeMapping(BaseModel):
    """What an office's headings and words mean.

    Parameters
    ----------
    columns
        Our name of a column -> the headings that it may have; the first that a file has is taken.
    words
        By heading of a column its words and what they mean. ``*`` in a word stands for any letters.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, Headings] = {}
    words: Words = {}

    @model_validator(mode="after")
    def _known_columns(self) -> Self:
        for ours in ("service", "status"):
            if ours in self.columns:
                raise ValueError(
                    f"columns has {ours}, which no column gives; say with `words:` what words mean"
                )
        return self

    @property
    def services(self) -> tuple[str, ...]:
        """The services that its rules name."""
        rules = (rule for words in self.words.values() for rule in words.values())
        return tuple(dict.fromkeys(rule.service for rule in rules if rule.service is not None))

    @property
    def gives_capacity(self) -> bool:
        """Whether a rule or a column gives places."""
        rules = (rule for words in self.words.values() for rule in words.values())
        return "capacity" in self.columns or any(rule.capacity is not None for rule in rules)

    def with_own(self, words: Mapping[str, Mapping[str, WordRule]]) -> OfficeMapping:
        """Return the mapping with a layer's own rules, which go before its."""
        columns = dict.fromkeys([*words, *self.words])
        merged = {name: {**words.get(name, {}), **self.words.get(name, {})} for name in columns}
        for name, own in words.items():
            merged[name].update(own)
        return self.model_copy(update={"words": merged})


def read_mapping(path: Path) -> OfficeMapping:
    """Read a mapping file.

    Raises
    ------
    InputError
        If it is missing, not YAML, or has unknown or wrong keys; all of them are listed.
    """
    yaml = read_yaml_with_lines(path, what="a mapping file (YAML)")
    repeated = [
        Fault(
            file=path.name,
            row=line,
            column=".".join(str(part) for part in where),
            cause="the key is given twice",
            fix="keep one of the two",
        )
        for where, line in yaml.repeated
    ]
    if repeated:
        raise InputError(*repeated)
    if not isinstance(yaml.data, dict):
        raise InputError(
            Fault(
                file=path.name,
                cause="is not a mapping of keys to values",
                fix="write `columns:`, `words:` or both; docs/reference/mapping.md shows how",
            )
        )
    try:
        return OfficeMapping.model_validate(yaml.data)
    except ValidationError as error:
        faults = []
        for wrong in wrong_keys(error.errors(), yaml.data):
            line = yaml.line_of(wrong.path)
            cause, fix = wrong.said()
            unknown = wrong.details[0]["type"] == "extra_forbidden"
            faults.append(
                Fault(
                    file=path.name,
                    key=None if line is None else f"line {line}",
                    column=".".join(str(part) for part in wrong.path) or None,
                    cause="unknown key" if unknown else cause,
                    fix=fix or _FIX,
                )
            )
        raise InputError(*faults) from error
