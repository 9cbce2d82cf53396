"""The overview bar over the timeline."""

from __future__ import annotations

from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.coding.places import Places
from havenlens.ui.seeing.overview_bar import OverviewBar


class Overview(Feature):
    """Keeps the overview in step with the coding, the timeline and the video."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        groups = [group.id for group in desk.session.scheme.groups if group.exhaustive]
        self.bar = OverviewBar(desk.parts.timeline, groups)
        desk.parts.places.add_strip(self.bar)
        self.bar.seek_requested.connect(desk.player.seek)
        desk.player.position_changed.connect(self.bar.show_playhead)
        desk.changed.connect(self._count_again)

    def show(self) -> None:
        self.bar.refresh_soon()

    def _count_again(self, _changes: object) -> None:
        self.bar.refresh_soon()


def overview_of(places: Places) -> OverviewBar:
    """Give the overview bar, whose menu lists what else can be shown."""
    bar = places.lower.findChild(OverviewBar)
    assert bar is not None, "the overview comes before what stands in its menu"
    return bar
