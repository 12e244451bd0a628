"""Classes of facilities: read, checked, and what a rule takes from them."""

import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.standards.classes import read_classes
from halfhour.coverage.standards.evaluate import evaluate
from halfhour.coverage.standards.standards import Standards
from ten_cells import HEAD, evidence, facilities, standards

CLASSES = """\
name: kites
classes:
  small:
    title: {zh: 小, en: small halls}
    source: KL 1
    m2_per_person: {value: 2, source: KL 2}
    radius_m: {find_in: KL 3}
    walk_min: {value: 20, source: KL 4}
    duration_d: {find_in: KL 3}
    share_of: {value: 10 %, source: KL 5}
  large:
    title: {zh: 大, en: large halls}
    source: KL 1
    m2_per_person: {find_in: KL table 7}
    radius_m: {find_in: KL 3}
    walk_min: {find_in: KL 3}
    duration_d: {find_in: KL 3}
    share_of: {find_in: KL 6}
"""
ACCESS = "kind: access\nservice: kite_library\ngroup: residents\ncapacity: true\n"
SUPPLY = (
    "kind: supply\nservice: kite_library\ncolumn: halls_m2\ngroup: residents\nper: 1\ntarget: 1\n"
)


@pytest.fixture
def read(tmp_path, monkeypatch):
    (tmp_path / "kites.yaml").write_text(CLASSES, encoding="utf-8")
    monkeypatch.setattr(
        "ten_cells.HEAD", HEAD.replace("rules:", "facility_classes: kites.yaml\nrules:")
    )

    def read(*rules: str) -> Standards:
        return standards(tmp_path, *rules)

    return read


def test_the_shipped_classes_name_the_source_of_every_value(tmp_path) -> None:
    classes = read_classes("shelters", beside=tmp_path)
    assert list(classes) == [
        "emergency", "fixed", "fixed_short", "fixed_medium", "fixed_long", "central",
    ]  # fmt: skip
    for one in classes.values():
        for key in ("m2_per_person", "radius_m", "walk_min", "duration_d", "share_of"):
            value = getattr(one, key)
            assert (value.value is not None) == bool(value.source and value.words)
            assert bool(value.find_in) == (value.value is None)
    fixed = classes["fixed"]
    assert (fixed.share_of.value, fixed.m2_per_person.value) == (0.15, 2)


def test_a_class_gives_what_a_rule_leaves_out(read) -> None:
    access, supply, own = read(
        ACCESS + "facility_class: small\n",
        SUPPLY + "facility_class: small\nm2_each: 1\n",
        ACCESS + "facility_class: small\nminutes: 5\nshare_of: 40 %\n",
    ).rules
    assert (access.minutes, access.share_of) == (20, 0.1)
    assert (supply.share_of, supply.m2_per_person) == (0.1, 2)
    assert (own.minutes, own.share_of) == (5, 0.4)


def test_another_class_by_parameter_gives_its_own_values(read) -> None:
    plan = read(ACCESS + "facility_class: small\n")
    changed = plan.with_parameters("rule.r0", {"facility_class": "large"})
    assert (changed.rules[0].minutes, changed.rules[0].share_of) == (None, None)
    with pytest.raises(InputError) as caught:
        changed.require_values()
    assert [fault.column for fault in caught.value.faults] == ["minutes", "share_of"]
    given = changed.with_parameters("rule.r0", {"minutes": 30, "share_of": "5 %"})
    given.require_values()


def test_a_value_that_no_source_gives_is_refused_with_where_to_find_it(read) -> None:
    plan = read(SUPPLY + "facility_class: large\nshare_of: 1\nm2_each: 1\n")
    halls = facilities([("k1", 50.0)], "id halls_m2")
    with pytest.raises(InputError) as caught:
        evaluate(plan, evidence(facilities={"kite_library": halls}))
    (fault,) = caught.value.faults
    assert fault.column == "m2_per_person"
    assert "no source could be shown" in fault.cause
    assert "KL table 7" in fault.fix
    assert "standards: {parameters: {rule.r0: {m2_per_person: ...}}}" in fault.fix
    # Where the column counts places nobody need know the room of a person.
    read(SUPPLY + "facility_class: large\nshare_of: 1\n").require_values()


def test_an_unknown_class_and_a_value_without_a_source_are_refused(read, tmp_path) -> None:
    with pytest.raises(InputError, match="did you mean small"):
        read(ACCESS + "facility_class: smal\n")
    with pytest.raises(InputError, match="did you mean small"):
        read(ACCESS + "facility_class: small\n").with_parameters(
            "rule.r0", {"facility_class": "smal"}
        )
    (tmp_path / "kites.yaml").write_text(
        CLASSES.replace("{value: 2, source: KL 2}", "{value: 2}"), encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        read(ACCESS + "facility_class: small\n")
    text = str(caught.value)
    assert "kites.yaml (line 6)" in text
    assert "the value has no source" in text


def test_without_classes_in_the_head_a_class_is_refused(tmp_path) -> None:
    with pytest.raises(InputError, match="facility_classes: shelters"):
        standards(tmp_path, ACCESS + "facility_class: small\n")


def test_a_value_that_is_given_twice_is_refused_with_its_line(tmp_path) -> None:
    twice = "    share_of: {value: 90 %, source: KL 5}\n"
    (tmp_path / "twice.yaml").write_text(CLASSES + twice, encoding="utf-8")
    told = r"twice\.yaml \(line 19\), classes\.large\.share_of: the key share_of is given twice"
    with pytest.raises(InputError, match=told):
        read_classes("twice.yaml", beside=tmp_path)


def test_a_class_whose_name_is_a_number_is_asked_for_in_quotes(tmp_path) -> None:
    text = CLASSES.replace("  large:", "  2:")
    (tmp_path / "number.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"line 11\), classes\.2 = 2: is not text.*in quotes"):
        read_classes("number.yaml", beside=tmp_path)
