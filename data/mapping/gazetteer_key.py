"""The key ``gazetteer`` of a list of sites: a layer of named places, for names without coordinates."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from ...common.databases.address import is_address, without_password
from .word_rules import Headings


class Gazetteer(BaseModel):
    """A layer of places with names, by which records without coordinates find theirs.

    Parameters
    ----------
    file
        A table with coordinates, or a vector layer; or the address of a database.
    name
        The heading of its names; by default it is recognised.
    by
        The list's headings in which the names of places stand, such as 村名; by default address, then name.
    crs, encoding, layer, sheet, table, query
        As of any layer.
    """

    # What was given may be an address with a password.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    file: Path
    name: str | None = None
    by: Headings = ("address", "name")
    crs: str | None = None
    encoding: str = "utf-8"
    layer: str | None = None
    sheet: str | None = None
    table: str | None = None
    query: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _address_without_password(cls, said: Any) -> Any:  # noqa: ANN401 - whatever somebody wrote
        return without_password(said)

    @model_validator(mode="after")
    def _says_what_of_a_database(self) -> Self:
        asked = [key for key in (self.table, self.query) if key is not None]
        if len(asked) != self.in_database:
            raise ValueError(
                "needs `table:` or `query:`, one of the two, where `file:` is a database, and only there"
            )
        return self

    @property
    def in_database(self) -> bool:
        """Whether the layer is still in a database, and no file yet."""
        return is_address(self.file.as_posix())

    def file_copied(self, file: Path) -> Self:
        """Return the layer with a file that holds what was read of its database."""
        return self.model_copy(update={"file": file, "table": None, "query": None})
