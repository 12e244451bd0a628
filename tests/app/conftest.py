"""A small study on disk."""

from study_fixtures import study_files, study_folder

__all__ = ["study_files", "study_folder"]
