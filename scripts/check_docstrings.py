"""Check the docstrings of the public names by numpydoc: which checks, [tool.numpydoc_validation] says."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from importlib import import_module

from numpydoc.hooks.validate_docstrings import parse_config
from numpydoc.validate import get_validation_checks, validate
from tree_files import ROOT

PACKAGE = "halfhour"

NOT_YET: Mapping[str, frozenset[str]] = {
    # One needs a network, the other a second made-up study.
    "EX01": frozenset({"fetch_place", "scenario_from_presence_rule"}),
}
"""Public names that do not pass a check yet; a name goes once it does."""


def faults(
    package: str, checks: Collection[str], not_yet: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """Say what is wrong with the docstrings of a package's public names.

    Parameters
    ----------
    package
        Its ``__all__`` is read. Constants have no docstrings and are left out.
    checks
        Codes of numpydoc, such as ``"PR01"``.
    not_yet
        By code the names that may fail, and must.
    """
    module = import_module(package)
    for code, names in not_yet.items():
        for name in sorted(set(names) - set(module.__all__)):
            yield f"{name}: is no public name; take it from NOT_YET in scripts/check_docstrings.py ({code})"
    for name in sorted(module.__all__):
        if not callable(getattr(module, name)):
            continue
        found = validate(f"{package}.{name}")
        place = f"{found['file']}:{found['file_line']}"
        failed = {code: text for code, text in found["errors"] if code in checks}
        excused = {code for code, names in not_yet.items() if name in names}
        for code in sorted(failed.keys() - excused):
            yield f"{place}: {name}: {code} {failed[code]}"
        for code in sorted(excused - failed.keys()):
            yield f"{place}: {name}: passes {code}; take it from NOT_YET in scripts/check_docstrings.py"


def main() -> int:
    """Print all faults, and return 1 if there is one."""
    checks = get_validation_checks(parse_config(ROOT)["checks"])
    found = list(faults(PACKAGE, checks, NOT_YET))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
