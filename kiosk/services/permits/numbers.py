"""The registration number of an application, as its receipt has it: 503-1234-2026. PURE."""

import re
import unicodedata

GROUPS = re.compile(r"([0-9]{3})([0-9]{4})((?:19|20)[0-9]{2})")


def parse(text: str) -> str | None:
    """Read a registration number however it is punctuated; None when it cannot be one.

    >>> parse("503 1234/2026"), parse("50312342026"), parse("503-1234"), parse("503-1234-3026")
    ('503-1234-2026', '503-1234-2026', None, None)
    """
    bare = "".join(
        str(unicodedata.decimal(character, character))
        for character in text
        if unicodedata.category(character)[0] not in "PZC"
    )
    found = GROUPS.fullmatch(bare)
    return "-".join(found.groups()) if found else None
