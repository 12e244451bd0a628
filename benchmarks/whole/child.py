"""Run one command of the package and print what its stages took: ``python whole/child.py demo --out out``."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from typing import Final

from whole.stages import StageClock, now

LOADS: Final = {
    "demo": ("plan_study", "sample_study"),
    "plan": ("plan_study",),
    "check": ("open_study", "check_site"),
    "evaluate": ("check_compliance",),
    "validate": ("validate_study",),
}
"""Public names that each command uses: they are loaded when they are first asked for."""


def main() -> int:
    """Run the command that the arguments name; print seconds by stage as JSON."""
    begun, clock = now(), StageClock()
    import halfhour  # noqa: PLC0415 - importing is a stage of its own
    from halfhour.app import cli  # noqa: PLC0415

    imported = now()
    for name in LOADS[sys.argv[1]]:
        getattr(halfhour, name)
    loaded = now()
    clock.wrap_all()
    sys.argv = ["halfhour", *sys.argv[1:]]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        cli.app(standalone_mode=False)
    ended = now()
    stages = {
        "importing the command line": (imported[0] - begun[0], imported[1] - begun[1]),
        "importing what the command needs": (loaded[0] - imported[0], loaded[1] - imported[1]),
        **clock.taken,
    }
    whole = (ended[0] - begun[0], ended[1] - begun[1])
    rest = tuple(whole[at] - sum(taken[at] for taken in stages.values()) for at in (0, 1))
    answer = {**stages, "the rest": rest, "all": whole}
    json.dump(
        {
            f"{stage}: {kind}": seconds
            for stage, taken in answer.items()
            for kind, seconds in zip(("wall", "cpu"), taken, strict=True)
        },
        sys.stdout,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
