"""Running a recorded question again, and saying whether every figure is the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from ...common.errors import InputError
from ...common.large_work import Report, say_nothing
from ..command.exit_codes import ExitCode
from ..results.parts.provenance_json import versions_now
from .figures import Difference, compare_values
from .inputs import InputState, find_study, input_states, states_after
from .recorded import Kind, Recorded, read_recorded
from .register_notes import register_name, without_register_notes
from .rerun import run_again
from .stopped import contradictions, depends_on_search, was_stopped

Verdict = Literal["same", "figures differ", "inputs changed", "inputs missing"]

EXIT_CODES: Final[dict[Verdict, int]] = {
    "same": ExitCode.DONE,
    "figures differ": ExitCode.OTHER_FIGURES,
    "inputs changed": ExitCode.OTHER_INPUTS,
    "inputs missing": ExitCode.OTHER_INPUTS,
}


@dataclass(frozen=True, kw_only=True)
class VersionChange:
    """A version that is not the recorded one."""

    name: str
    recorded: str
    now: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Replay:
    """What running a recorded question again came to.

    Parameters
    ----------
    file
        The results that were replayed.
    kind
        What they are: ``"plan"``, ``"joint"`` (a joint plan), ``"check"`` or ``"compliance"``.
    asked
        The scenario, the service of a check, or the year of verdicts.
    study
        The study file that was run; None if none was found.
    inputs
        What became of each file.
    versions
        Versions that are not the recorded ones.
    compared
        How many values were compared; 0 where nothing could be run.
    differences
        Those that are not the same.
    not_counted
        Those that may differ: of a search that was stopped before it ended, or words of another version.
    stopped
        Whether a search was stopped, then or now: what depends on it is held against the proven bounds alone.
    fault
        Why it could not be run again on changed files; empty if it could.

    See Also
    --------
    replay : Make one.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [plan] = hh.plan_study(street_study(folder), pathlib.Path(folder) / "out")
    ...     found = hh.replay(plan.folder / "plan.json")
    >>> found.verdict, found.differences, {one.state for one in found.inputs}
    ('same', (), {'same'})
    """

    file: Path
    kind: Kind
    asked: str
    study: Path | None
    inputs: tuple[InputState, ...]
    versions: tuple[VersionChange, ...]
    compared: int = 0
    differences: tuple[Difference, ...] = ()
    not_counted: tuple[Difference, ...] = ()
    stopped: bool = False
    fault: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether inputs and figures are the same; changed inputs go before figures."""
        states = {one.state for one in self.inputs}
        if "missing" in states:
            return "inputs missing"
        if states & {"changed", "new"}:
            return "inputs changed"
        return "figures differ" if self.differences else "same"

    @property
    def exit_code(self) -> int:
        """What the command ends with: 0 the same, 3 figures differ, 4 inputs are changed or missing."""
        return int(EXIT_CODES[self.verdict])

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain values, as ``halfhour replay --json`` prints them."""
        return {
            "verdict": self.verdict,
            "file": str(self.file),
            "kind": self.kind,
            "asked": self.asked,
            "study": None if self.study is None else str(self.study),
            "inputs": [vars(one) for one in self.inputs],
            "versions": [vars(one) for one in self.versions],
            "compared": self.compared,
            "differences": [vars(one) for one in self.differences],
            "not_counted": [vars(one) for one in self.not_counted],
            "stopped": self.stopped,
            "fault": self.fault,
        }

    def __repr__(self) -> str:
        return (
            f"<Replay of {self.asked}: {self.verdict}; {self.compared:,} values compared, "
            f"{len(self.differences):,} differ>"
        )


def replay(
    path: str | Path, *, study: str | Path | None = None, report: Report = say_nothing
) -> Replay:
    """Run a recorded question again, and compare every figure.

    Parameters
    ----------
    path
        A ``plan.json`` of a plan, a joint plan or a plan over years, a ``check.json`` or a ``compliance.json``;
        or its folder.
    study
        The study file; by default where it lay, seen from the results, or the same one in a folder above them.
    report
        Called with one line of text when a stage begins.

    Returns
    -------
    Replay
        Which inputs are the same, and which values differ. Nothing that earlier runs have kept is used.

    Raises
    ------
    InputError
        If the file is none that can be replayed, the study file that is given is missing, or the same inputs
        cannot be used.
    SolverError
        If the solver fails.

    See Also
    --------
    plan_study : Answer a study's scenarios.
    Replay : What is returned.

    Examples
    --------
    Somebody edits an input of a study of one street:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [plan] = hh.plan_study(street_study(folder), pathlib.Path(folder) / "out")
    ...     cells = pathlib.Path(folder) / "cells.csv"
    ...     _ = cells.write_text(cells.read_text().replace("400", "300"))
    ...     found = hh.replay(plan.folder / "plan.json")
    >>> found.verdict, found.exit_code
    ('inputs changed', 4)
    >>> [one.name for one in found.inputs if one.state == "changed"]
    ['cells.csv']
    >>> [(one.recorded, one.now) for one in found.differences if one.key == "people_total"]
    [(500.0, 400.0)]
    """
    recorded = read_recorded(Path(path))
    file = find_study(recorded, None if study is None else Path(study))
    states = input_states(recorded, file)
    versions = _versions(recorded)
    question = recorded.scenario or str(
        recorded.values.get("service", recorded.values.get("year", ""))
    )
    found = Replay(
        file=recorded.file,
        kind=recorded.kind,
        asked=question,
        study=file,
        inputs=states,
        versions=versions,
    )
    if file is None or "missing" in {one.state for one in states}:
        return found
    try:
        again = run_again(recorded, file, report=report)
    except InputError as error:
        if found.verdict == "same":
            raise
        return _with(found, fault=str(error))
    states = states_after(states, recorded, again)
    # Approved sites are an input of their own; a register without any says nothing of the answer.
    register = register_name(file)
    comparison = compare_values(
        *(without_register_notes(values, register) for values in (recorded.values, again))
    )
    stopped = was_stopped(recorded.values) or was_stopped(again)
    # The same question of the same data alone has one answer, which two proofs cannot put differently.
    same = all(one.state == "same" for one in states)
    counted, others = _split(
        comparison.differences,
        list(contradictions(recorded.values, again)) if stopped and same else [],
        stopped=stopped,
        other_version=any(one.name == "halfhour" for one in versions),
    )
    return _with(
        found,
        inputs=states,
        compared=comparison.compared,
        differences=counted,
        not_counted=others,
        stopped=stopped,
    )


def _with(found: Replay, **values: Any) -> Replay:  # noqa: ANN401 - values of its fields
    return Replay(**{**vars(found), **values})


def _versions(recorded: Recorded) -> tuple[VersionChange, ...]:
    now = versions_now()
    return tuple(
        VersionChange(name=name, recorded=version, now=now.get(name, ""))
        for name, version in recorded.versions.items()
        if version and version != now.get(name)
    )


def _split(
    differences: Iterable[Difference],
    wrong: Sequence[Difference],
    *,
    stopped: bool,
    other_version: bool,
) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    """Return the differences that count, those of proofs that contradict first, and those that may be."""
    counted, others = list(wrong), list[Difference]()
    keys = {one.key for one in wrong}
    for one in differences:
        if one.key in keys:
            continue
        of_search = stopped and depends_on_search(one.key)
        of_words = other_version and one.kind != "figure"
        (others if of_search or of_words else counted).append(one)
    return tuple(counted), tuple(others)
