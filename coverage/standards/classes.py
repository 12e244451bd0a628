"""The classes of facilities that a standards file names, and the rules that are about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from ...common.errors import Fault, InputError
from ...common.yaml_lines import read_yaml_with_lines
from ..rules.facility_class import ClassFile, FacilityClass, class_values
from ..rules.rule import Rule
from .faults import fault_of
from .names import UnknownName, nearest_or_all

_SHIPPED: Final = Path(__file__).resolve().parent / "classes"


def read_classes(name: str, *, beside: Path) -> Mapping[str, FacilityClass]:
    """Read a file of classes.

    Parameters
    ----------
    name
        A file beside the standards file, or one that comes with Halfhour, without ``.yaml``.
    beside
        The folder of the standards file.

    Raises
    ------
    InputError
        With every fault: no such file, unknown keys, keys given twice, a value without its source.
    """
    shipped = {path.stem: path for path in _SHIPPED.glob("*.yaml")}
    path = shipped.get(name, beside / name)
    yaml = read_yaml_with_lines(path, what="a file of facility classes (YAML)")
    faults = [
        Fault(
            file=path.name,
            key=f"line {line}",
            column=".".join(map(str, where)),
            cause=f"the key {where[-1]} is given twice",
            fix=f"keep one value for {where[-1]}",
        )
        for where, line in yaml.repeated
    ]
    found = None
    try:
        found = ClassFile.model_validate(yaml.data)
    except ValidationError as error:
        for detail in error.errors():
            line = yaml.line_of(detail["loc"])
            key = path.stem if line is None else f"line {line}"
            faults.append(fault_of(detail, detail["loc"], ClassFile, file=path.name, key=key))
    if found is None or faults:
        raise InputError(*faults)
    return found.classes


def with_class(rule: Rule, classes: Mapping[str, FacilityClass]) -> Rule:
    """Return a rule with what its class gives and it does not say itself."""
    name = getattr(rule, "facility_class", None)
    if name is None or name not in classes:
        return rule
    given = {
        key: value
        for key, value in class_values(classes[name]).items()
        if key in type(rule).model_fields and getattr(rule, key) is None
    }
    complete = rule.model_copy(update=given)
    # What the class gives is not the rule's own: a study that sets another class gets that one's values.
    complete.model_fields_set.difference_update(given)
    return complete


def unknown_classes(rule: Rule, classes: Mapping[str, FacilityClass]) -> Iterator[UnknownName]:
    """Yield the class of a rule that the file of classes does not have."""
    name = getattr(rule, "facility_class", None)
    if name is not None and name not in classes:
        cause = "there is no such class of facilities"
        fix = (
            nearest_or_all(name, classes)
            if classes
            else "name a file of classes in the head: `facility_classes: shelters`"
        )
        yield UnknownName(("facility_class",), name, cause, fix)


def lacking_faults(
    rule: Rule, classes: Mapping[str, FacilityClass], *, file: str, key: str
) -> Iterator[Fault]:
    """Yield what a rule needs and neither it nor its class says."""
    for one in rule.lacking(classes):
        yield Fault(
            file=file,
            key=key,
            column=one.key,
            cause="has no value: its class gives none, since no source could be shown for one",
            fix=f"set it in the study, `standards: {{parameters: {{{rule.id}: {{{one.key}: ...}}}}}}`, "
            f"or in the rule; it stands in {one.find_in}",
        )
