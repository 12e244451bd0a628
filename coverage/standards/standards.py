"""A plan's standards: the head of the file and its rules."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from ...common.errors import Fault, InputError
from ..rule_kinds.registry import RULE, RULE_KINDS
from ..rules.evidence import AccessKey, PlacesKey
from ..rules.header import StandardsHead
from ..rules.rule import Rule
from .classes import lacking_faults, unknown_classes, with_class
from .faults import fault_of
from .names import nearest_or_all, unknown_names
from .tiers import with_stand_ins


@dataclass(frozen=True, kw_only=True, eq=False)
class Standards(StandardsHead):
    """The rules of a plan.

    Parameters
    ----------
    file
        The file's name.
    header
        What it says besides its rules.
    lines
        The line on which each rule begins, by its id.
    classes
        The classes of facilities that the file names, by name.
    rules
        In the order of the file. Tiers that stand for lower ones are already among a rule's tiers.

    See Also
    --------
    read_standards : Read a standards file.
    shipped_standards : The file of the city plan that comes with Halfhour.
    evaluate : Check a study against standards.

    Examples
    --------
    A file with one rule, and the rule with another target:

    >>> from halfhour.coverage.standards.example_rule import one_rule
    >>> standards = one_rule()
    >>> standards
    <Standards 'One rule': 1 rules from standards.yaml>
    >>> standards.rule("clinic.access").title.en
    'clinics within reach'
    >>> standards.needs()
    (AccessKey(service='clinic', tiers=(), minutes=15.0, mode=''),)
    >>> stricter = standards.with_parameters("clinic.access", {"target": "95 %"})
    >>> stricter.rule("clinic.access").target
    0.95
    """

    rules: tuple[Rule, ...]

    def __repr__(self) -> str:
        return f"<Standards {self.header.name!r}: {len(self.rules)} rules from {self.file}>"

    def rule(self, rule_id: str) -> Rule:
        """Return a rule.

        Raises
        ------
        InputError
            If there is no such rule.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise InputError(
            Fault(
                file=self.file,
                key=f"rule {rule_id}",
                cause="there is no such rule",
                fix=nearest_or_all(rule_id, [rule.id for rule in self.rules]),
            )
        )

    def with_parameters(self, rule_id: str, parameters: Mapping[str, object]) -> Standards:
        """Return standards in which one rule has other parameters, as a study may set them.

        Parameters
        ----------
        rule_id
            The rule.
        parameters
            Keys of the rule and their values, written as in the file: ``{"target": "50 %"}``.

        Raises
        ------
        InputError
            If there is no such rule, a key or value is wrong, or a name is none of the file's.
        """
        rule = self.rule(rule_id)
        values = rule.model_dump(by_alias=True, exclude_unset=True) | dict(parameters)
        try:
            changed = RULE.validate_python(values)
        except ValidationError as error:
            model = RULE_KINDS[rule.kind]
            raise InputError(
                *(
                    fault_of(detail, detail["loc"][1:], model, file=self.file, key=self.at(rule_id))
                    for detail in error.errors()
                )
            ) from error
        unknown = [
            *unknown_names(changed, self.header),
            *unknown_classes(changed, self.classes),
        ]
        if unknown:
            raise InputError(
                *(
                    Fault(
                        file=self.file,
                        key=self.at(rule_id),
                        column=".".join(str(part) for part in one.path),
                        value=one.name,
                        cause=one.cause,
                        fix=one.fix,
                    )
                    for one in unknown
                )
            )
        complete = with_class(with_stand_ins(changed, self.header), self.classes)
        rules = tuple(complete if one.id == rule_id else one for one in self.rules)
        return dataclasses.replace(self, rules=rules)

    def require_values(self) -> None:
        """Raise if a rule lacks a value that its class of facilities does not give.

        Raises
        ------
        InputError
            With every such value: its class has none, since no source could be shown for one.
        """
        faults = [
            fault
            for rule in self.rules
            for fault in lacking_faults(rule, self.classes, file=self.file, key=self.at(rule.id))
        ]
        if faults:
            raise InputError(*faults)

    def needs(self) -> tuple[AccessKey, ...]:
        """Return which frames of access the rules ask for, each once."""
        return tuple(dict.fromkeys(key for rule in self.rules for key in rule.needs()))

    def needs_places(self, counts_places: Collection[str] = ()) -> tuple[PlacesKey, ...]:
        """Return which assignments of people to places the rules ask for, each once.

        Parameters
        ----------
        counts_places
            Services of which the study counts places.
        """
        found = (key for rule in self.rules for key in rule.needs_places(counts_places))
        return tuple(dict.fromkeys(found))

    def needs_unit_access(self) -> tuple[AccessKey, ...]:
        """Return which frames of point units' access the rules ask for, each once."""
        return tuple(dict.fromkeys(key for rule in self.rules for key in rule.needs_unit_access()))
