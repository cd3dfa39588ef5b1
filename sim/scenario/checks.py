"""Whether the parts of a scenario fit together: every name is known, every table complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.domain.game import ACCEPTANCES, OPPONENT_MODELS, STRATEGIES
from sim.domain.texts import DEPTH
from sim.errors import ScenarioError, nearest
from sim.scenario.fields import fields_of
from sim.scenario.party import OF_A_GUARANTOR, PartySpec
from sim.scenario.schema import ScenarioSpec


class Check:
    """Checks one scenario; each finding names the source, the key and the cure."""

    def __init__(self, table: ScenarioSpec, source: str) -> None:
        """Remember what is checked and how it is called in messages."""
        self.table, self.source = table, source

    def fail(self, key: str, message: str) -> None:
        """Raise `ScenarioError` about a key."""
        raise ScenarioError(f"{self.source}: {key}: {message}")

    def known(self, key: str, name: str, names: Iterable[str], kind: str) -> None:
        """Fail unless ``name`` is one of ``names``."""
        names = list(names)
        if name not in names:
            self.fail(key, f'there is no {kind} "{name}"; {nearest(name, names)}')

    def terms(self, key: str, terms: Mapping[str, Any]) -> None:
        """Fail unless every issue and option of ``terms`` exists; options may be one or a list."""
        for issue, options in terms.items():
            if issue == DEPTH and self.table.depths:
                names: Iterable[str] = self.table.depths
            else:
                self.known(key, issue, self.table.issues, "issue")
                names = self.table.issues[issue].options
            for option in [options] if isinstance(options, str) else options:
                self.known(f"{key}.{issue}", option, names, "depth" if issue == DEPTH else "option")

    def depths(self) -> None:
        """Depths hold real options, and rise; what needs depths is not there without them."""
        table = self.table
        for name, depth in table.depths.items():
            self.terms(f"depths.{name}.holds", depth.holds)
            if depth.firmer is not None:
                self.terms(f"depths.{name}.firmer.when", depth.firmer.when)
        for i, found in enumerate(table.feasibility.settlements):
            where = f"feasibility.settlements (entry {i + 1})"
            for row in found.rows:
                if len(row) != len(found.issues):
                    self.fail(
                        where,
                        f"has a row of {len(row)} options for {len(found.issues)} issues; give one each",
                    )
                self.terms(where, dict(zip(found.issues, row, strict=True)))
        for name, kept in table.availability.items():
            self.terms(f"availability.{name}.texts", kept.texts)
        for issue, options in table.readings.items():
            self.terms("readings", {issue: list(options)})
            for option, by in options.items():
                for party, reading in by.items():
                    self.known(f"readings.{issue}.{option}", party, table.parties, "party")
                    self.terms(f"readings.{issue}.{option}.{party}.terms", reading.terms)

    def issues(self) -> None:
        """Issues have distinct options; rules and the status quo name real ones."""
        if self.table.depths and DEPTH in self.table.issues:
            self.fail(
                f"issues.{DEPTH}",
                "is what texts of several depths are told apart by; give the issue another name",
            )
        for name, issue in self.table.issues.items():
            if len(set(issue.options)) < len(issue.options):
                self.fail(f"issues.{name}.options", "an option is named twice; name each once")
            for option in issue.says:
                self.known(f"issues.{name}.says", option, issue.options, "option")
            if name not in self.table.status_quo:
                self.fail("status_quo", f'says nothing on the issue "{name}"; add its option of today')
            for i, case in enumerate(issue.read_off):
                self.known(
                    f"issues.{name}.read_off (entry {i + 1}).option", case.option, issue.options, "option"
                )
                self.terms(f"issues.{name}.read_off (entry {i + 1}).when", case.when)
            if issue.read_off and not self.table.depths:
                self.fail(
                    f"issues.{name}.read_off", "needs texts of several depths; add [depths], or drop it"
                )
        for i, condition in enumerate(self.table.feasibility.forbid):
            self.terms(f"feasibility.forbid[{i}]", condition)
        for i, chain in enumerate(self.table.feasibility.nested):
            for name in chain:
                self.known(f"feasibility.nested[{i}]", name, self.table.issues, "issue")
        self.terms("status_quo", self.table.status_quo)

    def parties(self) -> None:
        """Signatories, guarantors and what belongs to each."""
        signatories = [name for name, party in self.table.parties.items() if party.role == "signatory"]
        if len(signatories) < 2:
            self.fail("parties", 'a negotiation needs two parties or more whose role is "signatory"')
        self.known("talks.opening", self.table.talks.opening, signatories, "signatory")
        for name, party in self.table.parties.items():
            self.party(f"parties.{name}", party)
            if party.role == "guarantor":
                for need, kind in fields_of(PartySpec).items():
                    if kind.needed == OF_A_GUARANTOR and getattr(party, need) is None:
                        self.fail(f"parties.{name}.{need}", "is missing; add it, for a guarantor needs it")
                self.known(f"parties.{name}.ally", str(party.ally), signatories, "signatory")

    def party(self, key: str, party: PartySpec) -> None:
        """One party's preferences and strategy."""
        stranger = party.role == "signatory" and party.ally is None
        if party.reservation is None and (stranger or not self.table.depths):
            self.fail(f"{key}.reservation", "is missing; add what leaving without a text is worth")
        if self.table.depths and party.values:
            self.fail(
                f"{key}.values",
                "is for texts of one depth; with [depths] say under gains what an option gives",
            )
        if not self.table.depths and (party.gains or party.gains_at):
            self.fail(f"{key}.gains", "needs texts of several depths; say under values how good an option is")
        for depth, gains in party.gains_at.items():
            self.known(f"{key}.gains_at", depth, self.table.depths, "depth")
            self.terms(f"{key}.gains_at.{depth}", {issue: list(given) for issue, given in gains.items()})
        self.terms(f"{key}.gains", {issue: list(given) for issue, given in party.gains.items()})
        self.known(f"{key}.strategy", party.strategy, STRATEGIES, "strategy")
        if party.acceptance is not None:
            self.known(f"{key}.acceptance", party.acceptance, ACCEPTANCES, "acceptance rule")
        if party.opponent_model is not None:
            self.known(f"{key}.opponent_model", party.opponent_model, OPPONENT_MODELS, "opponent model")
        for issue in party.weights:
            self.known(f"{key}.weights", issue, self.table.issues, "issue")
            for option in self.table.issues[issue].options if not self.table.depths else ():
                if option not in party.values.get(issue, {}):
                    self.fail(
                        f"{key}.values.{issue}.{option}",
                        "is missing; a weighed issue needs a worth per option",
                    )
        self.terms(f"{key}.values", {issue: list(worths) for issue, worths in party.values.items()})
        for name, bonus in party.bonuses.items():
            self.terms(f"{key}.bonuses.{name}.when", bonus.when)
        for name, line in party.red_lines.items():
            self.terms(f"{key}.red_lines.{name}.refuses", line.refuses)
        for promise in party.confidence:
            self.known(f"{key}.confidence", promise, self.table.promises, "promise")
        if party.declared is not None:
            self.terms(f"{key}.declared.terms", party.declared.terms)
            if party.declared.depth is not None:
                self.known(f"{key}.declared.depth", party.declared.depth, self.table.depths, "depth")

    def promises(self) -> None:
        """Promises name real parties and issues, and say how much comes later for every option."""
        for name, promise in self.table.promises.items():
            key = f"promises.{name}"
            self.known(f"{key}.by", promise.by, self.table.parties, "party")
            for issue in promise.issues:
                self.known(f"{key}.issues", issue, self.table.issues, "issue")
            if bool(promise.issues) == bool(promise.breach):
                self.fail(
                    f"{key}.issues",
                    "needs either issues or a breach; say what becomes of it when it is broken",
                )
            for issue, becomes in promise.breach.items():
                self.terms(f"{key}.breach", {issue: [*becomes, *becomes.values()]})
            wanted = ["always"]
            if promise.deferred_by == DEPTH and self.table.depths:
                wanted = list(self.table.depths)
            elif promise.deferred_by is not None:
                self.known(f"{key}.deferred_by", promise.deferred_by, self.table.issues, "issue")
                wanted = self.table.issues[promise.deferred_by].options
            if promise.backed_by is not None:
                self.known(f"{key}.backed_by", promise.backed_by, self.table.parties, "party")
            for option in promise.deferral:
                self.known(f"{key}.deferral", option, wanted, "option")
            for option in wanted:
                if option not in promise.deferral:
                    self.fail(f"{key}.deferral.{option}", "is missing; say how much comes after signing")

    def events(self) -> None:
        """Events name real parties and fall within the talks."""
        for name, event in self.table.events.items():
            for party in event.parties:
                self.known(f"events.{name}.parties", party, self.table.parties, "party")


def check(table: ScenarioSpec, source: str) -> None:
    """Raise `ScenarioError` at the first part of the scenario that does not fit the others."""
    checks = Check(table, source)
    checks.issues()
    checks.depths()
    checks.promises()
    checks.parties()
    checks.events()
