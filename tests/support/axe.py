"""Let axe-core look over a page that is open in the browser, for what keeps people from using it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from tests.support.browser import Page

VERSION = "4.14.1"
_KEPT = Path(__file__).parents[2] / "build" / "axe"


def axe_script() -> str:
    """Give axe-core's script: the newest we know, fetched from npm once, else the one that is installed."""
    script = _KEPT / f"axe-{VERSION}.min.js"
    if not script.exists() and not _fetch(script):
        return (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    return script.read_text(encoding="utf-8")


def _fetch(script: Path) -> bool:
    npm = shutil.which("npm")
    if npm is None:
        return False
    _KEPT.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", str(_KEPT)]
    subprocess.run(command, cwd=_KEPT, capture_output=True, text=True, timeout=120, check=False)
    packed = _KEPT / f"axe-core-{VERSION}.tgz"
    if not packed.exists():
        return False
    with tarfile.open(packed) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        content = member.read()
    half = script.with_suffix(f".{hashlib.sha256(content).hexdigest()[:8]}")
    half.write_bytes(content)
    half.replace(script)
    return True


def problems(page: Page) -> list[str]:
    """List what axe-core finds in the page that is open, be it small: rule, how grave it is, and where."""
    page.evaluate(f"void (() => {{ {axe_script()} }}).call(window)")
    found: list[dict[str, Any]] = page.evaluate("axe.run(document).then((result) => result.violations)")
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:120]}" for each in found for node in each["nodes"]
    ]
