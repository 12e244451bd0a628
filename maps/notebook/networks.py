"""What notebooks show of roads and travel times: how much there is, and what is on no road."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...geo.roads.network import RoadNetwork
from ...geo.roads.road_words import MODE_WORDS
from ...geo.travel.travel_times import TravelTimes
from ..wording.messages import Lang, require_lang, say
from ..wording.words import count, mode_words
from .blocks import Table, block

_CLASSES_MAX = 12


def road_network_html(network: RoadNetwork, *, lang: Lang = "en") -> str:
    """Return sizes of a network, the length of each class of road, and who may travel on how much of it.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    figures = [
        (say(words, "Nodes"), count(len(network.node_xy), words)),
        (say(words, "Edges"), count(len(network.start), words)),
        (say(words, "Length"), _km(float(network.length_m.sum()), words)),
        (say(words, "CRS"), network.crs.name),
    ]
    usable = {
        say(words, MODE_WORDS[mode]): float(
            network.length_m[
                np.isfinite(network.forward_s[mode]) | np.isfinite(network.backward_s[mode])
            ].sum()
        )
        for mode in network.forward_s
    }
    names, number = np.unique(network.road_class, return_inverse=True)
    totals = np.bincount(number, weights=network.length_m, minlength=len(names))
    longest = np.argsort(-totals, kind="stable")[:_CLASSES_MAX]
    by_class = {str(names[at]): float(totals[at]) for at in longest if totals[at] > 0}
    return block(
        network.source,
        Table(rows=figures),
        _lengths(say(words, "Usable"), usable, words),
        _lengths(say(words, "Class"), by_class, words),
    )


def travel_times_html(times: TravelTimes, *, lang: Lang = "en") -> str:
    """Return sizes and limit of travel times, and how many cells and sites are on no road.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    limit = (
        say(words, "{amount} min", amount=f"{times.limit / 60:g}")
        if times.unit == "s"
        else say(words, "{amount} m", amount=count(times.limit, words))
    )
    status = times.sites["status"].value_counts()
    rows = [
        (say(words, "Travel"), mode_words(times.mode, words)),
        (say(words, "Limit"), limit),
        (say(words, "Cells"), count(len(times.demand), words)),
        (say(words, "Existing sites"), count(int(status.get("existing", 0)), words)),
        (say(words, "Candidates"), count(int(status.get("candidate", 0)), words)),
        (say(words, "Pairs within the limit"), count(times.costs.nnz, words)),
        (say(words, "Cells on no road"), count(int((times.cell_reason != "").sum()), words)),
        (say(words, "Sites on no road"), count(int((times.site_reason != "").sum()), words)),
    ]
    return block("", Table(rows=rows))


def _lengths(head: str, lengths_m: Mapping[str, float], lang: Lang) -> Table:
    rows = [(name, _km(length_m, lang)) for name, length_m in lengths_m.items()]
    return Table(head=(head, say(lang, "Length")), rows=rows)


def _km(length_m: float, lang: Lang) -> str:
    return f"{count(round(length_m / 1000, 1), lang)} km"
