"""Which process runs which file of tests, and when: long files first, so that no core waits at the end."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest
from xdist.scheduler import LoadFileScheduling

ON_ONE_PROCESS: Final = frozenset(
    {
        "tests/app/evaluate/test_evaluate_study_city.py",
        "tests/app/test_gap_scenarios.py",
        "tests/scripts/test_write_standards.py",
    }
)
"""Files that share what the embedded city comes to."""

LONG: Final = (
    *sorted(ON_ONE_PROCESS),
    "tests/fuzz/test_mutated_files.py",
    "tests/site/test_build_site.py",
    "tests/notebooks/test_notebooks.py",
    "tests/app/server/test_run_of_many_clients.py",
    "tests/scripts/sample_city/test_make.py",
    "tests/data/test_sample.py",
    "tests/optimize/set_covering/test_random_shares.py",
    "tests/published/test_wuhan.py",
    "tests/published/test_sao_paulo.py",
    "tests/published/test_new_york.py",
    "tests/published/test_fetched_sao_paulo.py",
    "tests/app/results/test_results_trials.py",
    "tests/app/plan/test_plan_study_with_places.py",
    "tests/browser/panel/test_figures_follow.py",
    "tests/notebooks/test_stop_button.py",
    "tests/api/test_kernel.py",
    "tests/coverage/test_site_loads.py",
    "tests/browser/test_years.py",
    "tests/browser/test_contrast.py",
    "tests/browser/test_language.py",
)
"""Files of few tests that take long: by the number of tests they would come last."""


class FilesTogether(LoadFileScheduling):  # type: ignore[misc, unused-ignore]
    """Files stay on one process, and so do those that share what takes long to make."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "the embedded city" if file in ON_ONE_PROCESS else file


def long_files_first(items: list[pytest.Item]) -> None:
    """Put items in the order in which their files begin: long files, then those of most tests."""
    files = [item.nodeid.split("::", 1)[0] for item in items]
    tests = Counter(files)
    rank = {file: number for number, file in enumerate(LONG)}
    order = sorted(
        range(len(items)),
        key=lambda at: (rank.get(files[at], len(LONG)), -tests[files[at]], files[at], at),
    )
    items[:] = [items[at] for at in order]
