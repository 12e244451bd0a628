"""Towns, and pages of them in a browser."""

from page_fixtures import browser, city_times, explored, open_page, town

__all__ = ["browser", "city_times", "explored", "open_page", "town"]
