"""A server of a folder of tests."""

from postgis_fixtures import database, server

__all__ = ["database", "server"]
