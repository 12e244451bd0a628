"""Validation of a joint problem in arrays: names, numbers and shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ...common.arrays import Ints
from ...common.errors import Fault, InputError
from ..constraints.between_services import Constraint, Hosting, OnlyUncovered, Parcels
from ..constraints.per_unit import Ceiling, Presence
from ..core.problem import Siting


def check_joint(
    sitings: Mapping[str, Siting],
    *,
    weights: Mapping[str, float],
    max_new: int | None,
    budget: float | None,
    rules: Sequence[Constraint],
) -> None:
    """Raise an `InputError` that lists all faults.

    Parameters
    ----------
    sitings
        By service its cells, sites and candidates.
    weights, max_new, budget, rules
        As of `ServeTogether`.

    Raises
    ------
    InputError
        If a name, a number or a shape is not valid.
    """
    faults = [*_number_faults(sitings, weights, max_new, budget)]
    for rule in rules:
        missing = [*_name_faults(_named(rule), _services(rule), sitings)]
        faults += missing or _shape_faults(rule, sitings)
    if faults:
        raise InputError(*faults)


def _number_faults(
    sitings: Mapping[str, Siting],
    weights: Mapping[str, float],
    max_new: int | None,
    budget: float | None,
) -> Iterator[Fault]:
    if not sitings:
        yield _fault("services", {}, "there is no service", "name at least one")
    yield from _name_faults("weights", weights, sitings)
    for column, value in [("max_new", max_new), ("budget", budget)]:
        if value is not None and not value >= 0:
            yield _fault(column, value, "is below 0", "write 0 or more, or leave it out")
    for service, weight in weights.items():
        if not (weight >= 0 and np.isfinite(weight)):
            yield _fault(f"weights, {service}", weight, "is no weight", "write 0 or more, finite")


def _services(rule: Constraint) -> Sequence[str]:
    match rule:
        case Hosting():
            return rule.guest, rule.host
        case OnlyUncovered():
            return rule.station, rule.centre
        case Presence() | Ceiling():
            return (rule.service,)
        case Parcels():
            return tuple(rule.parcel_of)
    return ()


def _name_faults(
    where: str, named: Sequence[str] | Mapping[str, float], sitings: Mapping[str, Siting]
) -> Iterator[Fault]:
    for service in named:
        if service not in sitings:
            there = ", ".join(sitings)
            yield _fault(where, service, "is no service here", f"name one of: {there}")


def _shape_faults(rule: Constraint, sitings: Mapping[str, Siting]) -> list[Fault]:
    match rule:
        case Hosting():
            return [
                *_number_of_candidate_faults(rule, rule.guest, rule.guests, sitings),
                *_number_of_candidate_faults(rule, rule.host, rule.hosts[rule.hosts >= 0], sitings),
                *_length_faults(rule, "hosts", rule.hosts, len(rule.guests)),
            ]
        case Parcels():
            return [
                fault
                for service, of in rule.parcel_of.items()
                for fault in _length_faults(rule, service, of, len(sitings[service].opening_cost))
            ]
        case Presence() | Ceiling():
            units = len(rule.unit_names)
            count = len(sitings[rule.service].opening_cost)
            return [
                *_length_faults(rule, "candidate_unit", rule.candidate_unit, count),
                *_length_faults(rule, "existing", rule.existing, units),
                *(
                    _length_faults(rule, "need", rule.need, units)
                    if isinstance(rule, Presence)
                    else _length_faults(rule, "most", rule.most, units)
                ),
            ]
        case OnlyUncovered():
            wanted = (
                len(sitings[rule.station].opening_cost),
                len(sitings[rule.centre].opening_cost),
            )
            if rule.covers.shape != wanted or len(rule.covered_today) != wanted[0]:
                fix = f"give {wanted[0]} stations by {wanted[1]} centres, as there are candidates"
                return [_fault(_named(rule), rule.covers.shape, "has another shape", fix)]
    return []


def _number_of_candidate_faults(
    rule: Constraint, service: str, numbers: Ints, sitings: Mapping[str, Siting]
) -> Iterator[Fault]:
    count = len(sitings[service].opening_cost)
    for number in numbers[(numbers < 0) | (numbers >= count)]:
        fix = f"{service} has candidates 0 to {count - 1}"
        yield _fault(_named(rule), int(number), f"is no candidate of {service}", fix)


def _length_faults(rule: Constraint, what: str, values: Ints, wanted: int) -> Iterator[Fault]:
    if len(values) != wanted:
        yield _fault(
            f"{_named(rule)}, {what}",
            len(values),
            "values are too many or too few",
            f"give {wanted}",
        )


def _fault(column: str, value: object, cause: str, fix: str) -> Fault:
    return Fault(file="joint scenario", column=column, value=value, cause=cause, fix=fix)


def _named(rule: Constraint) -> str:
    # The text of a rule relies on the shapes that are checked here.
    return f"rules, {type(rule).__name__}"
