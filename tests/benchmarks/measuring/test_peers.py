"""What becomes of a peer's errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from measuring import timing
from measuring.peers import PeerError, asked, or_not_measured
from measuring.rows import Row
from measuring.timing import interleaved


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for a quiet machine."""
    monkeypatch.setattr(timing, "_PATIENCE_S", 0.0)


def fails() -> None:
    """Fail as a peer may."""
    raise MemoryError("no room")


def test_an_answer_is_handed_on() -> None:
    assert asked(lambda: 7) == 7


def test_the_first_of_two_who_ask_tells_what_was_wrong() -> None:
    with pytest.raises(PeerError, match=r"^MemoryError after 0\.0 s: no room$"):
        asked(lambda: asked(fails))


def test_a_user_who_stops_the_run_is_no_peer() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asked(interrupted)


def test_an_error_of_ours_is_no_peers() -> None:
    with pytest.raises(MemoryError):
        interleaved(fails, lambda: None)


def test_rows_before_an_error_stay_and_the_last_says_why() -> None:
    def rows() -> Iterator[Row]:
        yield Row(job="one")
        interleaved(lambda: None, fails)
        yield Row(job="two")

    first, last = or_not_measured("two", rows(), peer="somebody")
    assert first == Row(job="one")
    assert (last.job, last.peer, last.checked) == ("two", "somebody", None)
    assert last.note == "not measured: MemoryError after 0.0 s: no room"
