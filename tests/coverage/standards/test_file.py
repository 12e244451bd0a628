import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.standards.file import read_standards
from ten_cells import HEAD, standards

FIRST = len(HEAD.splitlines()) + 1
"""The line on which the first rule begins; its own keys begin three lines below."""

ACCESS = "kind: access\nservice: clinic\ngroup: residents\nminutes: 30\n"
SHARE = "kind: attribute_share\nservice: care\n"


def refused(tmp_path, *rules):
    with pytest.raises(InputError) as caught:
        standards(tmp_path, *rules)
    return [str(fault) for fault in caught.value.faults]


def at(line):
    return f"standards.yaml (line {line}, rule rule.r0)"


@pytest.mark.parametrize(
    ("rule", "line", "message"),
    [
        ("service: clinic\n", FIRST, "kind: the rule has no kind. add `kind:` and one of access"),
        ("kind: acces\n", FIRST + 3, "there is no such kind of rule. did you mean access?"),
        (
            ACCESS + "target: 120 %\n",
            FIRST + 7,
            "target = '120 %': a share cannot be over 100 %. write 100 % at most",
        ),
        (ACCESS + "target: 95\n", FIRST + 7, "a share cannot be over 100 %. write 95 % or 0.95"),
        (
            ACCESS + "targets:\n  2018: 80 %\n  2019: 1.2\n",
            FIRST + 9,
            "targets.2019 = 1.2: a share cannot be over 100 %. write 1.2 % or 0.012",
        ),
        (
            ACCESS + "tiers: [center]\n",
            FIRST + 7,
            "tiers = 'center': service clinic has no such tier. did you mean centre?",
        ),
        (
            ACCESS + "targets:\n  2018: 80 %\n  2018: 85 %\n",
            FIRST + 9,
            "targets.2018: the year 2018 is given twice. keep one value for 2018",
        ),
        (
            SHARE + "whole: beds\n",
            FIRST,
            (
                "`part:` is missing, so nothing says which column holds the share. "
                "write `attribute: standardised` to count facilities, or `part: nursing_beds`"
            ),
        ),
        (SHARE, FIRST, "`attribute:`, or both `part:` and `whole:` is missing"),
        (ACCESS + "minuts: 30\n", FIRST + 7, "minuts: unknown key. did you mean minutes?"),
        (
            ACCESS.replace("clinic", "clinc"),
            FIRST + 4,
            "service = 'clinc': the file has no such service. did you mean clinic?",
        ),
        (
            ACCESS.replace("residents", "resident"),
            FIRST + 5,
            "group = 'resident': the file has no such group. did you mean residents?",
        ),
        (
            ACCESS + "by: [province]\n",
            FIRST + 7,
            "by = 'province': the file has no such level. write one of county, township, village",
        ),
        (
            ACCESS + "mode: walking\n",
            FIRST + 7,
            "mode = 'walking': is not a known word. did you mean walk",
        ),
        (
            ACCESS.replace("minutes: 30", "capacity: true"),
            FIRST,
            "minutes: is missing. add the key minutes",
        ),
        (
            ACCESS + "target: 80 %\ntargets: {2018: 80 %}\n",
            FIRST,
            "`target:` and `targets:` are both given. keep",
        ),
        (
            ACCESS + "units: {class: [县]}\n",
            FIRST + 7,
            "units.class: unknown key. did you mean classes?",
        ),
        (ACCESS + "units: {classes: [县]}\n", FIRST, "`units:` needs a level. add `level:`"),
        (
            ACCESS + "target: much\n",
            FIRST + 7,
            "target = 'much': is not a number. write a number such",
        ),
        (ACCESS + "tiers: centre\n", FIRST + 7, "tiers = 'centre': is not a list. write [centre]"),
        (
            ACCESS + "targets: {20: 80 %}\n",
            FIRST + 7,
            "targets.20 = 20: is not a year. write a year such as 2020",
        ),
        (
            ACCESS.replace("30", "0"),
            FIRST + 6,
            "minutes = 0: is not greater than 0. write a value that is greater than 0",
        ),
    ],
)
def test_each_fault_names_its_line_and_rule_and_says_what_to_write(
    tmp_path, rule, line, message
) -> None:
    faults = refused(tmp_path, rule)
    assert len(faults) == 1
    assert faults[0].startswith(at(line))
    assert message in faults[0]


def test_nested_entries_are_checked_too(tmp_path) -> None:
    rule = (
        "kind: presence\nservice: clinic\ntiers: [room]\nlevel: vilage\n"
        "exempt:\n  small_below: 100\n  served_by: {service: clinic, tiers: [rooms], minutes: 30}\n"
    )
    faults = refused(tmp_path, rule)
    assert [fault.split(": ")[0] for fault in faults] == [
        f"{at(FIRST + 6)}, level = 'vilage'",
        f"{at(FIRST + 9)}, exempt.served_by.tiers = 'rooms'",
    ]


def test_all_faults_are_told_at_once(tmp_path) -> None:
    faults = refused(
        tmp_path,
        ACCESS + "target: 2\nwhom: me\n",
        "service: clinic\n",
        ACCESS + "tiers: [station]\n",
        ACCESS + "targets: {2018: 1, 2018: 1}\n",
    )
    rules = [fault.split("rule rule.")[1][:2] for fault in faults]
    assert sorted(rules) == ["r0", "r0", "r1", "r2", "r3"]


def test_the_head_is_checked(tmp_path) -> None:
    path = tmp_path / "head.yaml"
    path.write_text(
        HEAD.replace("group: elderly", "group: eldery")
        .replace("stands_for: [centre]", "stands_for: [center]")
        .replace("rules:\n", "rules: []\n"),
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_standards(path)
    message = str(caught.value)
    assert "there is no list of rules" in message
    assert "services.care.group = 'eldery'" in message
    assert "did you mean elderly?" in message
    assert "services.clinic.tiers.hospital.stands_for = 'center'" in message


def test_a_wrong_key_in_the_head(tmp_path) -> None:
    path = tmp_path / "head.yaml"
    path.write_text(HEAD.replace("area_unit", "area_units") + "  - {}\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"head.yaml \(line 2\), area_units: unknown key. did you mean area_unit"
    ):
        read_standards(path)


def test_ids_are_given_once(tmp_path) -> None:
    path = tmp_path / "twice.yaml"
    rule = (
        "  - {id: a.b, kind: count, clause: {section: §1}, title: {zh: 甲, en: a}, service: care}\n"
    )
    path.write_text(HEAD + rule + rule, encoding="utf-8")
    with pytest.raises(
        InputError, match=rf"line {FIRST + 1}, rule a.b\), id = 'a.b': line {FIRST} has"
    ):
        read_standards(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "is not a mapping"),
        ("", "is not a mapping"),
        ("name: [\n", r"file.yaml \(line 2\): is not valid YAML"),
    ],
)
def test_what_is_no_standards_file(tmp_path, text, message) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_standards(path)
    with pytest.raises(InputError, match=r"did you mean file.yaml"):
        read_standards(tmp_path / "fil.yaml")


def test_numbers_may_be_written_in_per_cent(tmp_path) -> None:
    read = standards(tmp_path, ACCESS + "targets: {2018: 80 %, 2020: 0.9}\n")
    assert [read.rules[0].steps.at(year) for year in (2017, 2018, 2019, 2020)] == [
        None,
        0.8,
        0.8,
        0.9,
    ]
    assert read.lines == {"rule.r0": FIRST}


def test_a_study_changes_a_parameter_or_is_told_why_not(tmp_path) -> None:
    read = standards(tmp_path, ACCESS + "target: 80 %\n")
    changed = read.with_parameters("rule.r0", {"target": "50 %", "minutes": 15})
    assert (changed.rules[0].steps.at(2020), changed.needs()[0].minutes) == (0.5, 15)
    assert read.needs()[0].minutes == 30
    with pytest.raises(InputError, match=r"minuts: unknown key. did you mean minutes"):
        read.with_parameters("rule.r0", {"minuts": 15})
    with pytest.raises(InputError, match=r"no such rule. did you mean rule.r0"):
        read.with_parameters("rule.r1", {"minutes": 15})


def test_names_and_stand_ins_of_a_study_s_parameters_are_those_of_the_file(tmp_path) -> None:
    read = standards(tmp_path, ACCESS + "tiers: [room]\ntarget: 80 %\n")
    changed = read.with_parameters("rule.r0", {"tiers": ["centre"]})
    assert set(changed.needs()[0].tiers) == {"centre", "hospital"}
    with pytest.raises(InputError, match=r"rule rule\.r0.*tiers.*'center'.*did you mean centre"):
        read.with_parameters("rule.r0", {"tiers": ["center"]})
