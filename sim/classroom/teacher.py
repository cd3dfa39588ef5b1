"""What the teacher's pages call, once the key has been given."""

from __future__ import annotations

from collections.abc import Mapping

from sim.classroom.plan import Plan
from sim.classroom.state import RoomState
from sim.classroom.views import ConsoleView, GroupLook, RoomLine
from sim.engine.gathering import Gathered, OwnEvent


class Teacher:
    """Everything that a teacher may do; methods raise `ClassError` and nothing else."""

    def rooms(self) -> list[RoomLine]:
        raise NotImplementedError

    def open_room(self, plan: Plan) -> str:
        raise NotImplementedError

    def console(self, code: str, now: float | None = None) -> ConsoleView:
        raise NotImplementedError

    def deal(self, code: str) -> None:
        raise NotImplementedError

    def deal_by_hand(self, code: str, places: Mapping[str, tuple[int, str | None]]) -> None:
        raise NotImplementedError

    def next_phase(self, code: str) -> None:
        raise NotImplementedError

    def back(self, code: str) -> None:
        raise NotImplementedError

    def pause(self, code: str) -> None:
        raise NotImplementedError

    def resume(self, code: str) -> None:
        raise NotImplementedError

    def extend(self, code: str, minutes: float) -> None:
        raise NotImplementedError

    def move_person(self, code: str, person: str, group: int, seat: str | None) -> None:
        raise NotImplementedError

    def agent_for(self, code: str, group: int, seat: str) -> None:
        raise NotImplementedError

    def give_back(self, code: str, group: int, seat: str, person: str | None = None) -> None:
        raise NotImplementedError

    def remove(self, code: str, person: str) -> None:
        raise NotImplementedError

    def nudge(self, code: str, group: int) -> None:
        raise NotImplementedError

    def message(self, code: str, group: int | None, text: str) -> None:
        raise NotImplementedError

    def inject(self, code: str, group: int | None, event: str | OwnEvent) -> None:
        raise NotImplementedError

    def close_group(self, code: str, group: int) -> None:
        raise NotImplementedError

    def end(self, code: str) -> None:
        raise NotImplementedError

    def delete(self, code: str) -> None:
        raise NotImplementedError

    def look(self, code: str, group: int) -> GroupLook:
        raise NotImplementedError

    def replay(self, code: str, group: int) -> list[Gathered]:
        """Return a group's table before its first entry and after each."""
        raise NotImplementedError

    def state(self, code: str) -> RoomState:
        """Return the whole room, for the debrief and the export."""
        raise NotImplementedError

    def standings(self, code: str) -> Mapping[int, Gathered]:
        """Return where every group's table stands."""
        raise NotImplementedError
