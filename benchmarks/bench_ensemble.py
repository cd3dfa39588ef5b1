"""The compiled ensemble against the Mesa model, `mesa.batch_run`, a NumPy floor and the arithmetic limit.

All of them play `2018-singapore` with all constraints and fresh draws of every setting, in one process. Times are
processor times, taken in turns and as medians, because the machine may be busy; read the ratios. Every comparison
asserts first that the same work gives the same results. What is compiled is compiled, and loaded, before any clock
starts. Run: ``python -m benchmarks.bench_ensemble`` (``--long`` takes more runs and more repeats).
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numba
import numpy as np
from mesa.batchrunner import batch_run

from benchmarks.bench_run import floor
from sim.domain.game import LADDER, RESULTS, Game
from sim.domain.record import treaty_gap
from sim.engine.compiled.running import traced
from sim.engine.ensemble import PreparedScenario, Runs, play_many, prepare
from sim.engine.mesa import NegotiationModel, negotiate
from sim.engine.recording import text_of
from sim.rules.standing import opening_standing
from sim.rules.valuation import valuation
from sim.scenario.load import load

SCENARIO = load("2018-singapore")
TILES = 40
"""How often the ensemble plays the seeds that the slow side plays once; fresh draws leave it nothing to keep."""

SERIES = 7 * 2 + 1 + 10
"""Operations of the exponential: scaling, a polynomial of degree 7, ten squarings."""


def load_now() -> str:
    """Return how busy the machine is."""
    found = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return f"{os.cpu_count()} processors, load {found}"


def in_turns(repeats: int, *sides: Callable[[], object]) -> list[float]:
    """Return the median processor time of each side in seconds; they take turns, so that noise meets them alike."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(repeats):
        for side, found in zip(sides, times, strict=True):
            began = time.process_time()
            side()
            found.append(time.process_time() - began)
    return [statistics.median(found) for found in times]


def same_rows(prepared: PreparedScenario, runs: Runs, seeds: Sequence[int]) -> None:
    """Assert that every row is what the Mesa model makes of the same seed."""
    game = prepared.scenario.game()
    for i, seed in enumerate(seeds):
        record = negotiate(prepared.scenario, seed, draw=True)
        signed = (None, None) if runs.agreement[i] < 0 else text_of(game, int(runs.agreement[i]))
        row = (RESULTS[runs.result[i]], LADDER[runs.ladder[i]], runs.gaps[i, -1], *signed)
        assert row == (record.result, record.ladder, treaty_gap(record), record.depth, record.agreement), seed


def against_the_loop(prepared: PreparedScenario, count: int, repeats: int) -> float:
    """Compare with a plain loop over the Mesa model; return the ensemble's seconds for a run."""
    seeds = list(range(count))
    same_rows(prepared, play_many(prepared, np.array(seeds)), seeds)
    tiled = np.tile(np.array(seeds), TILES)
    loop, many = in_turns(
        repeats,
        lambda: [negotiate(SCENARIO, seed, draw=True) for seed in seeds],
        lambda: play_many(prepared, tiled),
    )
    loop, many = loop / count, many / tiled.size
    print(f"plain loop over the Mesa model   {1000 * loop:9.3f} ms a run")
    print(f"ensemble, the same {count} seeds       {1000 * many:9.3f} ms a run, ratio {loop / many:.1f}")
    return many


class Numbered(NegotiationModel):
    """The model as `mesa.batch_run` takes it.

    The number of the run is a parameter of its own, because Mesa 3.5 drops one that is called ``seed`` and hands in
    luck of its own.
    """

    def __init__(self, run: int, **_: Any) -> None:
        """Seat the parties for a run."""
        super().__init__(SCENARIO, run, draw=True)


def against_batch_run(prepared: PreparedScenario, count: int, repeats: int) -> None:
    """Compare with Mesa's own runner in one process: two would only add the cost of handing rows over."""
    seeds = np.arange(count)
    found: list[Any] = []

    def runner() -> None:
        found[:] = batch_run(
            Numbered, {"run": seeds.tolist()}, number_processes=1, max_steps=1000, display_progress=False
        )

    tiled = np.tile(seeds, TILES)
    mesa, many = in_turns(repeats, runner, lambda: play_many(prepared, tiled))
    runs = play_many(prepared, seeds)
    last = {row["run"]: row["result"] for row in found}
    assert last == {int(seed): RESULTS[runs.result[seed]] for seed in seeds}
    mesa, many = mesa / count, many / tiled.size
    print(f"mesa.batch_run                   {1000 * mesa:9.3f} ms a run, ratio {mesa / many:.1f}")


def valuations(prepared: PreparedScenario, seed: int) -> int:
    """Return how often a run values all outcomes: at its opening, and before each meeting that finds trust moved."""
    rounds = int(play_many(prepared, np.array([seed])).rounds[0])
    state, trace = traced(prepared.fixed, seed)
    moved = (np.diff(trace.trust[:rounds], axis=0) != 0.0).any(axis=1)
    struck = np.isin(np.arange(2, rounds + 1), state.fired)
    count, stale = 1, False
    for changed, met in zip(moved | struck, trace.met[1:rounds], strict=True):
        stale = stale or bool(changed)
        if met and stale:
            count, stale = count + 1, False
    return count


def operations(game: Game) -> int:
    """Return the floating-point operations that valuing one outcome takes, without comparisons.

    A division counts as one operation, though it takes the time of several. The tables that a draw fills, the
    opponent models and the search for a text come on top and are not counted.
    """
    total = 0
    for place in game.signatories:
        for k, by in enumerate(game.promises.by):
            if by != place:
                # u - (1 - belief) * stake, and belief * (1 - press) where a guarantor backs the promise.
                total += 3 + (2 if game.promises.backer[k] >= 0 else 0)
        total += sum(3 for guarantor in game.guarantors if guarantor.ally == place)
        if game.parties[place].domestic_threshold is not None:
            # The ratifier's score, its scaling and sign, and the logistic.
            total += 4 + 2 + SERIES + 2
        # The product of both sides' chances, and what a leader foresees.
        total += 1 + 4
    return total


jit: Callable[..., Any] = numba.njit(error_model="numpy")


@jit
def _kernel(row: Any, times: int) -> None:
    """Multiply in one chain and add in another beside it, nine times for one load and one store."""
    for _ in range(times):
        for i in range(row.size):
            x = row[i]
            y, z = 0.5 * x, x + 0.1
            # Written out, because the compiler turns a loop here into one that it cannot spread over lanes.
            y, z = y * x, z + x
            y, z = y * x, z + x
            y, z = y * x, z + x
            y, z = y * x, z + x
            y, z = y * x, z + x
            y, z = y * x, z + x
            y, z = y * x, z + x
            y, z = y * x, z + x
            row[i] = 0.01 * (y + z)


def attainable() -> float:
    """Return the multiplications and additions a second that one core does in code compiled as ours is.

    In the nearest cache, and without fused multiply-adds, which would change the last bit. The best of several: any
    noise only slows.
    """
    row, times, each = np.linspace(0.1, 0.9, 512), 4000, 20
    _kernel(row.copy(), 1)
    best = 1e9
    for _ in range(25):
        began = time.process_time()
        _kernel(row, times)
        best = min(best, time.process_time() - began)
    return each * row.size * times / best


def against_the_floor(prepared: PreparedScenario, many: float, count: int, repeats: int) -> None:
    """Compare with valuing alone in plain NumPy, and with what the processor could do at best."""
    games = [SCENARIO.game(seed) for seed in range(count)]
    times = [valuations(prepared, seed) for seed in range(count)]
    for game in games:
        seats = list(game.signatories)
        expected = valuation(game, opening_standing(game)).expected[seats]
        assert np.allclose(floor(game, 1), expected, atol=1e-11)
    seconds, own = in_turns(
        repeats,
        lambda: [floor(game, n) for game, n in zip(games, times, strict=True)],
        lambda: play_many(prepared, np.tile(np.arange(count), TILES)),
    )
    seconds, own = seconds / count, own / count / TILES
    print(f"NumPy floor, valuing alone       {1000 * seconds:9.3f} ms a run, ratio {seconds / own:.2f}")
    each, mean = operations(games[0]), statistics.mean(times)
    work, rate = mean * games[0].space.n * each, attainable()
    # A slow machine slows the engine and the rate alike, so both are taken in the same minute.
    print(
        f"a run values {games[0].space.n:,} outcomes {mean:.1f} times with {each} operations each: "
        f"{work / 1e6:.2f} million\none core does {rate / 1e9:.1f} thousand million a second, so these take "
        f"{1000 * work / rate:.3f} ms at best: the engine reaches {work / rate / min(many, own):.0%} of that limit"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--long", action="store_true", help="take more runs and more repeats")
    longer = parser.parse_args().long
    count, repeats = (200, 9) if longer else (40, 7)
    began = time.perf_counter()
    prepared = prepare(SCENARIO)
    play_many(prepared, np.arange(2))
    print(f"{load_now()}; {time.perf_counter() - began:.1f} s to make ready, compilation included")
    many = against_the_loop(prepared, count, repeats)
    against_batch_run(prepared, count, repeats)
    against_the_floor(prepared, many, count, repeats)
    print(load_now())


if __name__ == "__main__":
    main()
