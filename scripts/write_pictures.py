"""Write the pictures of the documents to docs/images/: plans of the embedded city, in few colours.

Names of the embedded city are Chinese: a Chinese font must be installed.
"""

from __future__ import annotations

from pathlib import Path

import halfhour as hh
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
SERVICE, SCENARIO = "elderly_care", "care_3"
DPI = 90
COLOURS = 128
"""A picture in so many colours is a quarter as large, and looks the same."""


def main() -> None:
    """Plan once, and write the plan and two charts."""
    study = hh.open_study(hh.sample_study(), services=[SERVICE])
    scenario = study.scenarios[SCENARIO]
    plan = hh.solve(scenario)
    figures = {
        "plan": hh.plan_picture(plan),
        "frontier": hh.frontier_chart(hh.frontier(scenario, up_to=10)),
        "travel": hh.travel_chart(plan.after, groups=["residents", "elderly"]),
    }
    for name, figure in figures.items():
        path = hh.save_figure(figure, FOLDER / f"{name}.png", dpi=DPI)
        with Image.open(path) as image:
            # The octree keeps the colours of small areas; a median cut merges two classes of the gap.
            few = image.convert("RGB").quantize(
                COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
            )
        few.save(path, optimize=True)
        print(path)


if __name__ == "__main__":
    main()
