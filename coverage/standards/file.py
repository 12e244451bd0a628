"""Reading a standards file, and telling every fault with its rule and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ...common.errors import Fault, InputError
from ...common.yaml_lines import LinedYaml, read_yaml_with_lines
from ...common.yaml_loader import KeyPath
from ..rule_kinds.registry import RULE, RULE_KINDS
from ..rules.facility_class import FacilityClass
from ..rules.header import Header
from ..rules.rule import Rule
from .classes import read_classes, unknown_classes, with_class
from .faults import fault_of
from .names import UnknownName, nearest_or_all, unknown_names, unknown_names_of_head
from .standards import Standards
from .tiers import with_stand_ins


def read_standards(path: str | Path) -> Standards:
    """Read a standards file and check it.

    Parameters
    ----------
    path
        The YAML file; `shipped_standards` gives the path of one that comes with Halfhour.

    Returns
    -------
    Standards
        The rules in the order of the file.

    Raises
    ------
    InputError
        With every fault: unknown keys, kinds, services, tiers, groups and levels, wrong or missing values,
        keys and ids given twice. Each names the line and the rule and says what to write.

    See Also
    --------
    Standards : What is returned.
    shipped_standards : The file of the city plan that comes with Halfhour.
    evaluate : Check a study against standards.

    Examples
    --------
    A file with one rule:

    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> text = '''
    ... name: One rule
    ... levels:
    ...   county: {zh: 县, en: county}
    ... groups: [residents]
    ... services:
    ...   clinic: {title: {zh: 医疗, en: clinics}, mode: walk}
    ... rules:
    ...   - id: clinic.access
    ...     kind: access
    ...     clause: {section: §1, words: 步行三十分钟}
    ...     title: {zh: 可达, en: clinics within reach}
    ...     service: clinic
    ...     group: residents
    ...     minutes: 30
    ...     target: 90 %
    ... '''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "standards.yaml"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     standards = hh.read_standards(file)
    >>> [(rule.id, rule.kind, rule.minutes) for rule in standards.rules]
    [('clinic.access', 'access', 30.0)]

    A slip is named with its line:

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "standards.yaml"
    ...     _ = file.write_text(text.replace("90 %", "900 %"), encoding="utf-8")
    ...     try:
    ...         hh.read_standards(file)
    ...     except hh.InputError as error:
    ...         print(error.faults[0].key, error.faults[0].cause, sep=": ")
    line 16, rule clinic.access: a share cannot be over 100 %
    """
    path = Path(path)
    yaml = read_yaml_with_lines(path, what="a standards file (YAML)")
    if not isinstance(yaml.data, dict):
        raise InputError(
            Fault(
                file=path.name,
                cause="is not a mapping of keys to values",
                fix="begin with `name:`, `levels:`, `groups:`, `services:` and `rules:`",
            )
        )
    source = _Source(path.name, yaml)
    faults = list(_repeated_keys(source))
    header = _read_header(source, faults)
    rules = _read_rules(source, faults)
    faults += _repeated_ids(source, rules)
    classes: Mapping[str, FacilityClass] = {}
    if header is not None:
        for unknown in unknown_names_of_head(header):
            faults.append(_unknown_name(source, unknown, ()))
        classes = _read_classes(path, header, faults)
        for position, rule in rules.items():
            for unknown in (*unknown_names(rule, header), *unknown_classes(rule, classes)):
                faults.append(_unknown_name(source, unknown, ("rules", position)))
    if header is None or faults:
        raise InputError(*faults)
    return Standards(
        file=path.name,
        header=header,
        lines={rule.id: yaml.lines["rules", position] for position, rule in rules.items()},
        classes=classes,
        rules=tuple(with_class(with_stand_ins(rule, header), classes) for rule in rules.values()),
    )


@dataclass(frozen=True)
class _Source:
    """A file that is being read."""

    file: str
    yaml: LinedYaml

    def key(self, path: KeyPath) -> str | None:
        """Return the line of a path and the rule that it lies in, as the key of a fault."""
        line = self.yaml.line_of(path)
        words = [] if line is None else [f"line {line}"]
        if len(path) > 1 and path[0] == "rules":
            entry = self.yaml.data["rules"][path[1]]
            rule_id = entry.get("id") if isinstance(entry, dict) else None
            words.append(f"rule {rule_id or 'number ' + str(int(path[1]) + 1)}")
        return ", ".join(words) or None


def _read_header(source: _Source, faults: list[Fault]) -> Header | None:
    head = {key: value for key, value in source.yaml.data.items() if key != "rules"}
    try:
        return Header.model_validate(head)
    except ValidationError as error:
        faults += [
            fault_of(
                detail,
                detail["loc"],
                Header,
                file=source.file,
                key=source.key(detail["loc"]) or "the head",
            )
            for detail in error.errors()
        ]
        return None


def _read_classes(path: Path, header: Header, faults: list[Fault]) -> Mapping[str, FacilityClass]:
    if not header.facility_classes:
        return {}
    try:
        return read_classes(header.facility_classes, beside=path.parent)
    except InputError as error:
        faults += error.faults
        return {}


def _read_rules(source: _Source, faults: list[Fault]) -> dict[int, Rule]:
    """Return the rules that are right, by their position in the list."""
    entries = source.yaml.data.get("rules")
    if not isinstance(entries, list) or not entries:
        faults.append(
            Fault(
                file=source.file,
                key=source.key(("rules",)),
                column="rules",
                cause="there is no list of rules",
                fix="write `rules:` and below it a list, `- id: ...`",
            )
        )
        return {}
    rules: dict[int, Rule] = {}
    for position, entry in enumerate(entries):
        try:
            rules[position] = RULE.validate_python(entry)
        except ValidationError as error:
            faults += [
                _fault(source, ("rules", position), entry, detail) for detail in error.errors()
            ]
    return rules


def _fault(source: _Source, at: KeyPath, entry: object, detail: ErrorDetails) -> Fault:
    key = source.key(at) or ""
    if detail["type"] in ("union_tag_not_found", "union_tag_invalid") and isinstance(entry, dict):
        kind = entry.get("kind")
        kinds = ", ".join(RULE_KINDS)
        return Fault(
            file=source.file,
            key=source.key((*at, "kind")),
            column="kind",
            value=kind,
            cause="the rule has no kind" if kind is None else "there is no such kind of rule",
            fix=f"add `kind:` and one of {kinds}"
            if kind is None
            else nearest_or_all(str(kind), RULE_KINDS),
        )
    # The first part of a location is the kind that was tried.
    path = detail["loc"][1:]
    model = RULE_KINDS.get(str(detail["loc"][0])) if detail["loc"] else None
    return fault_of(detail, path, model, file=source.file, key=source.key((*at, *path)) or key)


def _unknown_name(source: _Source, unknown: UnknownName, at: KeyPath) -> Fault:
    return Fault(
        file=source.file,
        key=source.key((*at, *unknown.path)),
        column=".".join(str(part) for part in unknown.path),
        value=unknown.name,
        cause=unknown.cause,
        fix=unknown.fix,
    )


def _repeated_keys(source: _Source) -> Iterator[Fault]:
    for path, line in source.yaml.repeated:
        first_words = (source.key(path) or "").partition(", ")
        is_year = isinstance(path[-1], int)
        yield Fault(
            file=source.file,
            key=", ".join(filter(None, (f"line {line}", first_words[2]))),
            column=".".join(str(part) for part in (path[2:] if path[0] == "rules" else path)),
            cause=f"the {'year' if is_year else 'key'} {path[-1]} is given twice",
            fix=f"keep one value for {path[-1]}",
        )


def _repeated_ids(source: _Source, rules: Mapping[int, Rule]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for position, rule in rules.items():
        if rule.id in first:
            yield Fault(
                file=source.file,
                key=source.key(("rules", position)),
                column="id",
                value=rule.id,
                cause=f"line {source.yaml.line_of(('rules', first[rule.id]))} has a rule of this id",
                fix="give every rule an id of its own",
            )
        first.setdefault(rule.id, position)
