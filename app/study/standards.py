"""A study's standards: those of a file, with what the study itself says otherwise."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ...coverage.rule_kinds.access import AccessRule
from ...coverage.rules.header import Service
from ...coverage.standards.file import read_standards
from ...coverage.standards.shipped import shipped_standards
from ...coverage.standards.standards import Standards
from .entries.service_entry import ServiceEntry
from .schema import StudyFile


def standards_of(file: StudyFile, source: str | Path | None = None) -> Standards:
    """Read the standards that a study is checked against.

    The study's own modes, limits, groups and parameters go before those of the file.

    Parameters
    ----------
    file
        The study.
    source
        Another standards file than the study names.

    Raises
    ------
    InputError
        If the file has faults, the study sets parameters of a rule that it does not have, or a rule lacks a
        value that its class of facilities does not give.
    """
    standards = read_standards(source or file.standards.file or shipped_standards())
    services = dict(standards.header.services)
    for name, entry in file.services.items():
        if name in services:
            services[name] = _with_modes(services[name], entry)
    header = standards.header.model_copy(update={"services": services})
    standards = dataclasses.replace(standards, header=header)
    for rule in standards.rules:
        if isinstance(rule, AccessRule) and rule.service in file.services:
            own = _own_words(file.services[rule.service])
            if rule.facility_class is not None:
                # How far facilities of a class may be is the class's own, not the service's.
                own.pop("minutes", None)
            if own:
                standards = standards.with_parameters(rule.id, own)
    for rule_id, parameters in file.standards.parameters.items():
        standards = standards.with_parameters(rule_id, parameters)
    standards.require_values()
    return standards


def _with_modes(service: Service, entry: ServiceEntry) -> Service:
    if "mode" not in entry.model_fields_set:
        return service
    if isinstance(entry.mode, str):
        tiers = {
            name: tier.model_copy(update={"mode": entry.mode})
            for name, tier in service.tiers.items()
        }
        return service.model_copy(update={"mode": entry.mode, "tiers": tiers})
    tiers = {
        name: tier.model_copy(update={"mode": entry.mode.get(name, tier.mode)})
        for name, tier in service.tiers.items()
    }
    return service.model_copy(update={"mode": entry.mode.get("", service.mode), "tiers": tiers})


def _own_words(entry: ServiceEntry) -> dict[str, object]:
    """Return the parameters of access rules that a service of a study sets itself."""
    own: dict[str, object] = {}
    if "limit_min" in entry.model_fields_set:
        own["minutes"] = entry.limit_min
    if entry.group is not None:
        own["group"] = entry.group
    return own
