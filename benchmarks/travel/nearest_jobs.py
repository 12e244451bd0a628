"""Jobs of the nearest sites: which are they, and how far, for every node and without limit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from measuring.peers import asked
from measuring.rows import Row
from measuring.timing import interleaved, timed
from travel.checks import same_times
from travel.peers import Pandana, scipy_nearest, scipy_nearest_s
from travel.town import Town, comparison


def nearest_rows(town: Town, *, pandana: bool = True) -> Iterator[Row]:
    """Measure the nearest and the 5 nearest sites of every node.

    Parameters
    ----------
    town
        The graph and the sites.
    pandana
        Whether to ask pandana, too.
    """
    sites, size = town.sites, len(town.graph) * 100
    job = f"nearest of {len(sites):,} sites, {len(town.graph):,} nodes ({town.graph.name})"
    with_site = interleaved(
        lambda: town.engine.nearest(sites, 1),
        lambda: scipy_nearest(town.arcs, sites),
        touch_bytes=size,
    )
    cost_s = with_site.ours.result[1]
    yield comparison(
        town,
        job,
        "scipy, site and time",
        with_site,
        checked=same_times(cost_s[:, 0], with_site.peer.result[1]),
        least=(4.0, 0.0),
    )
    only = interleaved(
        lambda: town.engine.nearest(sites, 1),
        lambda: scipy_nearest_s(town.arcs, sites),
        touch_bytes=size,
    )
    yield comparison(
        town,
        job,
        "scipy, time only",
        only,
        checked=same_times(cost_s[:, 0], only.peer.result),
        least=(4.0, 0.0),
        note="ours names the site, too",
    )
    if not pandana:
        return
    network = timed(partial(asked, partial(Pandana, town.graph)))
    five_s = town.engine.nearest(sites, 5)[1]
    for k, found_s, least in ((1, cost_s, (100.0, 0.0)), (5, five_s, None)):
        # It is told the least bound that leaves no node without an answer: nobody could give it a better one.
        most_s = 60 * float(np.ceil(found_s[np.isfinite(found_s)].max() / 60))
        duel = interleaved(
            lambda k=k: town.engine.nearest(sites, k)[1],
            lambda k=k, most_s=most_s: network.result.nearest_s(sites, k, most_s),
            touch_bytes=size * k,
        )
        yield comparison(
            town,
            job if k == 1 else job.replace("nearest of", f"{k} nearest of"),
            "pandana, time only",
            duel,
            checked=same_times(duel.ours.result, duel.peer.result),
            least=least,
            preparation_s=network.wall_s,
            note=f"told to look no farther than {most_s / 60:.0f} min",
        )
