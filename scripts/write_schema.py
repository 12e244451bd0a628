"""Write the JSON Schemas of plan.json, of one service and of several, and of check.json, to docs/."""

import json
from pathlib import Path

from halfhour.app.results.joint.joint_json import JointPlanFile
from halfhour.app.results.plan_json import PlanFile
from halfhour.app.site_check.check_json import CheckFile

DOCS = Path(__file__).resolve().parents[1] / "docs"

for name, model in (("plan", PlanFile), ("joint-plan", JointPlanFile), ("check", CheckFile)):
    path = DOCS / f"{name}.schema.json"
    path.write_text(json.dumps(model.model_json_schema(), indent=2) + "\n", encoding="utf-8")
    print(path)
