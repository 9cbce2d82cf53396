"""Names for files out of what people call things: taken by every system, whichever one writes the file."""

from __future__ import annotations

import re

_NOT_TAKEN = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
"""What one system or another takes for something else than a letter of a name."""
_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(?=\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever stands behind a dot."""
_LONGEST = 80
"""Letters; a path has 260 on many a Windows, of which a folder of a person's own takes half."""


def file_name(text: str, otherwise: str) -> str:
    """Make the name of a file, without its suffix, out of words; ``otherwise`` where nothing is left of them.

    >>> file_name('Ms A/B: "why?"', "x"), file_name("Aux", "x"), file_name(" ... ", "x")
    ('Ms A-B- -why--', 'Aux-', 'x')
    """
    plain = _NOT_TAKEN.sub("-", text)[:_LONGEST].strip(" .") or otherwise
    return _DEVICES.sub(r"\1-", plain) if _DEVICES.match(plain) else plain
