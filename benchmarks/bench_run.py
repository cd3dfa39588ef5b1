"""One negotiation of `2018-singapore` against a floor in plain NumPy, in one process and one run.

The floor evaluates every outcome for every signatory once a round, with the library's exponential, and does
nothing else: no offers, no opponent models, no record. The benchmark asserts that floor and run value the same
outcomes alike before it compares their times. Run: ``python -m benchmarks.bench_run``
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from sim.domain.game import Game
from sim.domain.issue import Floats
from sim.engine.mesa import negotiate
from sim.rules.standing import opening_standing
from sim.rules.valuation import valuation
from sim.scenario.load import load

REPEATS = 15


def floor(game: Game, rounds: int) -> Floats:
    """Return expected worths of all outcomes, shape (signatories, n), computed anew for every round."""
    opening = valuation(game, opening_standing(game))
    expected = np.zeros((len(game.signatories), game.space.n))
    for _ in range(rounds):
        passing = np.ones(game.space.n)
        worths = []
        for place in game.signatories:
            party, worth = game.parties[place], game.utilities[place].copy()
            for k, by in enumerate(game.promises.by):
                if by != place:
                    belief = party.trust * game.promises.confidence[place, k]
                    if game.promises.backer[k] >= 0:
                        belief = belief * (1.0 - opening.press[game.promises.backer[k]])
                    worth = worth - (1.0 - belief) * game.promises.deferral[k] * game.promises.gain[place, k]
            for g, guarantor in enumerate(game.guarantors):
                if guarantor.ally == place:
                    worth = worth - opening.press[g] * guarantor.stake
                    worth = worth + np.where(opening.stances[g] == 3, guarantor.support, 0.0)
            worth = np.clip(worth, 0.0, 1.0)
            worths.append(worth)
            if party.domestic_threshold is not None:
                score = (1 - party.hawkishness) * worth + party.hawkishness * game.nationalist[place]
                passing = passing / (1.0 + np.exp(-(score - party.domestic_threshold) / game.dynamics.spread))
        for row, (place, worth) in enumerate(zip(game.signatories, worths, strict=True)):
            fallback = max(0.0, game.parties[place].reservation - game.dynamics.failure_cost)
            expected[row] = passing * worth + (1.0 - passing) * fallback
    return expected


def timed(work: Callable[[], object]) -> float:
    """Return the median processor time of one call in milliseconds."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000.0 * statistics.median(times)


def main() -> None:
    """Print both times and their ratio."""
    scenario = load("2018-singapore")
    game = scenario.game()
    seats = list(game.signatories)
    assert np.allclose(floor(game, 1), valuation(game, opening_standing(game)).expected[seats], atol=1e-11)
    record = negotiate(scenario, 7)
    rounds = len({row.round for row in record.rounds})
    run, least = timed(lambda: negotiate(scenario, 7)), timed(lambda: floor(game, rounds))
    print(f"one negotiation of {rounds} rounds over {game.space.n:,} outcomes: {run:.1f} ms")
    print(f"floor, valuing every outcome {rounds} times in plain NumPy: {least:.1f} ms")
    print(f"ratio {run / least:.1f}")


if __name__ == "__main__":
    main()
