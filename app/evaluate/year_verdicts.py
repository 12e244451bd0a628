"""Verdicts of a study's years; what an earlier run found of the same files and rules is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pandas as pd

from ...common.kept.kept_parts import kept_parts
from ...common.large_work import Report, say_nothing
from ...common.prepared import Prepared, content_key
from ...coverage.rules.evidence import AccessKey, Evidence, PlacesKey
from ...coverage.rules.verdicts import Verdicts
from ...coverage.standards.contrasts import contrasts
from ...coverage.standards.evaluate import evaluate
from ...coverage.standards.standards import Standards
from ..study.layers import Layers
from ..study.service_travel import ServiceTravel
from ..study.year_evidence import counted_places, year_evidence

T = TypeVar("T")


class YearVerdicts:
    """Evaluates a study's standards year by year.

    Parameters
    ----------
    layers
        The study's layers.
    standards
        The rules.
    keep
        Whether the layers are as they were read, so that what was found of them may be kept under their key.
    report
        Called with one line of text when a stage begins.
    """

    def __init__(
        self,
        layers: Layers,
        standards: Standards,
        *,
        keep: bool = False,
        report: Report = say_nothing,
    ) -> None:
        self._layers, self._standards, self._report = layers, standards, report
        self._key = layers.content_key if keep else ""
        self._prepared = Prepared(kept_parts(report) if self._key else None)
        self._travel = ServiceTravel(layers, standards)

    def verdicts(self, year: int) -> Verdicts:
        """Return what was found of all rules in a year."""

        def made() -> pd.DataFrame:
            evidence = self._evidence(year)
            self._report(f"{year}: {len(self._standards.rules)} rules")
            return evaluate(self._standards, evidence).table

        return Verdicts(self._part("verdicts 1", [year, self._rules()], made))

    def contrasts(self, year: int) -> pd.DataFrame:
        """Return poor against other units, and urban against rural, in a year."""
        of = [year, self._rules()]
        return self._part(
            "contrasts 1", of, lambda: contrasts(self._standards, self._evidence(year))
        )

    def _evidence(self, year: int) -> Evidence:
        """Return the state of a year, which depends on what the rules ask for, but not on their targets."""
        layers, standards = self._layers, self._standards

        def made() -> Evidence:
            return year_evidence(layers, standards, year, travel=self._travel, report=self._report)

        asked = [
            repr(standards.needs()),
            repr(standards.needs_places(counted_places(layers))),
            repr(standards.needs_unit_access()),
            standards.header.model_dump_json(),
        ]
        return self._part("evidence 1", [year, asked], made, (Evidence, AccessKey, PlacesKey))

    def _rules(self) -> list[str]:
        """Return all that the rules say, as text."""
        standards = self._standards
        said = [f"{type(rule).__name__} {rule.model_dump_json()}" for rule in standards.rules]
        return [standards.header.model_dump_json(), repr(standards.classes), *said]

    def _part(
        self, kind: str, of: Sequence[object], make: Callable[[], T], kinds: Sequence[type] = ()
    ) -> T:
        return self._prepared.part(
            content_key(kind, self._key, of), make, kinds=kinds, still=self._layers.still
        )
