"""Read the rating scale and the rated dimensions of a scheme."""

from __future__ import annotations

from ruamel.yaml.comments import CommentedSeq

from havenlens.domain.codebook import Dimension, Direction, Scale
from havenlens.exchange.schemes.parts import Book, check_digit
from havenlens.exchange.schemes.rows import Row, check_ids, nearest


def scale(row: Row | None) -> Scale | None:
    """Read the numbers a rating may take; bands must cover them once each, without gap or overlap."""
    if row is None:
        return None
    lowest, highest = row.whole("min", required=True), row.whole("max", required=True)
    step = row.whole("step") if row.has("step") else 1
    bands = _bands(row.row("bands"))
    row.close()
    if lowest is None or highest is None or step is None:
        return None
    if lowest >= highest or step < 1 or (highest - lowest) % step:
        row.problem("scheme.bad_scale", None, low=lowest, high=highest, step=step)
        return None
    read = Scale(lowest, highest, step, bands)
    covered = [value for low, high in bands.values() for value in read.values if low <= value <= high]
    if bands and (sorted(covered) != list(read.values) or any(low > high for low, high in bands.values())):
        row.problem("scheme.bad_bands", "bands", low=lowest, high=highest)
    return read


def _bands(row: Row | None) -> dict[str, tuple[int, int]]:
    if row is None:
        return {}
    out = {}
    for name in list(row.node):
        ends = row.value(name, required=True)
        if not isinstance(ends, CommentedSeq) or len(ends) != 2 or not all(type(end) is int for end in ends):
            row.problem("scheme.want_two_numbers", name)
            continue
        out[str(name)] = (int(ends[0]), int(ends[1]))
    return out


def dimensions(rows: list[Row], of: Scale | None, book: Book) -> tuple[Dimension, ...]:
    """Read what is rated; anchors are given for every band, or (a licensed manual has them) for none."""
    out, keys = [], dict[str, Row]()
    for row, name in check_ids(rows):
        dimension = Dimension(
            id=name,
            name=row.text("name"),
            key=row.quoted("key") if row.has("key") else row.text("key"),
            direction=row.choice("direction", Direction) or Direction.HIGHER_BETTER,
            definition=row.text("definition"),
            look_for=row.texts("look_for"),
            anchors=_anchors(row, of),
            not_observed_rule=row.text("not_observed_rule", required=False),
        )
        if dimension.key:
            check_digit(row, dimension.key, keys)
        row.close()
        out.append(dimension)
    book.dimension.update(dimension.id for dimension in out)
    return tuple(out)


def _anchors(dimension: Row, of: Scale | None) -> dict[str, str]:
    row = dimension.row("anchors")
    if row is None:
        return {}
    bands = list(of.bands) if of else []
    missing = [band for band in bands if band not in row.node]
    if missing:
        dimension.problem("scheme.anchors_incomplete", "anchors", missing=", ".join(missing))
    for name in row.node:
        if of is not None and name not in bands:
            row.problem("scheme.unknown_band", name, id=name, known=nearest(str(name), bands))
    return {str(name): row.text(name) for name in row.node}
