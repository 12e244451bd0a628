"""A small study that is served, and what asks it."""

from __future__ import annotations

import halfhour as hh
import pytest
from halfhour.app.example_study import street_study
from halfhour.app.server.application import study_app
from halfhour.app.server.run import study_desks
from halfhour.app.server.settings import ServerSettings
from halfhour.app.server.study_desks import StudyDesks
from served_stand_in import KEY, Asker


@pytest.fixture
def street(tmp_path) -> StudyDesks:
    """The study of one street, ready, with a register of its own."""
    path = street_study(tmp_path)
    opened = hh.open_study(path)
    desks = study_desks(opened, reopen=lambda: hh.open_study(path), report=lambda _: None)
    desks.prepare()
    return desks


@pytest.fixture
def street_asker(street: StudyDesks) -> Asker:
    """Asks a server for the study of one street."""
    return Asker(study_app(street, ServerSettings(key=KEY)))
