"""What a page carries inside itself, so that it asks nothing of any network."""

from __future__ import annotations

import base64
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_FONTS = (("Regular", 400), ("Medium", 500), ("SemiBold", 600))


def page_templates() -> Environment:
    """Open the templates of pages: values are escaped, and one that is missing is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - late: start of the program

    return Environment(
        loader=PackageLoader("havenlens.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def data_uri(media_type: str, content: bytes) -> str:
    """Write a file's bytes as an address that holds them."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def embedded_fonts() -> list[dict[str, object]]:
    """Give the weights of the program's font, each with its bytes as an address."""
    folder = files("havenlens") / "assets" / "fonts" / "web"
    return [
        {"weight": weight, "uri": data_uri("font/woff2", (folder / f"Inter-{name}.woff2").read_bytes())}
        for name, weight in _FONTS
    ]
