"""What the stages of a command take: named functions of the package, wrapped from outside."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

STAGES: Final = {
    "reading roads": ["data.roads.roads:read_roads"],
    "reading sites": ["data.tables.sites:read_sites"],
    "reading other layers": ["app.study.layers:layers_of"],
    "travel times": ["geo.travel.road_times:travel_times"],
    "who is served": ["coverage.assessment:assess_within"],
    "choosing sites": ["optimize.solve:solve"],
    "page: roads under the map": ["maps.basemap.roads:road_groups"],
    "page: surfaces": ["maps.plan_page.surface_table:surface_table"],
    "page: the rest": ["maps.plan_page.map:plan_map", "maps.compliance_page.map:compliance_map"],
    "access zones": ["coverage.zones.access_zones:access_zone"],
    "layers": ["app.results.layers:named_layers", "app.results.plan_folder:_write_layers"],
    "raster": ["coverage.surface.travel_surface:travel_surface"],
    "tables": [
        "app.results.sheets.workbook:plan_sheets",
        "app.results.table_files:write_workbook",
        "app.results.layers:unit_table",
        "app.results.plan_json:plan_file",
    ],
    "evidence for standards": ["app.study.year_evidence:year_evidence"],
    "checking standards": ["coverage.standards.evaluate:evaluate"],
}
"""Functions by stage. What one calls of another stage counts there alone; one that is not loaded, nowhere."""

Seconds = tuple[float, float]
"""By the wall, and of the processor."""


class StageClock:
    """Sums what stages take; inside another stage the inner one counts."""

    def __init__(self) -> None:
        self.taken: dict[str, Seconds] = defaultdict(lambda: (0.0, 0.0))
        self._inner: list[Seconds] = []

    def wrapped(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same, and is timed."""

        @functools.wraps(function)
        def timed(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it takes and returns
            begun = now()
            self._inner.append((0.0, 0.0))
            try:
                return function(*args, **options)
            finally:
                whole = _less(now(), begun)
                own = _less(whole, self._inner.pop())
                self.taken[stage] = _more(self.taken[stage], own)
                if self._inner:
                    self._inner[-1] = _more(self._inner[-1], whole)

        return timed

    def wrap_all(self) -> None:
        """Wrap the functions of all stages wherever what is loaded of the package has them."""
        found: dict[int, tuple[Any, Any]] = {}
        for stage, names in STAGES.items():
            for name in names:
                module, _, function = name.partition(":")
                original = getattr(sys.modules.get(f"halfhour.{module}"), function, None)
                if original is not None:
                    found[id(original)] = (original, self.wrapped(stage, original))
        for name, loaded in list(sys.modules.items()):
            for key, value in list(vars(loaded).items()) if name.startswith("halfhour") else ():
                if id(value) in found:
                    setattr(loaded, key, found[id(value)][1])


def now() -> Seconds:
    """Return seconds by the wall, and of the processor: in all threads, and in children that have ended."""
    taken = os.times()
    return time.perf_counter(), time.process_time() + taken.children_user + taken.children_system


def _less(one: Seconds, other: Seconds) -> Seconds:
    return one[0] - other[0], one[1] - other[1]


def _more(one: Seconds, other: Seconds) -> Seconds:
    return one[0] + other[0], one[1] + other[1]
