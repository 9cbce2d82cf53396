"""What a page carries inside itself, so that it asks nothing of any network."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from importlib.resources import files
from inspect import isroutine
from typing import Any

_FONTS = (("Regular", 400), ("Medium", 500), ("SemiBold", 600))


def render_page(template: str, styles: Sequence[str], values: Mapping[str, object]) -> str:
    """Fill in a template, with the program's fonts and some style sheets inside.

    Values are escaped, and one that is missing is an error. So is a method, which Jinja finds where a value
    is named as a dictionary's own methods are.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - late: start of the program
    from markupsafe import Markup  # noqa: PLC0415 - likewise

    templates = Environment(
        loader=PackageLoader("havenlens.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = Markup("\n".join(template_text(name) for name in styles))  # noqa: S704 - our own files
    return templates.get_template(template).render(**values, style=style, fonts=embedded_fonts())


def _printable(value: Any) -> Any:
    if isroutine(value):
        message = f"a page would say {value!r}"
        raise TypeError(message)
    return value


def template_text(name: str) -> str:
    """Read a file that lies beside the templates."""
    return (files("havenlens.reporting") / "templates" / name).read_text(encoding="utf-8")


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
