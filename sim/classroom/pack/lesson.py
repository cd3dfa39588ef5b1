"""What is the same in every lesson pack, whatever is negotiated: the minutes, the goals, the rubric and the questions."""

from __future__ import annotations

from dataclasses import dataclass

from sim.classroom.plan import PRESETS
from sim.telling.catalogue import t

GOALS = ("1", "2", "3", "4", "5")
CRITERIA = ("interests", "bargaining", "explaining", "doubt")
LEVELS = ("beginning", "secure", "strong")
ANSWERS = ("a", "b", "c")

QUESTIONS = {"floor": "b", "line": "c", "home": "a", "zone": "c", "model": "b"}
"""The closed questions, asked before and after the lesson, and the right answer to each."""

OPEN = ("blocked", "other")
"""The open questions after it."""


@dataclass(frozen=True)
class Step:
    """A phase of a lesson: its minutes, and who does what in it, with computers and without."""

    minutes: str
    name: str
    teacher: str
    students: str
    paper: str


def plan(preset: str) -> list[Step]:
    """Return the phases of a lesson of so many minutes; one that takes none is left out.

    >>> [(step.minutes, step.name) for step in plan("50")][:3]
    [('0–4', 'Arrive'), ('4–6', 'Deal'), ('6–13', 'Read and predict')]
    """
    found, start = [], 0.0
    for phase, minutes in PRESETS[preset].items():
        if minutes:
            words = (
                t(f"class.pack.plan.{phase}.{what}") for what in ("name", "teacher", "students", "paper")
            )
            found.append(Step(f"{start:g}–{start + minutes:g}", *words))
            start += minutes
    return found


def goals() -> list[str]:
    """Return the learning goals."""
    return [t(f"class.pack.goals.{n}") for n in GOALS]


def rubric() -> list[tuple[str, ...]]:
    """Return the rubric, criterion by criterion: its name and what it looks like at each level."""
    return [tuple(t(f"class.pack.rubric.{name}.{what}") for what in ("name", *LEVELS)) for name in CRITERIA]


@dataclass(frozen=True)
class Closed:
    """A closed question: its answers, the place of the right one, why it is right, and what is often thought."""

    asks: str
    answers: tuple[str, ...]
    right: int
    why: str
    mistake: str


def closed() -> list[Closed]:
    """Return the questions that are asked before and after the lesson.

    >>> [question.answers[question.right] for question in closed()][0]
    'what having no agreement is worth to it'
    """
    found = []
    for name, right in QUESTIONS.items():
        asks, why, mistake = (t(f"class.pack.questions.{name}.{what}") for what in ("asks", "why", "mistake"))
        answers = tuple(t(f"class.pack.questions.{name}.{answer}") for answer in ANSWERS)
        found.append(Closed(asks, answers, ANSWERS.index(right), why, mistake))
    return found


def opened() -> list[tuple[str, str]]:
    """Return the open questions, each with what a good answer holds."""
    return [(t(f"class.pack.questions.{name}.asks"), t(f"class.pack.questions.{name}.good")) for name in OPEN]
