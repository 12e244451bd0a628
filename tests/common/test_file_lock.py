"""A lock is held as long as its handle is open, and no longer than its process lives."""

import os
import subprocess
import sys
from pathlib import Path

from halfhour.common.file_lock import is_held, locked, one_at_a_time


def test_a_lock_ends_with_its_handle(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    handle = os.open(file, os.O_RDWR | os.O_CREAT)
    assert not is_held(file)
    assert locked(handle)
    assert is_held(file)
    os.close(handle)
    assert not is_held(file)


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    text = (
        "import os, sys, time; from halfhour.common.file_lock import locked\n"
        "locked(os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)); print('held', flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", text, str(file)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"held\n"
        assert is_held(file)
        run.kill()
    assert not is_held(file)


def test_what_cannot_be_known_counts_as_held(tmp_path: Path) -> None:
    assert is_held(tmp_path / "absent")
    assert is_held(tmp_path)


def test_a_folder_can_be_waited_for_twice(tmp_path: Path) -> None:
    for _ in range(2):
        with one_at_a_time(tmp_path):
            assert list(tmp_path.iterdir()) == []
