"""Names of the layers of ``results.gpkg``, and which table of a database each of them goes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ....common.written.output_names import LAYER, distinct_names

CELLS: Final = "cells"
SITES: Final = "sites"
ACCESS_ZONES: Final = "access_zones"
GAP_CLUSTERS: Final = "gap_clusters"
UNITS: Final = "units"

_OF_EVERY_PLAN: Final = (CELLS, SITES, ACCESS_ZONES, GAP_CLUSTERS)


@dataclass(frozen=True, kw_only=True)
class ResultLayer:
    """A layer that a plan may have.

    Parameters
    ----------
    table
        What it holds: `CELLS`, `SITES`, `ACCESS_ZONES`, `GAP_CLUSTERS` or `UNITS`.
    level
        Of units their level.
    service
        In a joint plan the service that it is about.
    """

    table: str
    level: str = ""
    service: str = ""

    @property
    def plain_name(self) -> str:
        """What it would be called if a file took every name."""
        return f"{self.table}_{self.level}" if self.table == UNITS else self.table


def plan_layers(levels: Iterable[str]) -> dict[ResultLayer, str]:
    """Return the name of each layer of a plan; a layer that is empty is not written, but keeps its name.

    Parameters
    ----------
    levels
        The levels of the study's units.
    """
    layers = [ResultLayer(table=table) for table in _OF_EVERY_PLAN]
    layers += [ResultLayer(table=UNITS, level=level) for level in levels]
    return _named(layers, [layer.plain_name for layer in layers])


def joint_layers(services: Iterable[str], levels: Iterable[str]) -> dict[ResultLayer, str]:
    """Return the name of each layer of a joint plan: that of a plan after the name of its service.

    Parameters
    ----------
    services
        The services of the plan, in its order.
    levels
        The levels of the study's units.
    """
    own = plan_layers(levels)
    named = [
        (ResultLayer(table=layer.table, level=layer.level, service=service), f"{service}_{name}")
        for service in services
        for layer, name in own.items()
    ]
    return _named([layer for layer, _ in named], [name for _, name in named])


def _named(layers: list[ResultLayer], names: list[str]) -> dict[ResultLayer, str]:
    return dict(zip(layers, distinct_names(names, LAYER), strict=True))
