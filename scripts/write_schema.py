"""Write the JSON Schemas of plan.json, joint plans, compliance.json, check.json and study files to docs/."""

import json
from pathlib import Path

from halfhour.app.evaluate.compliance_json import ComplianceFile
from halfhour.app.new_study.file_schema import study_file_schema
from halfhour.app.results.joint.joint_json import JointPlanFile
from halfhour.app.results.plan_json import PlanFile
from halfhour.app.site_check.check_json import CheckFile

DOCS = Path(__file__).resolve().parents[1] / "docs"

SCHEMAS = {
    "plan": PlanFile.model_json_schema(),
    "joint-plan": JointPlanFile.model_json_schema(),
    "compliance": ComplianceFile.model_json_schema(),
    "check": CheckFile.model_json_schema(),
    "study": study_file_schema(),
}

for name, schema in SCHEMAS.items():
    path = DOCS / f"{name}.schema.json"
    path.write_text(json.dumps(schema, indent=2) + "\n", encoding="utf-8")
    print(path)
