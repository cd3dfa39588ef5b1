"""From a asked to a plan: how runs, designs and replications relate, seeds, and jobs that cover every run once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.experiments.runs.designs import Points
from sim.experiments.runs.manifest import PlanEntry
from sim.experiments.runs.plan import BatchRequest, Plan, make_plan
from sim.experiments.runs.playing import sampled
from sim.experiments.runs.rows import run_index, seeds_of
from sim.scenario.setup import Setup

LAKE, WELL = Setup("tests/data/lake.toml"), Setup("tests/golden/well.toml")
TRUST, ROUNDS = "parties.millbrook.trust=0.1:0.9", "talks.rounds=4,6,8"


def sizes(asked: BatchRequest) -> tuple[str, int, int, int]:
    entry = make_plan(asked).entry
    return entry.design.sort, entry.design.n, entry.replications, entry.runs


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (BatchRequest([LAKE], 30), ("none", 1, 30, 30)),
        (BatchRequest([LAKE], replications=30), ("none", 1, 30, 30)),
        (BatchRequest([LAKE, WELL], 30), ("none", 1, 15, 30)),
        (BatchRequest([LAKE], 30, [ROUNDS]), ("grid", 3, 10, 30)),
        (BatchRequest([LAKE], vary=[ROUNDS]), ("grid", 3, 1, 3)),
        (BatchRequest([LAKE], None, [ROUNDS], replications=5), ("grid", 3, 5, 15)),
        (BatchRequest([LAKE], 30, [TRUST, ROUNDS]), ("lhs", 30, 1, 30)),
        (BatchRequest([LAKE], 30, [TRUST], replications=3), ("lhs", 10, 3, 30)),
        (BatchRequest([LAKE], 32, [ROUNDS], "sobol", replications=2), ("sobol", 16, 2, 32)),
        (BatchRequest([LAKE], 30, [f"{TRUST}:5"], "grid"), ("grid", 5, 6, 30)),
        (BatchRequest([LAKE], 30, [TRUST], "oat"), ("oat", 3, 10, 30)),
    ],
)
def test_runs_are_scenarios_times_designs_times_replications(
    asked: BatchRequest, expected: tuple[str, int, int, int]
) -> None:
    assert sizes(asked) == expected


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (BatchRequest([], 10), "SCENARIO is missing"),
        (BatchRequest([LAKE, LAKE], 10), 'two of them have the id "lake"'),
        (BatchRequest([LAKE], 0), "--runs: 0 is too few"),
        (BatchRequest([LAKE]), "--runs is missing"),
        (BatchRequest([LAKE], vary=[TRUST]), "--runs is missing"),
        (BatchRequest([LAKE], 10, replications=0), "--replications: 0 is too few"),
        (BatchRequest([LAKE], 10, seed=-1), "seed: -1 is not a whole number"),
        (BatchRequest([LAKE], 10, traces=1.5), "--traces: 1.5 is no share"),
        (BatchRequest([LAKE], 10, [ROUNDS]), "--runs: 10 does not divide by 1 scenario times 3 designs; take 9 or 12"),
        (BatchRequest([LAKE], 10, [TRUST], replications=4), "does not divide by 1 scenario times 4 replications; take 8"),
        (BatchRequest([LAKE, WELL], 1), "does not divide by 2 scenarios times 1 design; take 2"),
        (BatchRequest([LAKE], 10, [ROUNDS], replications=2), "make 6 runs, not 10; leave out --runs or --repl"),
        (BatchRequest([LAKE], 10, [TRUST], "grid"), "write parties.millbrook.trust=0.1:0.9:5, or take --design lhs"),
        (BatchRequest([LAKE], 10, [f"{TRUST}:5"], "lhs"), "a count belongs to --design grid"),
        (BatchRequest([LAKE], 10, [TRUST], "latin"), '"latin" is no design; known are grid, lhs, list, oat, sobol'),
        (BatchRequest([LAKE], 10, [TRUST], "sobl"), 'did you mean "sobol"'),
        (BatchRequest([LAKE], 10, design="lhs"), "nothing is varied; give --vary"),
        (BatchRequest([LAKE], 10, design="list"), "give --designs FILE.csv"),
        (BatchRequest([LAKE], 10, [TRUST], designs="x.csv"), "leave out --vary"),
        (BatchRequest([LAKE], 10, design="lhs", designs="x.csv"), "leave out --design lhs"),
        (BatchRequest([LAKE], 10, designs="x.csv"), "--designs: x.csv: cannot be read"),
        (BatchRequest([LAKE, WELL], 10, [TRUST]), 'no key "parties.millbrook.trust"'),
        (BatchRequest([replace(LAKE, changes={"parties.millbrook.trust": "low"})], 10, [TRUST]), "is held fast by --set"),
        (
            BatchRequest([replace(LAKE, protocol="single_text")], 10, ["talks.protocol=alternating,single_text"]),
            "is held fast by --protocol single_text",
        ),
        (
            BatchRequest([replace(LAKE, strategies={"fernside": "micro"})], 10, ["parties.fernside.strategy=linear,boulware"]),
            "is held fast by --strategy fernside=micro",
        ),
        (BatchRequest([LAKE], 10, ["parties.fernside.strategy=linear,human"]), "--vary parties.fernside.strategy"),
        (BatchRequest([replace(LAKE, strategies={"fernsid": "linear"})], 10), 'did you mean "fernside"'),
        (BatchRequest([replace(LAKE, strategies={"fernside": "linea"})], 10), 'did you mean "linear"'),
        (BatchRequest([replace(LAKE, off=["aliance"])], 10), 'did you mean "alliance"'),
        (BatchRequest([replace(LAKE, protocol="x")], 10), "lake: "),
        (BatchRequest([LAKE], 10**9, [TRUST]), "more than 10,000,000"),
        (BatchRequest([LAKE], 10, ["parties.millbrook.trust=0.1:0.9:9999", "talks.rounds=2:30",
                           "parties.fernside.trust=0.1:0.9:99"], "grid"), "the grid has"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_named(asked: BatchRequest, said: str) -> None:
    with pytest.raises(InputError) as refused:
        make_plan(asked)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("parties.millbrook.trsut=0:1", 'did you mean "parties.millbrook.trust"?'),
        ("parties.millbrook.trust=0.9:0.1", "0.9 lies above 0.1; write parties.millbrook.trust=0.1:0.9"),
        ("parties.millbrook.trust=0:2", "it must lie from 0 to 1"),
        ("parties.millbrook.trust=low,hgh", 'did you mean "high"?'),
        ("parties.millbrook.trust=low,low", 'names "low" twice'),
        ("parties.millbrook.trust=0.5:0.5", "is a single number; leave it out and give --set"),
        ("parties.millbrook.trust=0:x", '"x" is not a finite number'),
        ("parties.millbrook.trust=0:nan", '"nan" is not a finite number'),
        ("parties.millbrook.trust=0:1:1", 'COUNT is "1"'),
        ("parties.millbrook.trust=0:1:2:3", "write a range as LO:HI or LO:HI:COUNT"),
        ("parties.millbrook.trust=", "must have the form KEY=LO:HI"),
        ("parties.millbrook.trust", "must have the form KEY=LO:HI"),
        ("parties.millbrook.trust=low,", "has an empty value"),
        ("parties.fernside.weights.sea=0:1", "--vary parties.fernside.weights.sea=0:1: "),
        ("talks.protocol=0:1", "takes a word and no range; list its values"),
        ("talks.rounds=0:9", "greater than or equal to 1"),
        ("talks.rounds=1.5:9", "is not a whole number"),
        ("talks.rounds=2:9:3", "3 even steps from 2 to 9 are not whole numbers"),
        ("talks=1,2", "is not a single value"),
        ("id=a,b", "is not a single value"),
    ],
)
def test_a_wrong_variation_is_named(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        make_plan(BatchRequest([LAKE], 12, [text], None if "," in text or text.count(":") > 1 else "lhs"))
    assert said in str(refused.value)
    assert str(refused.value).startswith("--vary")


def test_a_key_cannot_be_varied_twice() -> None:
    with pytest.raises(InputError, match=r'"talks\.rounds" is given twice'):
        make_plan(BatchRequest([LAKE], 12, [ROUNDS, ROUNDS]))


def test_a_sobol_sequence_of_another_length_is_remarked_on() -> None:
    assert make_plan(BatchRequest([LAKE], 32, [TRUST], "sobol")).notes == ()
    assert "30 designs are not one (16, 32)" in make_plan(BatchRequest([LAKE], 30, [TRUST], "sobol")).notes[0]


def test_designs_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("parties.millbrook.trust,talks.rounds\n0.1,4\n0.9,8\n0.5,4\n")
    plan = make_plan(BatchRequest([LAKE], 6, designs=str(path)))
    assert (plan.entry.design.sort, plan.entry.design.n, plan.entry.replications) == ("list", 3, 2)
    assert plan.points[0].columns[1].typed(1) == "8"
    path.write_text("parties.millbrook.trust\n0.1\n7\n")
    with pytest.raises(InputError, match="it must lie from 0 to 1"):
        make_plan(BatchRequest([LAKE], 6, designs=str(path)))


def shaped(base: Plan, scenarios: int, designs: int, replications: int, size: int) -> Plan:
    """A plan of another shape, as far as its jobs go."""
    runs = scenarios * designs * replications
    design = base.entry.design.model_copy(update={"n": designs})
    entry: PlanEntry = base.entry.model_copy(
        update={"design": design, "replications": replications, "runs": runs, "job_size": size,
                "jobs": -(-runs // size)}
    )  # fmt: skip
    return Plan(entry, tuple(Points(designs) for _ in range(scenarios)))


BASE = make_plan(BatchRequest([Setup("2018-singapore")], 10))


@given(*(st.integers(1, 9) for _ in range(4)), st.integers(1, 5))
def test_jobs_and_shards_cover_every_run_once(
    scenarios: int, designs: int, replications: int, size: int, shards: int
) -> None:
    plan = shaped(BASE, scenarios, designs, replications, size)
    seen: list[tuple[int, ...]] = []
    for shard in range(1, shards + 1):
        for job in plan.jobs((shard, shards)):
            order = plan.job(job, b"", "")
            scenario, place = run_index(plan.entry, order.first, order.count)
            for piece in order.slices:
                own = (place.design[scenario == piece.scenario] - piece.first) % piece.designs
                assert own.size and own.min() == 0 and own.max() == piece.points.n - 1
            assert {piece.scenario for piece in order.slices} == set(scenario.tolist())
            seen += zip(
                place.run.tolist(), scenario.tolist(), place.design.tolist(), place.replication.tolist(),
                strict=True,
            )  # fmt: skip
    seen.sort()
    triples = [(s, d, r) for r in range(replications) for d in range(designs) for s in range(scenarios)]
    assert seen == [(i, *triple) for i, triple in enumerate(triples)]


def test_the_seed_of_a_run_is_that_of_its_design_and_replication() -> None:
    entry = make_plan(BatchRequest([LAKE], 12, [ROUNDS], seed=5)).entry
    design, replication = np.array([0, 1, 2, 2]), np.array([0, 0, 0, 3])
    found = seeds_of(entry, design, replication)
    sequence = np.random.SeedSequence(5, spawn_key=(2, 3))
    assert found[3] == int(sequence.generate_state(1, np.uint64)[0]) >> 11
    assert len(set(found.tolist())) == 4 and found.min() >= 0
    same = seeds_of(entry.model_copy(update={"common": True}), design, replication)
    assert same[0] == same[1] == same[2] == found[0] != same[3]


def test_the_sample_of_full_records_does_not_depend_on_jobs() -> None:
    entry = make_plan(BatchRequest([LAKE], 500, traces=0.1)).entry
    whole = sampled(entry, 0, 500)
    assert 20 < len(whole) < 90
    assert [run for first in range(0, 500, 7) for run in sampled(entry, first, min(7, 500 - first))] == whole
    assert set(whole) < set(sampled(entry.model_copy(update={"traces": 0.3}), 0, 500))
    assert sampled(entry.model_copy(update={"traces": 0.0}), 0, 500) == []
    assert len(sampled(entry.model_copy(update={"traces": 1.0}), 0, 500)) == 500


def test_jobs_have_a_size_that_the_plan_alone_fixes() -> None:
    found = [make_plan(BatchRequest([LAKE], runs)).entry for runs in (5, 1000, 50_000, 1_000_000)]
    assert [(entry.job_size, entry.jobs) for entry in found] == [(10, 1), (10, 100), (500, 100), (1000, 1000)]
