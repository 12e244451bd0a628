"""Two folders of results that are equal until a test changes one."""

from made_results import after, before

__all__ = ["after", "before"]
