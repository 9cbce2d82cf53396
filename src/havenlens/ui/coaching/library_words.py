"""What dimensions and codes of a study's schemes are called, and which there are to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from havenlens.services.study import Study


@dataclass(frozen=True, slots=True)
class SchemeWords:
    """Dimensions as (scheme, dimension, name), codes of each scheme by id, and all names by id."""

    dimensions: tuple[tuple[str, str, str], ...]
    codes: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]


def scheme_words(study: Study) -> SchemeWords:
    """Read the words of every scheme of a study; of two versions the newer one counts."""
    dimensions: dict[tuple[str, str], str] = {}
    codes: dict[str, dict[str, str]] = {}
    for stored in study.store.schemes():
        scheme = study.scheme(stored.id)
        for dimension in scheme.dimensions:
            dimensions[scheme.id, dimension.id] = dimension.name
        codes.setdefault(scheme.id, {}).update({code.id: code.name for code in scheme.codes})
    names = {dimension: name for (_, dimension), name in dimensions.items()}
    for of_scheme in codes.values():
        names |= of_scheme
    listed = tuple((scheme, own, name) for (scheme, own), name in dimensions.items())
    return SchemeWords(listed, codes, names)
