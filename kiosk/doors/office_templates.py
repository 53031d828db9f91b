"""The templates of the officer's pages, and how long their lists are."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.doors.office_phones import spoken

if TYPE_CHECKING:
    from jinja2 import Template

PAGE = Path(__file__).with_name("page")
ROWS = 50  # of a list; an officer works from the top


@cache
def template(name: str) -> "Template":
    """Give a page's template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined)
    pages.filters["spoken"] = spoken
    return pages.get_template(name)
