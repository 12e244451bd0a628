"""A choice that was made in a map page and exported, as a scenario's sites to open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ...common.errors import Fault, InputError
from ...common.paths import require_readable
from ...optimize.scenario import Scenario


class Choice(BaseModel):
    """What is read of the file; docs/reference/maps/map-page.md has all of it."""

    model_config = ConfigDict(frozen=True)

    format: Literal["halfhour-choice/1"]
    service: str
    open_sites: tuple[str, ...]
    closed_sites: tuple[str, ...] = ()


def with_choice(scenario: Scenario, path: str | Path) -> Scenario:
    """Return a scenario that opens the sites of an exported choice in any case.

    Where more are chosen than the scenario may open, it may open as many as are chosen.

    Parameters
    ----------
    scenario
        The question.
    path
        The file that the page's "Export" wrote.

    Raises
    ------
    InputError
        If the file is missing or no such choice, is about another service, closes facilities that stand,
        or names sites that are no candidates here.
    """
    path = Path(path)
    choice = read_choice(path)
    service = ", ".join(dict.fromkeys(scenario.times.sites["service"]))
    if choice.service != service:
        raise _fault(path, "service", choice.service, f"the scenario is about {service}")
    if choice.closed_sites:
        raise _fault(
            path,
            "closed_sites",
            ", ".join(choice.closed_sites),
            "a scenario cannot close facilities that stand",
            "open these again in the page, and export once more",
        )
    number = scenario.max_new
    return scenario.replace(
        must_open=choice.open_sites,
        max_new=None if number is None else max(number, len(choice.open_sites)),
    )


def read_choice(path: Path) -> Choice:
    """Read the file that a page exported.

    Raises
    ------
    InputError
        If it is missing, or no such file.
    """
    require_readable(path, what="a file that the page exported", like="*.json")
    try:
        return Choice.model_validate(json.loads(path.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        detail = error.errors()[0]
        column = ".".join(str(part) for part in detail["loc"]) or None
        found = detail["input"] if isinstance(detail["input"], (str, int, float)) else None
        raise _fault(path, column, found, "is no choice that a page exported") from error
    except (ValueError, RecursionError) as error:
        raise _fault(path, None, None, "is no choice that a page exported") from error


def _fault(
    path: Path,
    column: str | None,
    value: object,
    cause: str,
    fix: str = "export the choice anew from this scenario's page",
) -> InputError:
    return InputError(Fault(file=path.name, column=column, value=value, cause=cause, fix=fix))
