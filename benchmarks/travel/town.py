"""A graph prepared for us and for scipy, and the comparison of two runs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from measuring.rows import Row
from measuring.timing import Duel, interleaved
from scipy.sparse import csr_array
from travel.engine import Engine, prepare
from travel.peers import scipy_arcs
from wuhan import Graph, Ints

_PREPARATION_BYTES_PER_NODE: Final = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class Town:
    """A graph, prepared for us and for scipy, with sites on some of its nodes."""

    graph: Graph
    sites: Ints
    engine: Engine
    arcs: csr_array
    preparation: Duel[Engine, csr_array]
    # Nanoseconds per pair, for the growth: filled by `matrix_rows`.
    ns_per_pair: dict[str, float] = field(default_factory=dict)


def prepared_town(graph: Graph, site_count: int, *, repetitions: int = 3) -> Town:
    """Prepare a graph for both, and put sites on random nodes."""
    preparation = interleaved(
        lambda: prepare(graph),
        lambda: scipy_arcs(graph),
        repetitions=repetitions,
        touch_bytes=len(graph) * _PREPARATION_BYTES_PER_NODE,
    )
    return Town(
        graph=graph,
        sites=np.random.default_rng(0).choice(len(graph), site_count, replace=False),
        engine=preparation.ours.result,
        arcs=preparation.peer.result,
        preparation=preparation,
    )


def comparison(  # noqa: PLR0913 - what a row needs
    town: Town,
    job: str,
    peer: str,
    duel: Duel[object, object],
    *,
    checked: bool,
    least: tuple[float, float] | None = None,
    scale: float = 1.0,
    preparation_s: float | None = None,
    note: str = "",
) -> Row:
    """Return a row from two runs.

    Parameters
    ----------
    town
        Whose preparation counts.
    job, peer, duel, checked, note
        As in `Row`.
    least
        Ratios to come to, without and with preparation.
    scale
        How much more work the job is than what the peer did.
    preparation_s
        The peer's own preparation, if it is not scipy's.
    """
    ours, theirs = duel.ours, duel.peer
    peer_s, before_s = theirs.wall_s * scale, town.preparation.ours.wall_s
    peer_before_s = town.preparation.peer.wall_s if preparation_s is None else preparation_s
    ratio, prepared = peer_s / ours.wall_s, (peer_s + peer_before_s) / (ours.wall_s + before_s)
    notes = [note] if note else []
    if duel.others_cores > 0.1:
        notes.append(f"others kept {duel.others_cores:.1f} cores busy")
    return Row(
        job=job,
        ours_s=ours.wall_s,
        preparation_s=before_s,
        peer=peer,
        peer_s=peer_s,
        peer_preparation_s=peer_before_s,
        ratio=ratio,
        ratio_with_preparation=prepared,
        cpu_ratio=theirs.cpu_s * scale / ours.cpu_s if ours.cpu_s > 0 else None,
        checked=checked,
        target=_target(*least) if least else "",
        met=None if least is None else ratio >= least[0] and prepared >= least[1],
        note="; ".join(notes),
    )


def _target(ratio: float, prepared: float) -> str:
    return f">= {ratio:g}" + (f", prepared >= {prepared:g}" if prepared else "")
