"""Processes that serve a classroom to robots until they are killed: ``python -m tests.classroom.writing DATABASE TOKEN...``.

For every line on stdin there is one: a fork of this process, which has everything imported. Its pid is told on stdout, and
that it is dead. Each robot is a thread that moves, writes and keeps drafts as fast as it can. What the classroom has accepted is told on
stdout, a line each, only once the call has returned.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import threading
import time

from sim.classroom.faults import ClassError
from sim.classroom.service import Classroom
from tests.classroom.robots import wish


def main(database: str, *tokens: str) -> None:
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            serve(database, *tokens)
        told("born", pid=pid)
        os.waitpid(pid, 0)
        told("dead")


def serve(database: str, *tokens: str) -> None:
    """Serve for good."""
    classroom = Classroom(database)
    for n, token in enumerate(tokens):
        threading.Thread(target=robot, args=(classroom, token, n), daemon=True).start()
    while True:
        signal.pause()


def robot(classroom: Classroom, token: str, n: int) -> None:
    chance, born = random.Random(os.getpid() + n), time.monotonic_ns()
    for k in itertools.count():
        mark = f"{born}-{n}-{k}"
        try:
            view = classroom.student(token)
            if view.may_move:
                move = "reject" if view.seated and view.seated.turn == "answer" else wish(view, chance)
                classroom.move(token, move, view.entries)
                told("move", group=view.group, entry=view.entries, move=move, seat=view.seat)
            classroom.say(token, mark, "group")
            told("said", text=mark)
            classroom.keep_draft(token, {"mark": mark})
            told("draft", person=view.person, mark=mark)
        except ClassError as error:
            if error.key != "class.service.moved_on":
                told("refused", key=error.key)
                return


def told(kind: str, **values: object) -> None:
    """One write, so that a line is there whole or not at all."""
    os.write(1, (json.dumps({"kind": kind, **values}) + "\n").encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
