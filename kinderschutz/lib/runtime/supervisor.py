"""Keeps the children running: what dies is started again, with growing pauses."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kinderschutz.lib.runtime.children import Child
from kinderschutz.lib.runtime.faults import PortalFault
from kinderschutz.lib.runtime.say import Speaker

PAUSES = (0.5, 1, 2, 5, 10)  # seconds before the first, second, ... restart
CALM = 120  # seconds of life after which earlier deaths are forgotten


@dataclass
class _Watched:
    child: Child
    started: float = field(default_factory=time.monotonic)
    deaths: int = 0
    again_at: float | None = None


class Supervisor:
    """Starts children in order, watches them, stops first what lives on others."""

    def __init__(
        self,
        speaker: Speaker,
        *,
        on_change: Callable[[list[Child]], None],
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._speaker = speaker
        self._pauses = pauses
        self._on_change = on_change
        self._watched: list[_Watched] = []

    def start(self, child: Child, stopping: Callable[[], bool]) -> None:
        """Start a child and wait until it is ready."""
        self.launch(child)
        try:
            child.wait_ready(stopping)
        except PortalFault:
            child.tell_held(self._speaker)
            raise

    def launch(self, child: Child) -> None:
        """Start a child without waiting."""
        child.start(self._speaker)
        self._watched.append(_Watched(child))
        self._changed()

    def running(self) -> bool:
        """Whether anything was started."""
        return bool(self._watched)

    def look(self) -> None:
        """Once: start again what died and has paused long enough. Raises PortalFault."""
        now = time.monotonic()
        for watched in self._watched:
            if watched.again_at is not None:
                if now >= watched.again_at:
                    watched.again_at, watched.started = None, now
                    watched.child.start(self._speaker)
                    self._changed()
            elif watched.child.ended():
                self._died(watched, now)

    def stop(self) -> None:
        """Stop everything: at once what only uses others, then the others, the last one first."""
        children = [watched.child for watched in reversed(self._watched)]
        end([child for child in children if not child.serves])
        for child in children:
            end([child])
        self._watched.clear()
        self._changed()

    def _died(self, watched: _Watched, now: float) -> None:
        child = watched.child
        child.tell_held(self._speaker)
        if child.vital:
            raise PortalFault(
                f"{child.name} ist mit Code {child.code()} beendet, das Portal hält an."
            )
        child.bury()
        if now - watched.started > CALM:
            watched.deaths = 0
        if watched.deaths == len(self._pauses):
            raise PortalFault(f"{child.name} endet immer wieder, das Portal hält an.")
        pause = self._pauses[watched.deaths]
        watched.deaths += 1
        watched.again_at = now + pause
        self._speaker.say(
            f"{child.name} ist mit Code {child.code()} beendet und wird neu gestartet."
        )

    def _changed(self) -> None:
        self._on_change([watched.child for watched in self._watched])


def end(children: Sequence[Child]) -> None:
    """Ask all to end, then wait for each."""
    for child in children:
        child.ask_to_end()
    for child in children:
        child.await_end()
