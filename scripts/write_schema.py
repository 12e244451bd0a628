"""Write the JSON Schema of plan.json to docs/."""

import json
from pathlib import Path

from halfhour.app.results.plan_json import PlanFile

SCHEMA = Path(__file__).resolve().parents[1] / "docs" / "plan.schema.json"

SCHEMA.write_text(json.dumps(PlanFile.model_json_schema(), indent=2) + "\n", encoding="utf-8")
print(SCHEMA)
