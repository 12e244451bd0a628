"""The study in the year in which new housing is lived in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...common.errors import Fault, InputError
from ...common.large_work import Report
from ...common.sentences import Sentence
from ..study.asked_year import known_year, real_year, year_of
from ..study.layers import Layers, read_layers
from ..study.study import Study, computed_study


def study_in_year(
    study: Study | str | Path,
    year: int | None,
    services: Collection[str] | None,
    report: Report,
) -> tuple[Study, int, tuple[Sentence, ...]]:
    """Return the study in a year, the year, and what had to be assumed of it.

    Parameters
    ----------
    study
        An opened study, or the path of a study file.
    year
        The year; None for the one that the people layer counts.
    services
        Which services are computed, where the study is not opened yet; None for all with travel.
    report
        Called with one line of text when a stage begins.

    Raises
    ------
    InputError
        If it is no year, or one before those of which the study tells the people.
    """
    layers = (
        study.layers
        if isinstance(study, Study)
        else read_layers(study, services=services, report=report)
    )
    layers, wanted, assumed = _carried(layers, year)
    if not isinstance(study, Study):
        opened = computed_study(layers, services=services, year=wanted, report=report)
    else:
        opened = replace(study, layers=layers).in_year(wanted)
    return opened, wanted, (*assumed, *_estates(layers, wanted))


def _carried(layers: Layers, year: int | None) -> tuple[Layers, int, tuple[Sentence, ...]]:
    """Return layers that tell the people of a year, be it later than the last growth factors."""
    if year is None:
        return layers, year_of(layers, None), ()
    _require_whole(year)
    years, last = layers.years.carried_to(real_year(year, "--year"))
    if last is None:
        return layers, known_year(layers, year, "--year"), ()
    said = Sentence(
        "The study tells the people up to {last}: those of that year count in {year}, too.",
        last=str(last),
        year=str(year),
    )
    return replace(layers, years=years), year, (said,)


def _require_whole(year: object) -> None:
    if isinstance(year, bool) or not isinstance(year, (int, np.integer)):
        raise InputError(
            Fault(file="--year", value=year, cause="is no year", fix="write a year such as 2028")
        )


def _estates(layers: Layers, year: int) -> tuple[Sentence, ...]:
    """Return that new estates of the study are lived in by then, where there are some."""
    estates = layers.years.estates
    counted = layers.years.people_year
    if estates is None or counted is None:
        return ()
    new = estates[estates["year"].between(counted + 1, year)]
    if new.empty:
        return ()
    return (
        Sentence(
            "{count:,} estates of the study that are lived in by {year} count, too.",
            count=len(new),
            year=str(year),
        ),
    )
