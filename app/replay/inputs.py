"""Whether the files that results were made from are still the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from ...common.paths import require_readable
from ...data.input_records.record import DATABASE, REGISTER, FileSum, file_sum
from .recorded import Recorded, RecordedInput, RecordedSum

State = Literal["same", "changed", "missing", "new", "not known"]

_UP: Final = 8
"""How many folders above the results are looked into for the study file."""


@dataclass(frozen=True, kw_only=True)
class InputState:
    """A file that results were made from, then and now.

    Parameters
    ----------
    name
        Its name.
    state
        What became of it; ``new`` if it was not read then, ``not known`` until it is read again.
    size_bytes, sha256
        As recorded; None where that was not.
    size_now_bytes, sha256_now
        As it is; None where it is not there.
    """

    name: str
    state: State
    size_bytes: int | None = None
    sha256: str | None = None
    size_now_bytes: int | None = None
    sha256_now: str | None = None


def find_study(recorded: Recorded, given: Path | None) -> Path | None:
    """Return the study file: the one given, else where it lay, else the same one in a folder above.

    Parameters
    ----------
    recorded
        The results.
    given
        The study file, or None to look for it.

    Returns
    -------
    pathlib.Path or None
        None if none was found. Where it lay is told from the folder of the results, so that both may have
        been moved together.

    Raises
    ------
    InputError
        If the one given is missing, or no file that can be read.
    """
    if given is not None:
        require_readable(given, what="a study file (YAML)", like="*.y*ml")
        return given
    folder, study = recorded.file.resolve().parent, recorded.study
    if study.path is not None and (folder / study.path).is_file():
        return (folder / study.path).resolve()
    for above in [folder, *folder.parents][:_UP]:
        near = above / study.name
        if near.is_file() and file_sum(near).sha256 == study.sha256:
            return near
    return None


def input_states(recorded: Recorded, study: Path | None) -> tuple[InputState, ...]:
    """Return what became of each file, the study file first.

    Parameters
    ----------
    recorded
        The results.
    study
        The study file; None if none was found.
    """
    if study is None:
        return (_missing(recorded.study),)
    states = [_state(recorded.study, study)]
    for one in recorded.inputs:
        if recorded.kind == "check":
            states.append(_by_name(one, study.parent))
            continue
        file = study.parent / (one.name if one.path is None else one.path)
        # What only a new run reads is known after it.
        unread = one.format in {REGISTER, DATABASE}
        states.append(_not_known(one) if unread else _state(one, file))
        states += (_state(part, file.with_name(part.name)) for part in one.beside)
    standards = recorded.standards
    if standards is not None and standards.path is not None:
        states.append(_state(standards, study.parent / standards.path))
    return tuple(states)


def states_after(
    states: tuple[InputState, ...], recorded: Recorded, again: dict[str, Any]
) -> tuple[InputState, ...]:
    """Return the states with what was found when the files were read again.

    Parameters
    ----------
    states
        What `input_states` returns.
    recorded
        The results.
    again
        What the new run wrote.
    """
    now = {(one.name, one.sha256): one for one in _inputs_of(again)}
    then = {one.name for one in recorded.inputs} | {recorded.study.name}
    settled = []
    for one in states:
        if one.state != "not known":
            settled.append(one)
            continue
        same = (one.name, one.sha256) in now
        other = next((read for read in now.values() if read.name == one.name), None)
        if same or other is None:
            settled.append(_with(one, "same" if same else "missing", one.sha256 if same else None))
        else:
            settled.append(_with(one, "changed", other.sha256))
    new = (one for one in now.values() if one.name not in then)
    return (
        *settled,
        *(
            InputState(
                name=one.name,
                state="new",
                size_now_bytes=one.size_bytes,
                sha256_now=one.sha256,
            )
            for one in new
        ),
    )


def _inputs_of(values: dict[str, Any]) -> Iterator[RecordedInput]:
    services = values.get("services")
    parts = [values] if services is None or "inputs" in values else list(services.values())
    for part in parts:
        for one in part["inputs"]:
            yield RecordedInput.model_validate(one)


def _state(one: RecordedSum, file: Path) -> InputState:
    if not file.is_file():
        return _missing(one)
    return _compared(one, file_sum(file))


def _by_name(one: RecordedInput, folder: Path) -> InputState:
    """Return the state of a file whose place was not recorded: any of its name in the study's folders."""
    found = [path for path in sorted(folder.rglob(one.name)) if path.is_file()]
    sums = [file_sum(path) for path in found]
    same = [own for own in sums if own.sha256 == one.sha256]
    if same or len(sums) == 1:
        return _compared(one, (same or sums)[0])
    # It may lie elsewhere, or be a register, whose approved sites alone count.
    return _not_known(one)


def _compared(one: RecordedSum, now: FileSum) -> InputState:
    return InputState(
        name=one.name,
        state="same" if now.sha256 == one.sha256 else "changed",
        size_bytes=one.size_bytes,
        sha256=one.sha256,
        size_now_bytes=now.size_bytes,
        sha256_now=now.sha256,
    )


def _missing(one: RecordedSum) -> InputState:
    return InputState(name=one.name, state="missing", size_bytes=one.size_bytes, sha256=one.sha256)


def _not_known(one: RecordedSum) -> InputState:
    return InputState(name=one.name, state="not known", sha256=one.sha256)


def _with(one: InputState, state: State, sha256_now: str | None) -> InputState:
    return InputState(name=one.name, state=state, sha256=one.sha256, sha256_now=sha256_now)
