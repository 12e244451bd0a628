"""The page of the study file lists every key that a study file may have, each in its own table."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from halfhour.app.study.entries.basemap_entry import BasemapEntry
from halfhour.app.study.entries.candidates_entry import (
    HostsEntry,
    LatticeEntry,
    ParcelsEntry,
    UnservedEntry,
)
from halfhour.app.study.entries.capacity_entry import CapacityEntry
from halfhour.app.study.entries.entries_entry import EntriesLayer
from halfhour.app.study.entries.joint_entry import (
    HostedByEntry,
    JointEntry,
    JointServiceEntry,
    OneUsePerParcelEntry,
    OnlyUncoveredEntry,
    PerUnitEntry,
)
from halfhour.app.study.entries.land_entry import (
    AreaEntry,
    LandClassesEntry,
    LandEntry,
    LandLayerEntry,
    SlopeEntry,
)
from halfhour.app.study.entries.objective_entry import YearEntry
from halfhour.app.study.entries.people_entry import (
    GroupOfUnitsEntry,
    PeopleEntry,
    SpreadEntry,
    TotalEntry,
)
from halfhour.app.study.entries.service_entry import ServiceEntry
from halfhour.app.study.entries.site_check_entry import SiteCheckEntry, StepEntry
from halfhour.app.study.entries.speeds_entry import DriveSpeeds, SpeedsEntry
from halfhour.app.study.entries.words_entry import MoneyEntry
from halfhour.app.study.schema import (
    GroupEntry,
    RoadsEntry,
    ScenarioEntry,
    StandardsEntry,
    StudyFile,
    UnitsEntry,
)
from halfhour.common.words import Words
from halfhour.data.formats.layer import Layer
from halfhour.data.mapping.gazetteer_key import Gazetteer
from halfhour.data.mapping.word_rules import OfficeMapping, WordRule

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
PAGES = [
    REFERENCE / name
    for name in (
        "study-file.md",
        "joint-questions.md",
        "mapping.md",
        "made-candidates.md",
        "land.md",
        "people.md",
        "site-checks.md",
    )
]
OBJECTIVES = ScenarioEntry.model_json_schema()

KEYS = {
    "The keys": {field.alias or name for name, field in StudyFile.model_fields.items()},
    "Words for readers": {*(field.name for field in fields(Words)), *MoneyEntry.model_fields},
    "Layers": {
        *RoadsEntry.model_fields,
        *PeopleEntry.model_fields,
        *UnitsEntry.model_fields,
    },
    "Mapping files": {*OfficeMapping.model_fields, *WordRule.model_fields},
    "Records without coordinates": {"unplaced", "gazetteer", *Gazetteer.model_fields},
    "Speeds": {*SpeedsEntry.model_fields, *DriveSpeeds.model_fields},
    "Services": {*ServiceEntry.model_fields, *CapacityEntry.model_fields},
    "Made candidates": {
        *LatticeEntry.model_fields,
        *HostsEntry.model_fields,
        *UnservedEntry.model_fields,
    },
    "Entry points": {*(EntriesLayer.model_fields.keys() - Layer.model_fields)},
    "Areas": {*SpreadEntry.model_fields},
    "Groups of people": {*GroupOfUnitsEntry.model_fields},
    "Official counts": {*TotalEntry.model_fields},
    "Groups": {*GroupEntry.model_fields},
    "Scenarios": {*ScenarioEntry.model_fields},
    "Joint questions": {
        *JointEntry.model_fields,
        *JointServiceEntry.model_fields,
        *(
            key
            for rule in (HostedByEntry, OneUsePerParcelEntry, OnlyUncoveredEntry, PerUnitEntry)
            for key in rule.model_fields
        ),
        *("hosted_by", "one_use_per_parcel", "only_uncovered", "min_per_unit", "max_per_unit"),
    }
    - {"kind"},
    "Land": {
        *LandEntry.model_fields,
        *AreaEntry.model_fields,
        *(
            key
            for entry in (LandLayerEntry, LandClassesEntry, SlopeEntry)
            for key in entry.model_fields.keys() - Layer.model_fields
        ),
    },
    "Parcels": {*(field.alias for field in ParcelsEntry.model_fields.values() if field.alias)},
    "Site checks": {*SiteCheckEntry.model_fields, *StepEntry.model_fields},
    "Basemap": {*BasemapEntry.model_fields},
    "Standards": {*StandardsEntry.model_fields},
    "Objectives": {
        *OBJECTIVES["properties"]["objective"]["discriminator"]["mapping"],
        *(
            key
            for name, model in OBJECTIVES["$defs"].items()
            if name.endswith(("CoveringEntry", "LocationEntry", "MedianEntry", "CenterEntry"))
            for key in model["properties"]
        ),
        *YearEntry.model_fields,
    }
    - {"kind"},
}
"""By heading the keys that stand in the first column of its tables; a kind stands above its options."""


def listed(heading: str) -> set[str]:
    """The words in code in the first column of the tables below a heading."""
    text = (
        "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
        .split(f"\n## {heading}\n", 1)[1]
        .split("\n## ", 1)[0]
    )
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return {key for row in rows for key in re.findall(r"`(\w+)`", row.split(" | ", 1)[0])} - {
        "kind"
    }


@pytest.mark.parametrize("heading", KEYS)
def test_every_key_is_listed_and_no_other(heading: str) -> None:
    assert listed(heading) == KEYS[heading]


def test_the_models_above_are_all_that_a_study_file_has() -> None:
    known = set().union(*KEYS.values()) | {"kind"}
    models = StudyFile.model_json_schema()
    every = {*models["properties"]}.union(
        *(model["properties"] for model in models["$defs"].values())
    )
    assert every - known == set()
