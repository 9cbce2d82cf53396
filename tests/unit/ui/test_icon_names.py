"""Every icon that the program names is one that it ships."""

import re
from pathlib import Path

import havenlens

PACKAGE = Path(havenlens.__file__).parent
CALLS = re.compile(
    r'(?:show_icon\([^,()]+,|IconLabel\(|EmptyState\(|icon\(|self\._button\()\s*"([a-z0-9-]+)"'
)


def test_every_named_icon_is_shipped():
    named = {
        name
        for file in (PACKAGE / "ui").rglob("*.py")
        for name in CALLS.findall(file.read_text(encoding="utf-8"))
    }
    shipped = {file.stem for file in (PACKAGE / "assets" / "icons").glob("*.svg")}
    assert len(named) > 10
    assert named <= shipped
