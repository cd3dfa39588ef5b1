"""The lesson pack in Markdown, in each language: plans, goals, rubric and questions; the hand-outs are made by a command."""

from __future__ import annotations

from collections.abc import Callable

from sim.classroom.pack import lesson
from sim.classroom.plan import PRESETS
from sim.telling.catalogue import LANGUAGES, speaking, t


def pack_page(code: str, made: str, table: Callable[..., str]) -> str:
    """Return the page of one language."""
    with speaking(code):
        return _page(code, made, table)


def _page(code: str, made: str, table: Callable[..., str]) -> str:
    others = " · ".join(
        f"[{name}](lesson-pack.{other}.md)" for other, name in LANGUAGES.items() if other != code
    )
    parts = [f"# {_t('title')}", made, others, _t("lead"), _t("handouts")]
    parts += [f"## {_t('goals.title')}", _t("goals.lead"), "\n".join(f"- {goal}" for goal in lesson.goals())]
    parts += [f"## {_t('need.title')}", "\n".join(f"- {_t(f'need.{name}')}" for name in ("things", "live"))]
    heads = [_t(f"plan.{head}") for head in ("minutes", "step", "teacher", "students", "paper")]
    for preset in PRESETS:
        steps = lesson.plan(preset)
        rows = [(step.minutes, step.name, step.teacher, step.students, step.paper) for step in steps]
        parts += [f"## {_t('plan.title', n=preset)}", table(heads, rows)]
    parts += [_t("plan.note"), f"## {_t('rubric.title')}", _t("rubric.lead")]
    levels = [_t("rubric.criterion"), *(_t(f"rubric.{level}") for level in lesson.LEVELS)]
    parts.append(table(levels, lesson.rubric()))
    return "\n\n".join([*parts, *_questions()]) + "\n"


def _questions() -> list[str]:
    """The questions with their answers."""
    parts = [f"## {_t('questions.title')}", _t("questions.answers_lead")]
    for n, question in enumerate(lesson.closed(), 1):
        answers = [
            f"- {'**' if i == question.right else ''}{answer}{'**' if i == question.right else ''}"
            for i, answer in enumerate(question.answers)
        ]
        parts += [f"**{n}. {question.asks}**", "\n".join(answers)]
        parts.append(f"{question.why} {_t('questions.often', mistake=question.mistake)}")
    parts.append(f"## {_t('questions.open')}")
    for asks, good in lesson.opened():
        parts.append(f"**{asks}** {_t('questions.good', answer=good)}")
    return parts


def _t(key: str, /, **values: object) -> str:
    return t(f"class.pack.{key}", **values)
