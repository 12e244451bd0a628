"""Memory in use and free."""

from mmap import mmap

import pytest
from halfhour.common import memory
from halfhour.common.memory import free_mb, used_mb


def test_newly_mapped_memory_is_seen() -> None:
    # Mapped, not allocated: an allocator may hand out what the process already holds.
    before = used_mb()
    with mmap(-1, 2**26) as pages:
        pages.write(b"1" * 2**26)
        assert 60 < used_mb() - before < 140


def test_some_memory_is_free() -> None:
    assert 10 < free_mb() < 1e8
    assert used_mb() > 10


def test_a_container_s_limit_counts_and_kept_files_are_free(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_CONTROL_GROUP", tmp_path)
    unlimited = free_mb()
    (tmp_path / "memory.max").write_text(f"{9 * 2**20}\n")
    (tmp_path / "memory.current").write_text(f"{8 * 2**20}\n")
    stat = f"anon 1\nfile {4 * 2**20}\ninactive_file {3 * 2**20}\nactive_file {2**20}\n"
    (tmp_path / "memory.stat").write_text(stat)
    assert free_mb() == 5
    (tmp_path / "memory.current").write_text(f"{20 * 2**20}\n")
    assert free_mb() == 0
    (tmp_path / "memory.max").write_text("max\n")
    assert free_mb() == pytest.approx(unlimited, rel=0.5)
