"""The clock of a phase: it pauses, extends and resumes, and stands at nought when it has run out."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Clock:
    """When a phase began, in seconds, how many minutes it has, and since when it is paused, if it is.

    >>> clock = Clock(100.0, 2.0)
    >>> clock.remaining(130.0), clock.remaining(900.0)
    (90.0, 0.0)
    >>> clock.pause(130.0).resume(500.0).remaining(510.0)
    80.0
    """

    started: float
    minutes: float
    paused_at: float | None = None

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self.paused_at is not None

    def remaining(self, now: float) -> float:
        """Return the seconds that are left, never less than none."""
        at = now if self.paused_at is None else self.paused_at
        return min(60.0 * self.minutes, max(0.0, self.started + 60.0 * self.minutes - at))

    def pause(self, now: float) -> Clock:
        """Return the clock standing still from now on; one that stands already stays as it is."""
        return self if self.paused else replace(self, paused_at=now)

    def resume(self, now: float) -> Clock:
        """Return the clock going on with what was left when it was paused."""
        if self.paused_at is None:
            return self
        return replace(self, started=self.started + max(0.0, now - self.paused_at), paused_at=None)

    def extend(self, minutes: float, now: float) -> Clock:
        """Return the clock with so many minutes more than are left now, also where it has run out."""
        at = now if self.paused_at is None else self.paused_at
        left = self.remaining(now) / 60.0 + minutes
        return replace(self, started=at, minutes=max(0.0, left))
