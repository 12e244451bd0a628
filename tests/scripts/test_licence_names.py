"""Every package's licence is known, as its metadata say it where they do, and allowed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, metadata

import pytest
from licence_names import READ_BY_US, licence_of, refused_licence

FAMILIES = {
    "Apache Software License": ("Apache-2.0",),
    "BSD License": ("BSD-",),
    "ISC License (ISCL)": ("ISC",),
    "MIT License": ("MIT",),
    "Mozilla Public License 2.0 (MPL 2.0)": ("MPL-2.0",),
    "Python Software Foundation License": ("PSF-2.0", "LicenseRef-Matplotlib"),
}
"""What the classifiers of packages call a licence, and how its SPDX name begins."""


def test_what_we_read_is_of_the_family_that_metadata_name():
    compared = 0
    for package, licence in READ_BY_US.items():
        try:
            classifiers = metadata(package).get_all("Classifier") or []
        except PackageNotFoundError:
            continue
        named = [one.rsplit(" :: ", 1)[-1] for one in classifiers]
        families = [FAMILIES[name] for name in named if name in FAMILIES]
        compared += len(families)
        assert not families or any(map(licence.startswith, sum(families, ()))), package
    assert compared > 10


def test_no_metadata_have_a_name_that_we_read_ourselves():
    for package in READ_BY_US:
        try:
            assert "License-Expression" not in metadata(package), package
        except PackageNotFoundError:
            continue


def test_a_package_that_is_not_there_has_no_licence():
    assert licence_of("no-such-package") == ""


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("MIT", ""),
        ("GPL-3.0-only", "is not allowed"),
        ("MIT AND GPL-3.0-only", "is not allowed"),
        ("MIT OR GPL-3.0-only", ""),
        ("(GPL-3.0-only) OR (MIT AND Zlib)", ""),
        ("BSD-2-Clause AND Apache-2.0 WITH LLVM-exception", ""),
        ("", "is not known"),
        ("BSD", "is not allowed"),
    ],
)
def test_one_of_several_or_all_of_them(licence, said):
    text = refused_licence("package", licence)
    assert said in text
    assert bool(said) == bool(text)
