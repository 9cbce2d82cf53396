"""What a page carries inside itself, so that it asks nothing of any network."""

from __future__ import annotations

import base64
from importlib.resources import files

_FONTS = (("Regular", 400), ("Medium", 500), ("SemiBold", 600))


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
