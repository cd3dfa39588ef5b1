"""What the page Many runs says: what is asked, how long it takes, and what to see in each chart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sim.analysis.intervals import wilson
from sim.app.kit import differing_words
from sim.app.runs.charts import Share
from sim.app.runs.question import PROTOCOL, Question
from sim.app.state.links import State
from sim.domain.game import LADDER, RESULTS
from sim.experiments.compare.input_difference import input_difference
from sim.experiments.runs.reading.influence import Influence
from sim.experiments.runs.reading.tally import FINE, Tally, Terms, Varied
from sim.scenario.load import Scenario
from sim.telling import depths, labels
from sim.telling.catalogue import listed, plural, t, word
from sim.telling.numbers import count, number, percent, signed
from sim.telling.terms import grouped, in_words

MOST_TEXTS = 5
TREATY = len(LADDER) - 1
_AT_ONCE = 4


def duration(seconds: float) -> str:
    """Return a time in words, roughly.

    >>> duration(3.2), duration(170.0)
    ('5 seconds', '3 minutes')
    """
    if seconds < 55:
        return t("runs.seconds", n=max(5, 5 * round(seconds / 5)))
    minutes = max(1, round(seconds / 60))
    return t("runs.minute") if minutes == 1 else t("runs.minutes", n=minutes)


def _places(share: float) -> int:
    """Decimals of a share in percent: one where it is small and not whole."""
    shown = 100 * share
    return 0 if shown >= 9.95 or abs(shown - round(shown)) < 0.05 else 1


def hundred(share: float) -> str:
    """Return a share as so many of a hundred, with a decimal where it is small.

    >>> hundred(0.2345), hundred(0.0123), hundred(0.0)
    ('23', '1.2', '0')
    """
    return number(100 * share, _places(share))


def span(low: float, high: float) -> str:
    """Return the ends of a share's interval in short.

    >>> span(0.123, 0.2)
    '12–20'
    """
    return t("runs.span", low=hundred(low), high=hundred(high))


def size(count_of: float) -> str:
    """Return a number of bytes in words.

    >>> size(640_000), size(21_500_000)
    ('0.6 MB', '22 MB')
    """
    millions = max(0.1, count_of / 1e6)
    return t("runs.megabytes", n=count(round(millions)) if millions >= 9.95 else number(millions, 1))


def interval(low: float, high: float) -> str:
    """Return the ends of a share's interval."""
    return t("runs.from_to", low=hundred(low), high=hundred(high))


def setting(scenario: Scenario, key: str) -> str:
    """Return what a key is called."""
    return t("runs.protocol") if key == PROTOCOL else labels.setting(scenario, key)


def level(scenario: Scenario, key: str, name: str) -> str:
    """Return a word that a key can take."""
    if key == PROTOCOL:
        return word("protocol", name)
    return labels.level(scenario.settings[key].scale, name)


def values(scenario: Scenario, one: Varied) -> list[str]:
    """Return what the cells of a varied key are called, in their order."""
    if one.words:
        return [level(scenario, one.key, name) for name in one.words]
    if one.spread:
        step = (one.high - one.low) / one.size
        return [number(one.low + (i + 0.5) * step) for i in range(one.size)]
    step = (one.high - one.low) / (one.size - 1)
    return [number(one.low + i * step) for i in range(one.size)]


def carried(state: State) -> str:
    """Return what is taken over from the page's state beside the episode, in a sentence; empty where nothing is."""
    rows = input_difference(State(state.scenario), state).differs
    if not rows:
        return ""
    if len(rows) > _AT_ONCE:
        return t("runs.carried_many", n=len(rows))
    plain = State(state.scenario)
    said = [
        t(
            "runs.change",
            what=differing_words.what(plain, state, row),
            value=differing_words.value(state, row, row.b),
        )
        for row in rows
    ]
    return t("runs.carried", what=t("common.semicolon").join(said))


def asked(question: Question) -> str:
    """Return what will be played, in a sentence."""
    n = count(question.runs)
    if not question.varied:
        return t("runs.ask.plain", n=n)
    names = listed([t("runs.named", name=setting(question.scenario, one.key)) for one in question.varied])
    if question.design != "grid":
        return t("runs.ask.spread", n=n, names=names)
    cells, each = question.combinations, count(question.replications)
    key = "grid_one" if len(question.varied) == 1 else "grid"
    return t(f"runs.ask.{key}", n=n, names=names, cells=cells, each=each)


def first(tally: Tally) -> str:
    """Return the most important thing: how often it came to a treaty."""
    n = tally.played
    treaties = int(tally.ladder[TREATY])
    ends = interval(*wilson(treaties, n))
    return t("runs.says.first", n=count(n), share=hundred(treaties / n), span=ends)


def _bars(names: Sequence[str], counts: Sequence[int], n: int, mark: str | None = None) -> list[Share]:
    found = []
    for name, number_of in zip(names, counts, strict=True):
        low, high = wilson(int(number_of), n)
        text = t("runs.bar", share=percent(number_of / n, _places(number_of / n)), span=span(low, high))
        if name == mark:
            text = t("runs.bar_history", text=text)
        found.append(Share(name, number_of / n, low, high, text))
    return found


def _most_frequent(key: str, bars: list[Share]) -> str:
    """What comes most often; where several come equally often, all of them."""
    most = max(bar.share for bar in bars)
    names = [t("runs.named", name=bar.name) for bar in bars if bar.share == most]
    tied = "_tied" if len(names) > 1 else ""
    return t(f"runs.says.{key}{tied}", share=hundred(most), what=listed(names))


def ladder(tally: Tally, happened: str | None) -> tuple[list[Share], str, str]:
    """Return the steps from the top down with their shares, the finding, and how to read it; ``happened``: history's step."""
    steps = list(LADDER)[::-1]
    mark = word("ladder", happened) if happened else None
    bars = _bars([word("ladder", step) for step in steps], [*tally.ladder[::-1].tolist()], tally.played, mark)
    title, lines = _most_frequent("ladder", bars), t("runs.says.lines")
    if mark is None:
        return bars, title, lines
    own = next(bar for bar in bars if bar.name == mark)
    return (
        bars,
        title,
        t("runs.says.history", step=mark, share=hundred(own.share)) + t("runs.between") + lines,
    )


def results(tally: Tally) -> tuple[list[Share], str, str]:
    """Return how the talks ended, the most frequent first, the finding, and what never came."""
    order = sorted(range(len(RESULTS)), key=lambda i: -int(tally.result[i]))
    never = [word("result", RESULTS[i]) for i in order if not tally.result[i]]
    order = [i for i in order if tally.result[i]]
    bars = _bars(
        [word("result", RESULTS[i]) for i in order], [int(tally.result[i]) for i in order], tally.played
    )
    said = t("runs.says.never", results=listed(never)) if never else ""
    return bars, _most_frequent("results", bars), said


def gap(tally: Tally) -> tuple[list[tuple[float, float, float]], float, str, str]:
    """Return the bars of the treaty gap (from, to, share), the middle of the runs that have one, the finding, and the rest."""
    highest = int(tally.gap.nonzero()[0][-1])
    # A multiple of five hundredths, and at least a tenth, so that the axis stays while runs come in.
    top = min(FINE, max(FINE // 10, -(-highest // 10) * 10))
    step = 1 if top <= 30 else 2 if top <= 60 else 5 if top <= 120 else 10
    n, bars = tally.gapped, []
    for low, high in pairwise([*range(0, top, step), top]):
        inside = int(tally.gap[low + 1 : high + 1].sum())
        inside += int(tally.gap[0]) if low == 0 else 0
        inside += int(tally.gap[FINE + 1]) if high == FINE else 0
        bars.append((low / FINE, high / FINE, inside / n))
    middle, none = tally.quantile(0.5), int(tally.gap[0])
    key = "gap" if middle > 0.0 else "gap_full"
    values = {"middle": number(middle), "full": hundred(none / n), "mean": number(tally.mean)}
    said = t(f"runs.says.{key}_rest", **values)
    barred = tally.played - n
    if barred:
        said += t("runs.between") + t("runs.says.gap_barred", share=hundred(barred / tally.played))
    return bars, middle, t(f"runs.says.{key}", **values), said


def influences(scenario: Scenario, found: Sequence[Influence]) -> list[str]:
    """Return what goes with the ladder, a line each: the correlation, its interval, and the settings."""
    return [
        t(
            "runs.influence.line",
            r=signed(one.r),
            low=signed(one.low),
            high=signed(one.high),
            what=_influencing(scenario, one),
        )
        for one in found
    ]


def _influencing(scenario: Scenario, one: Influence) -> str:
    name = setting(scenario, one.settings[0])
    if len(one.settings) == 1:
        return name
    others = len(one.settings) - 1
    return plural("runs.influence.shared", others, name=name, n=others)


def texts(scenario: Scenario, tally: Tally) -> list[str]:
    """Return the texts that were signed most often, in words: the first in full, the others by what differs."""
    top = tally.terms.most_common(MOST_TEXTS)
    found = []
    for place, (terms, n) in enumerate(top):
        low, high = wilson(n, tally.played)
        share = t("runs.texts.share", share=hundred(n / tally.played), span=span(low, high))
        found.append(
            share + (_in_full(scenario, terms) if place == 0 else _apart(scenario, terms, top[0][0]))
        )
    return found


def _in_full(scenario: Scenario, terms: Terms) -> str:
    lines = depths.lines(scenario.spec, dict(terms)) or grouped(scenario.spec, dict(terms))
    return in_words(lines) + t("common.stop")


def _apart(scenario: Scenario, terms: Terms, from_first: Terms) -> str:
    """A text by what it has that the first has not, where that is little."""
    other = tuple(pair for pair in terms if pair not in from_first)
    if len(other) > len(terms) // 2:
        return _in_full(scenario, terms)
    return t("runs.texts.but", terms=in_words(grouped(scenario.spec, dict(other))) + t("common.stop"))
