"""The classroom with more and more people, over real connections: ``python -m benchmarks.bench_classroom [PEOPLE ...]``.

Prints for each number of people what `hikiwake classroom --load-test` measures. ``--pace 10 --seconds 360`` plays an hour's
worth of lines and moves in six minutes: what the memory of the server does meanwhile is its last line but one. Figures are those of the machine and of
what else it does; the targets are those of an idle one with two cores: 40 people within 1.5 s for 95 of 100 lines, 5 s for the worst.
"""

from __future__ import annotations

import argparse
import os

from sim.app.load import measure


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Times of the classroom.")
    parser.add_argument("people", nargs="*", type=int, default=[40, 80, 120, 200])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pace", type=float, default=1.0)
    given = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    for people in given.people:
        print(measure(people, given.seconds, given.pace).said(), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
