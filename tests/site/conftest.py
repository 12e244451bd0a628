"""A browser for the site."""

from page_fixtures import browser

__all__ = ["browser"]
