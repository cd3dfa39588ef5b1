"""What the debrief says to the person: how it ended, what it has, what was possible, and what stood in the way.

How the talks ended, where on the ladder, and what stood in the way is told as every account of a run tells it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.domain.record import RunRecord
from sim.engine import debrief as found_at
from sim.engine.debrief import Found, Hurdle
from sim.engine.sitting import Seated
from sim.telling import depths, verdict
from sim.telling.catalogue import capital, listed, said, t, word
from sim.telling.depths import by_kind
from sim.telling.narrative import sentences
from sim.telling.numbers import count, number
from sim.telling.seat import talks
from sim.telling.seat.worth import below
from sim.telling.story import Story, story_of


def episode(seated: Seated) -> str:
    """Return what stands above the headline: the year and the episode."""
    table = seated.sitting.played.spec
    return f"{table.date[:4]} · {said(table.title)}"


def story(seated: Seated, record: RunRecord) -> Story:
    """Return the finished sitting, ready to be told."""
    return Story(record, seated.sitting.played, seated.table.rules.game)


def headline(seated: Seated, record: RunRecord) -> str:
    """Return how the talks ended."""
    if record.result == "walked_out" and seated.table.meetings[-1].walked == seated.sitting.place:
        return t("seat.end.walked_you")
    return verdict.ending(story(seated, record))


def standing(seated: Seated, record: RunRecord) -> str:
    """Return what the person has in the end, and how far the talks came."""
    ending = found_at.ending(seated)
    rounds = seated.table.meetings[-1].round
    key = "worth_none"
    if record.agreement is not None:
        key = "worth_failed" if record.result == "not_ratified" else "worth_deal"
    if seated.sitting.speaks:
        key = f"{key}_speaks"
    worths = {"plain": number(ending.plain), "worth": number(ending.judged), "floor": number(ending.floor)}
    over = "seat.status.over_one" if rounds == 1 else "seat.status.over"
    lines = [
        t(over, who=talks.name(seated, seated.sitting.place), rounds=rounds),
        t(f"seat.end.{key}", cost=number(ending.floor - ending.plain), **worths),
        verdict.ladder(story(seated, record)),
    ]
    return sentences(lines)


def without_person(seated: Seated, record: RunRecord) -> str:
    """Return how the same talks end with the same chances and no person at the table."""
    ending = verdict.ending(story_of(record))
    return t("seat.end.model_says", ending=ending, ladder=t(f"told.ladder.{record.ladder}"))


def counts(seated: Seated) -> list[str]:
    """Return how many texts every side would have signed, at the end and in the course of the talks."""
    n, everything = int(found_at.signable_at_the_end(seated).sum()), count(seated.table.rules.game.space.n)
    key = "count_none" if n == 0 else "count_one" if n == 1 else "count"
    lines = [t(f"seat.end.{key}", n=count(n), all=everything)]
    if n == 0:
        rounds = found_at.signable_rounds(seated)
        if rounds:
            lines.append(t("seat.end.rounds_some", rounds=listed([str(round_) for round_ in rounds])))
        else:
            lines.append(t("seat.end.rounds_never"))
    return lines


def depth_rows(seated: Seated) -> list[dict[str, str]]:
    """Return by depth what could have been signed at the end, as rows of a table; none in a dispute without depths."""
    table = seated.sitting.played.spec
    if not table.depths:
        return []
    return [
        {
            t("seat.end.col_depth"): depths.title(table, found.depth),
            t("seat.end.col_texts"): count(found.texts),
            t("seat.end.col_signable"): count(found.signable),
            t("seat.end.col_gap"): _missing(found),
        }
        for found in reversed(found_at.by_depth(seated))
    ]


def _missing(found: Found) -> str:
    """How far the nearest text of a depth stayed from being signed, in words where no number says it."""
    if found.texts == 0:
        return t("seat.end.gap_no_text")
    if found.gap is None:
        return t("seat.end.gap_line")
    if found.signable:
        return t("seat.end.gap_none")
    return (
        t("seat.end.gap", gap=number(found.gap))
        if number(found.gap) != number(0.0)
        else t("seat.end.gap_hair")
    )


def chart_key(seated: Seated, names: Sequence[str]) -> str:
    """Return what the lines and signs of the chart mean; ``names``: the bargaining solutions it shows."""
    two = len(found_at.sides(seated)) == 2
    called = [
        t("seat.end.short_and_name", short=t(f"seat.end.short.{n}"), name=word("solution", n)) for n in names
    ]
    solved = t("seat.end.key_solutions", names=listed(called)) if called else t("seat.end.key_none")
    return sentences([t(f"seat.end.key_{'line' if two else 'rings'}"), solved, t("seat.end.key_floors")])


def better(seated: Seated, text: int | None) -> str:
    """Return what the person left on the table: the best it could have had, and what would have harmed nobody."""
    deal, best, now = seated.table.agreement is not None, found_at.best(seated), found_at.ending(seated)
    most = best is None or best <= now.signed
    lines = [] if best is None or most else [t("seat.end.best", worth=number(best))]
    if text is not None:
        worth = found_at.judged(seated)[seated.sitting.place, text]
        held = number(now.signed if deal else now.floor)
        key = "better_deal" if deal else "better_no_deal"
        lines.append(t(f"seat.end.{key}", worth=number(float(worth)), now=held))
    elif deal:
        lines.append(t("seat.end.better_most" if most else "seat.end.better_none_deal"))
    else:
        lines.append(t("seat.end.better_nothing" if best is None else "seat.end.better_no_more"))
    return sentences(lines)


def nearest(seated: Seated, text: int) -> str:
    """Return what the sides that would not have signed a text lacked."""
    value, lacks = seated.table.value, []
    for place in seated.table.rules.game.signatories:
        floor = float(value.reservation[place])
        worth = min(float(row[place, text]) for row in (value.plain, value.credible, value.signing))
        if worth < floor:
            key = "lacks_you" if place == seated.sitting.place else "lacks"
            who = talks.name(seated, place)
            lacks.append(t(f"seat.end.{key}", who=who, worth=below(worth, floor), floor=number(floor)))
    lines = [t("seat.end.nearest", depth=talks.depth(seated, text))]
    return sentences([*lines, t("seat.end.nearest_lacks", lacks=listed(lacks)) if lacks else ""])


def hurdle_rows(seated: Seated, rows: list[Hurdle]) -> list[dict[str, str]]:
    """Return the constraints as rows of a table: what is left of each depth, and of the deepest without it alone."""
    off, table = t("seat.end.off"), seated.sitting.played.spec
    kinds = [
        (d, depths.title(table, found.depth))
        for d, found in enumerate(found_at.by_depth(seated))
        if found.texts
    ]
    last = t("seat.end.col_without_of", depth=kinds[-1][1])
    found = []
    for row in rows:
        cells = {t("seat.end.col_constraint"): capital(word("constraint", row.constraint))}
        cells[t("seat.end.col_left")] = (
            off if row.left is None else by_kind({kind: row.left[d] for d, kind in reversed(kinds)})
        )
        cells[last] = off if row.without is None else count(row.without[-1])
        found.append(cells)
    return found
