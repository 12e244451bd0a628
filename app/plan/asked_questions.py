"""Which of a study's questions a run answers, and which services it takes to answer them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...common.errors import Fault, InputError
from ..results.choice_file import read_choice
from ..study.schema import ScenarioEntry, StudyFile


@dataclass(frozen=True, kw_only=True)
class AskedQuestions:
    """The questions of a study, and those of them that are asked.

    Parameters
    ----------
    entries
        The scenarios by name: those about services with travel times.
    services_of
        By scenario and joint question the services that it is about.
    names
        Which of them are answered.
    """

    entries: Mapping[str, ScenarioEntry]
    services_of: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...]

    def services(self, file: StudyFile, also_read: Collection[str] = ()) -> list[str]:
        """Return the services that the asked questions are about, and others, in the file's order.

        Parameters
        ----------
        file
            The study.
        also_read
            The others.
        """
        wanted = set(also_read).union(*(self.services_of[name] for name in self.names))
        return [service for service in file.services if service in wanted]


def asked_questions(file: StudyFile, scenario: str | None, *, file_name: str) -> AskedQuestions:
    """Return which questions are answered.

    Parameters
    ----------
    file
        The study.
    scenario
        The one question that is asked; None for all.
    file_name
        The name of the study's file, for the fault.

    Raises
    ------
    InputError
        If there is no such question.
    """
    entries = {
        name: entry
        for name, entry in file.scenarios_or_today().items()
        if file.services[entry.service].travel
    }
    services_of: dict[str, tuple[str, ...]] = {
        name: (entry.service,) for name, entry in entries.items()
    }
    services_of |= {name: tuple(entry.services) for name, entry in file.joint.items()}
    if scenario is not None and scenario not in services_of:
        raise InputError(
            Fault(
                file=file_name,
                column="scenario",
                value=scenario,
                cause="the study has no such scenario",
                fix=f"name one of {', '.join(services_of)}",
            )
        )
    names = tuple(services_of) if scenario is None else (scenario,)
    return AskedQuestions(entries=entries, services_of=services_of, names=names)


def require_choice(open_sites: Path, scenario: str | None) -> None:
    """Check a choice that a page exported, and that one scenario is named with it.

    Parameters
    ----------
    open_sites
        The file of the choice.
    scenario
        The scenario.

    Raises
    ------
    InputError
        If none is named, or the file holds no choice.
    """
    if scenario is None:
        raise InputError(
            Fault(
                file=str(open_sites),
                column="scenario",
                cause="a choice is about one scenario, and none is named",
                fix="name it, for example --scenario clinics_5",
            )
        )
    read_choice(open_sites)


def require_choice_of_scenario(open_sites: Path, scenario: str | None, file: StudyFile) -> None:
    """Check that a choice is about a scenario and no joint question.

    Parameters
    ----------
    open_sites
        The file of the choice.
    scenario
        What it is given with.
    file
        The study.

    Raises
    ------
    InputError
        If it is a joint question.
    """
    if scenario in file.joint:
        raise InputError(
            Fault(
                file=str(open_sites),
                column="scenario",
                value=scenario,
                cause="a choice is about one service, and this question is about several",
                fix="name a scenario, or write `must_open:` into the joint question",
            )
        )
