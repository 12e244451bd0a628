"""What is told of how a group travels, and of both ends where the share who go by car is not known."""

from __future__ import annotations

from ..common.sentences import Sentence
from ..geo.tables import MODES
from .assessment import Assessment


def travel_notes(before: Assessment, after: Assessment) -> tuple[Sentence, ...]:
    """Return how the people of the group travel, with the figures at the highest share by car.

    Parameters
    ----------
    before, after
        Assessments of the existing sites, and of these with the plan's.
    """
    travel = after.times.groups.get(after.group)
    if travel is None:
        return ()
    notes = []
    group = Sentence(after.group)
    if travel.walk_kph is not None:
        notes.append(Sentence("{group} walk at {kph:g} km/h", group=group, kph=travel.walk_kph))
    drives = MODES[-1] in (
        [after.times.mode] if isinstance(after.times.mode, str) else after.times.mode.values()
    )
    low, high = travel.shares
    if drives and low == high:
        notes.append(
            Sentence(
                "{share:.0%} of {group} go by car, the others: {otherwise}",
                share=low,
                group=group,
                otherwise=Sentence(travel.otherwise),
            )
        )
    elif drives:
        upper_before, upper_after = before.at_upper_end(), after.at_upper_end()
        notes.append(
            Sentence(
                "how many of {group} go by car is not known: the plan and all figures are for {low:.0%}, "
                "the others: {otherwise}; if {high:.0%} go by car, {before:,.0f} ({before_share:.1%}) are "
                "served today and {after:,.0f} ({after_share:.1%}) with the plan, not {low_before:,.0f} and "
                "{low_after:,.0f}",
                group=group,
                low=low,
                high=high,
                otherwise=Sentence(travel.otherwise),
                before=upper_before.people_served,
                before_share=upper_before.share,
                after=upper_after.people_served,
                after_share=upper_after.share,
                low_before=before.people_served,
                low_after=after.people_served,
            )
        )
    return tuple(notes)
