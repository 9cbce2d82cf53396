"""The views of the observation on the desk: which recording each player has, who leads, and who is heard."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.ui.coding.desk import Desk
from havenlens.ui.coding.opening import CodingView, FilmedView
from havenlens.ui.coding.view_copies import MOST_IN_FULL, ViewCopies
from havenlens.ui.player.following import Follower
from havenlens.ui.player.frame import Frame
from havenlens.ui.player.playback import Sound
from havenlens.ui.player.player import Player
from havenlens.ui.player.playhead import Position
from havenlens.ui.player.reel import Part
from havenlens.ui.player.view import VideoView
from havenlens.ui.player.wall import Wall
from havenlens.words.catalogue import tr

_SETTLE_MS = 150


class ViewDesk(QObject):
    """All views of one observation; the desk's own player always has the one that leads.

    To let another view lead, the two players change recordings, and each is handed the frame that the other
    one shows. So whoever works with the desk's player goes on with the same one, and there is no moment in
    which a key would find no time.
    """

    changed = pyqtSignal()
    """Another view leads or is heard, or there are others, or other names."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.desk = desk
        self.views: list[FilmedView] = list(desk.view.views)
        self.leader = self.heard = 0
        self._players: list[Player] = [desk.player]
        self._followers: dict[Player, Follower] = {}
        self._resume = False
        self._moved: set[UUID] = set()
        self._opens_moved = QTimer(self)
        self._opens_moved.setSingleShot(True)
        self._opens_moved.setInterval(_SETTLE_MS)
        self._opens_moved.timeout.connect(self.settle)
        self._opened: dict[Player, list[Part]] = {}
        if self.views:
            self._opened[desk.player] = [Part(file.path, file.base) for file in self.views[0].files]
        self.copies = ViewCopies(desk.media, desk.jobs, desk.cache / "copies", self)
        self.copies.ready.connect(self._use_copies)
        self.wall = Wall([])
        self.wall.setObjectName("views")
        self._put_in_place()
        desk.parts.places.add_strip(self.copies.banner)
        desk.refilmed.connect(self._follow)
        desk.player.opened.connect(self._lead_opened)
        desk.player.sound_changed.connect(self._spread_sound)
        self._add_players()
        self._name()

    @classmethod
    def on(cls, desk: Desk) -> ViewDesk:
        """Give the views of a desk; they are put there by whoever asks first."""
        found = desk.findChild(cls)
        return cls(desk) if found is None else found

    def _put_in_place(self) -> None:
        video = self.desk.parts.video
        film = video.parentWidget()
        place = None if film is None else film.layout()
        assert isinstance(place, QVBoxLayout)
        place.insertWidget(place.indexOf(video), self.wall, 1)
        place.removeWidget(video)
        self.wall.set_views([video], 0)
        video.show()

    # --- asking -------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """Give how many views there are."""
        return len(self.views)

    def player_of(self, number: int) -> Player:
        """Give the player that has a view at the moment."""
        return self._players[number]

    def follower_of(self, number: int) -> Follower | None:
        """Give what makes a view follow; None for the one that leads."""
        return self._followers.get(self._players[number])

    def video_of(self, number: int) -> VideoView:
        """Give the widget that shows a view at the moment."""
        return self._players[number].view

    def all_videos(self) -> list[VideoView]:
        """List the widgets in the order of the views."""
        return [player.view for player in self._players]

    def differences(self) -> list[Micros | None]:
        """Give by how much each view's painted frame is ahead of the leading one's."""
        followers = [self._followers.get(player) for player in self._players]
        return [None if follower is None else follower.difference() for follower in followers]

    # --- changing -----------------------------------------------------------------------------------

    def lead_with(self, number: int) -> None:
        """Let a view lead: its frames time what is coded from now on; raise `StudyError` where none is."""
        if number == self.leader or not 0 <= number < self.count:
            return
        lead, other = self.desk.player, self._players[number]
        frames = lead.view.source, other.view.source
        at, loop, playing = self.desk.now, lead.looped, lead.speed > 0
        if not self.views[number].shows(at):
            raise StudyError("views.no_picture_to_lead", name=self.views[number].name, at=clock(at))
        lead.pause()
        before, self.leader = self.leader, number
        self._players[before], self._players[number] = other, lead
        self._swap_looks(lead.view, other.view)
        follower = self._followers[other]
        follower.hold(True)
        self._open(lead, number, at, _nearest(frames[1], frames[0], at))
        self._open(other, before, at, frames[0])
        lead.loop(loop)
        self._resume = playing
        follower.hold(False)
        self._arrange()

    def hear(self, number: int) -> None:
        """Let one view be heard, and the others be silent."""
        if 0 <= number < self.count:
            self.heard = number
            self._name()
            self.changed.emit()

    def settle(self) -> None:
        """Open the views whose place in time has changed; by itself this happens when it stops changing."""
        self._opens_moved.stop()
        moved, self._moved = self._moved, set()
        for number, view in enumerate(self.views):
            if view.id in moved and self._opened.get(self._players[number]) != self.parts_of(number):
                self._open_again(number)
        self._use_followers()

    def close(self) -> None:
        """Let go of every view but the page's own."""
        self._opens_moved.stop()
        self.copies.stop()
        for player in self._followers:
            player.close()
            player.view.close_view()
        self._followers.clear()
        self.desk.parts.video.close_view()

    # --- inside -------------------------------------------------------------------------------------

    def _follow(self, view: CodingView) -> None:
        """Take over what was filmed: views were added, named, placed in time or taken out, or their files."""
        views, before = list(view.views), self.views
        if [view.id for view in views] == [view.id for view in before]:
            self.views = views
        elif before:
            self._change_views(views)
        else:
            self._begin_with(views)
        known = {view.id: view for view in before}
        moved = {v.id for v in self.views if v.id in known and known[v.id].files != v.files}
        if moved:
            self._moved |= moved
            self._opens_moved.start()
        self._arrange()
        self._mind_copies()

    def _begin_with(self, views: list[FilmedView]) -> None:
        """Show the first views of an observation that had none; where the coder was, they begin."""
        self.views = views
        self._add_players()
        self._open(self.desk.player, 0, self._here, None)

    @property
    def _here(self) -> Micros:
        """Give the time of the frame on the screen; where none was painted yet, that of the one to come."""
        painted = self.desk.player.playhead.position
        return self.desk.session.coding.resume_at if painted is None else painted.at

    def _change_views(self, views: list[FilmedView]) -> None:
        """Take over other views; where the leading one is gone, its player goes on with the first one."""
        players = dict(zip([view.id for view in self.views], self._players, strict=True))
        leading, first = self.views[self.leader].id, self.views[0].id
        lost = leading not in {view.id for view in views}
        frame, loop, playing = None, self.desk.player.looped, self.desk.player.speed > 0
        if lost:
            frame = _nearest(players[first].view.source, self.desk.player.view.source, self.desk.now)
            players[leading], players[first] = players[first], players[leading]
        self._take_over(views, players)
        kept = first if lost else leading
        self.leader = next((n for n, view in enumerate(views) if view.id == kept), 0)
        self.heard = min(self.heard, len(views) - 1)
        if lost:
            self._open(self.desk.player, self.leader, self.desk.now, frame)
            self.desk.player.loop(loop)
            self._resume = playing

    def _take_over(self, views: list[FilmedView], players: dict[UUID, Player]) -> None:
        kept = {view.id for view in views}
        for view_id, player in players.items():
            if view_id not in kept and player in self._followers:
                self._followers.pop(player).deleteLater()
                player.view.hide()
                player.view.close_view()
                player.close()
        self.views = views
        self._players = [players[view.id] for view in views if view.id in players]
        added = [n for n, view in enumerate(views) if view.id not in players]
        for number in added:
            self._players.insert(number, self._follower_player(number))
            if self.desk.player.times is not None:
                self._open(self._players[number], number, self.desk.now, None)

    def _add_players(self) -> None:
        for number in range(1, self.count):
            self._players.append(self._follower_player(number))
        self._arrange()

    def _follower_player(self, number: int) -> Player:
        view = VideoView()
        view.clicked.connect(partial(self._clicked, view))
        player = Player(view, self.desk.media, self)
        player.failed.connect(self.desk.player.failed)
        player.set_audible(False)
        nothing = tr("No picture at this time")
        self._followers[player] = Follower(self.desk.player, player, self.views[number].shows, nothing, self)
        return player

    def _clicked(self, view: VideoView) -> None:
        number = next((n for n, player in enumerate(self._players) if player.view is view), None)
        if number is not None:
            try:
                self.lead_with(number)
            except StudyError as error:
                self.desk.tell(error.problem)
            else:
                self.desk.say("views.leads", name=self.views[number].name)
        self.desk.listen()

    def _lead_opened(self, _times: object) -> None:
        """Open the others once the first one has its index: its picture must not wait for theirs."""
        for number, player in enumerate(self._players):
            if player in self._followers and player.times is None and player.view.source is None:
                self._open(player, number, self.desk.now, None)
        self._mind_copies()
        if self._resume:
            self._resume = False
            self.desk.player.play()

    def _open(self, player: Player, number: int, at: Micros, frame: Frame | None) -> None:
        """Open a view in a player, with the frame it is to go on from."""
        parts = self.parts_of(number)
        self._opened[player] = parts
        player.open(parts, at)
        if frame is not None:
            player.view.hand_over(frame)

    def _open_again(self, number: int) -> None:
        """Open a view anew where it stands: from a copy, or with another time base."""
        player = self._players[number]
        frame, loop, playing = player.view.source, player.looped, player.speed > 0
        is_lead = player is self.desk.player
        at = self._here
        player.pause()
        self._open(player, number, at, frame if is_lead else None)
        if is_lead:
            player.loop(loop)
            self._resume = playing

    def parts_of(self, number: int) -> list[Part]:
        """List the files that a view plays from: its own, or their copies."""
        view = self.views[number]
        if self.plays_from_copies and self.copies.has(view):
            return [Part(self.copies.path_of(file), file.base) for file in view.files]
        return [Part(file.path, file.base) for file in view.files]

    @property
    def plays_from_copies(self) -> bool:
        """Tell whether there are more views than can be decoded in full."""
        return self.count > MOST_IN_FULL

    def _mind_copies(self) -> None:
        if not self.plays_from_copies:
            self.copies.make(())
        elif all(self.copies.has(view) for view in self.views):
            self._use_copies()
        elif self.desk.opened.writable:
            self.copies.make(self.views)
        self._use_followers()

    def _use_copies(self) -> None:
        for number, player in enumerate(self._players):
            wanted = self.parts_of(number)
            if self._opened.get(player, wanted) != wanted:
                self._open_again(number)
        self._use_followers()
        self._name()

    def _use_followers(self) -> None:
        for number, player in enumerate(self._players):
            follower = self._followers.get(player)
            if follower is not None:
                view = self.views[number]
                plays = not self.plays_from_copies or self.copies.has(view)
                follower.use(view.shows, plays=plays)
                follower.set_seen(self.wall.is_seen(number))

    def _arrange(self) -> None:
        self.wall.set_views(self.all_videos(), self.leader)
        self._use_followers()
        self._name()
        self.changed.emit()

    def arrange_seen(self) -> None:
        """Let those views take part that are on the screen in the wall's arrangement."""
        self._use_followers()

    def _swap_looks(self, one: VideoView, other: VideoView) -> None:
        looks = (one.zoom, one.adjustment), (other.zoom, other.adjustment)
        for view, (zoom, adjustment) in ((one, looks[1]), (other, looks[0])):
            view.set_zoom(zoom)
            view.adjust(adjustment)

    def _name(self) -> None:
        """Write on each view which one it is, whether it leads, is heard, or shows only when paused."""
        for number, (view, player) in enumerate(zip(self.views, self._players, strict=False)):
            leads = number == self.leader
            player.set_audible(number == self.heard)
            if self.count == 1:
                player.view.show_name("")
                continue
            follower = self._followers.get(player)
            waits = follower is not None and not follower.can_play
            notes = (
                (leads, tr("leads")),
                (number == self.heard, tr("sound")),
                (waits, tr("only when paused")),
            )
            words = [f"{number + 1}  {view.name}", *(word for applies, word in notes if applies)]
            player.view.show_name(" · ".join(words), leads=leads)

    def _spread_sound(self, sound: Sound) -> None:
        for player in self._followers:
            if player.sound != sound:
                player.set_volume(sound.volume)
                player.set_muted(sound.muted)


def _nearest(own: Frame | None, other: Frame | None, at: Micros) -> Frame | None:
    """Give the frame to go on from: the view's own, or, where that is of another time, what is seen now."""
    if own is not None and abs(own.position.at - at) < SECOND:
        return own
    return None if other is None else replace(other, position=Position(at))
