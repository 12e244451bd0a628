"""Memory in use and free."""

from mmap import mmap

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
