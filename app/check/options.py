"""The options of `halfhour check`, with what its help says of each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Study = Annotated[Path, typer.Argument(help="The study file (YAML).", show_default=False)]
Services = Annotated[
    list[str] | None,
    typer.Option(
        "--service",
        help="The service of the site, or of applications that name none; of new housing several.",
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", help="LON,LAT, or degrees, minutes and seconds; or x,y in --crs."),
]
Crs = Annotated[
    str | None,
    typer.Option("--crs", help="What --at or --parcel is in: wgs84, gcj02, bd09, EPSG:4549 ..."),
]
Parcel = Annotated[
    Path | None, typer.Option("--parcel", help="A file with the parcel, instead of --at.")
]
Tier = Annotated[str | None, typer.Option("--tier", help="Its tier, where tiers differ in mode.")]
Year = Annotated[
    int | None, typer.Option("--year", help="Whose people; by default the people layer's year.")
]
Places = Annotated[
    float | None,
    typer.Option(
        "--capacity",
        "--places",
        help="Its places, inf for any number; where the service counts places.",
    ),
]
LimitMin = Annotated[
    float | None,
    typer.Option("--limit-min", help="Minutes within which people count; by default the plan's."),
]
StandardsFile = Annotated[
    Path | None,
    typer.Option("--standards", help="A standards file; by default the one that the study names."),
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder for check.json, check.xlsx and check.html.")
]
Pdf = Annotated[bool, typer.Option("--pdf", help="Print the memo to a PDF, too; with --out.")]
Language = Annotated[str, typer.Option("--lang", help="Language: en or zh.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Register = Annotated[
    bool,
    typer.Option("--register/--no-register", help="Whether --out adds a line to the register."),
]
Applicant = Annotated[
    str, typer.Option("--applicant", help="Who applies, for the memo and the register.")
]
Project = Annotated[str, typer.Option("--project", help="The project's name, for the memo.")]
Note = Annotated[str, typer.Option("--note", help="A note for the register; with --out.")]
Applications = Annotated[
    Path | None,
    typer.Option("--applications", help="A table of applications to rank, instead of --at."),
]
MaxApproved = Annotated[
    int | None,
    typer.Option("--max-approved", help="How many of them may be approved; by default any number."),
]
AllMemos = Annotated[
    bool,
    typer.Option("--all-memos", help="A memo of every application, not of the first 50 alone."),
]
NewPeople = Annotated[
    str | None,
    typer.Option(
        "--new-people",
        help="In place of a site: who moves into new housing there, 9000 or residents=9000,elderly=1200.",
    ),
]
