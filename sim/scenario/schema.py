"""The shape of a scenario file, checked before anything is computed from it.

A *setting* is a number that the model uses, written as a word of a scale or as a value, and always with
the evidence or the assumption that it rests on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, Field(min_length=1, max_length=600)]
Condition = dict[Name, Annotated[list[Name], Field(min_length=1)]]


@dataclass(frozen=True)
class Words:
    """Marks what no run reads: texts for readers, and what a grade rests on; a ``label`` names something."""

    label: bool = False


Told = Annotated[Text, Words()]
Label = Words(label=True)


class Strict(BaseModel):
    """A table that knows all of its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=True)


class Sourced(Strict):
    """Something that rests on claims of the ledger, on an assumption, or on both."""

    evidence: Annotated[list[str], Words()] = Field(
        default=[], description="Claims of the evidence ledger, such as tass-2018-11/c01."
    )
    assumption: Told | None = Field(default=None, description="Why this is assumed, where no claim says it.")

    @model_validator(mode="after")
    def _rests_on_something(self) -> Sourced:
        if not self.evidence and self.assumption is None:
            raise ValueError('rests on nothing; add evidence = ["article/claim"] or assumption = "why"')
        return self


class Setting(Sourced):
    """One number: a word of its scale (``level``) or a ``value`` with its ``range``."""

    level: str | None = Field(default=None, description="A word of the setting's scale.")
    value: float | None = Field(default=None, description="A number, instead of a word.")
    range: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="Smallest and largest plausible value; a word has one from its scale."
    )

    @model_validator(mode="after")
    def _one_number(self) -> Setting:
        if (self.level is None) == (self.value is None):
            raise ValueError("needs either a level (a word of its scale) or a value (a number)")
        if self.value is not None:
            if self.range is None:
                raise ValueError("has a value but no range; add range = [low, high] around it")
            if not self.range[0] <= self.value <= self.range[1]:
                raise ValueError(f"has the value {self.value:g} outside its range {self.range}")
        elif self.range is not None:
            raise ValueError("has a level and a range; the range comes from the scale, so drop one of them")
        return self


@dataclass(frozen=True)
class Scaled:
    """Which scale a setting is graded on, and the smallest and largest number it may be."""

    scale: str
    low: float = 0.0
    high: float = 1.0


Worth = Annotated[Setting, Scaled("worth")]
Weight = Annotated[Setting, Scaled("weight", 0.0, 1000.0)]
Trust = Annotated[Setting, Scaled("trust")]
Share = Annotated[Setting, Scaled("share")]
Shift = Annotated[Setting, Scaled("shift", -1.0, 1.0)]
Chance = Annotated[Setting, Scaled("chance")]


class IssueSpec(Strict):
    """An issue: what it is called, its options in order, and how the terms read."""

    title: Told = Field(description="What it is called.")
    options: Annotated[list[Name], Field(min_length=1, max_length=40)] = Field(
        description="Its options, in order from one end to the other."
    )
    says: Annotated[dict[Name, Text], Label] = Field(
        default={}, description="How each option reads in an account, behind the title."
    )
    sovereignty: bool = Field(default=False, description="Whether a nationalist looks at this issue.")


class Feasibility(Strict):
    """Which combinations make no sense and are left out."""

    forbid: list[Condition] = Field(
        default=[], description="Outcomes that match one of these are infeasible."
    )
    nested: list[list[Name]] = Field(
        default=[], description="Along each chain the option's place never rises."
    )


class Promise(Strict):
    """Something that one party performs for the others after signing."""

    title: Told = Field(description="What it is called.")
    by: Name = Field(description="The party that performs it.")
    issues: Annotated[list[Name], Field(min_length=1)] = Field(
        description="The issues whose terms it carries out."
    )
    backed_by: Name | None = Field(
        default=None, description="The guarantor whose objection makes it hard to believe."
    )
    deferred_by: Name | None = Field(
        default=None, description="The issue that says how much comes after signing."
    )
    deferral: dict[Name, Share] = Field(
        description="Share that comes after signing: per option, or under `always`."
    )


class Bonus(Sourced):
    """Worth that a whole combination adds (linkage), or takes away below 0."""

    when: Condition = Field(description="The options that must come together.")
    amount: Shift = Field(description="Worth added, against the best of all issues at 1.")


class RedLine(Sourced):
    """What a party never accepts, while the line ``holds``."""

    title: Told = Field(description="What it is called.")
    refuses: Condition = Field(description="A text with these options is never accepted.")
    holds: bool = Field(default=True, description="Whether it is in force.")


class Declared(Sourced):
    """The options that a party has asked for in public."""

    terms: dict[Name, Name] = Field(description="The option asked for, by issue.")


class PartySpec(Strict):
    """One party: its role, its preferences, and what moves it."""

    title: Told = Field(description="What it is called.")
    seat: Annotated[Text, Label] = Field(description="How an account names it, such as its capital.")
    role: Literal["signatory", "guarantor"] = Field(
        default="signatory", description="A guarantor does not sign but weighs on its ally."
    )
    strategy: str = Field(default="linear", description="How it negotiates.")
    acceptance: str | None = Field(
        default=None, description="Its acceptance rule, where not the strategy's usual one."
    )
    opponent_model: str | None = Field(
        default=None, description="Its opponent model, where not the usual one."
    )
    weights: dict[Name, Weight] = Field(description="How much an issue matters, in proportion.")
    values: dict[Name, dict[Name, Worth]] = Field(description="How good an option is, on its issue alone.")
    bonuses: dict[Name, Bonus] = Field(
        default={}, description="Combinations worth more or less than their parts."
    )
    red_lines: dict[Name, RedLine] = Field(default={}, description="What it never accepts.")
    declared: Declared | None = Field(default=None, description="What it has asked for in public.")
    reservation: Annotated[Setting, Scaled("reservation")] = Field(
        description="Worth of leaving without a treaty."
    )
    discount: Annotated[Setting, Scaled("patience")] | None = Field(
        default=None,
        description="What is left of a worth one round later, to a strategy that weighs waiting.",
    )
    trust: Trust | None = Field(default=None, description="How far it believes that the others perform.")
    confidence: dict[Name, Trust] = Field(
        default={}, description="How far it believes one promise in particular."
    )
    hawkishness: Annotated[Setting, Scaled("hawkishness")] | None = Field(
        default=None, description="Weight of the nationalist view."
    )
    domestic_threshold: Annotated[Setting, Scaled("threshold")] | None = Field(
        default=None, description="What its ratifier demands."
    )
    ally: Name | None = Field(default=None, description="A guarantor's ally, on whom its stance weighs.")
    leverage: Annotated[Setting, Scaled("leverage")] | None = Field(
        default=None, description="A guarantor's hold over its ally."
    )
    stake: Annotated[Setting, Scaled("stake")] | None = Field(
        default=None, description="What the ally loses at a threat."
    )
    objection: Share | None = Field(default=None, description="An objection's share of a threat.")
    support: Annotated[Setting, Scaled("stake")] | None = Field(
        default=None, description="What support is worth to the ally."
    )
    counterweight: Share | None = Field(
        default=None, description="By what share a rival makes support worth more."
    )
    support_margin: Annotated[Setting, Scaled("margin")] | None = Field(
        default=None, description="How far above its reservation it supports."
    )
    threat_margin: Annotated[Setting, Scaled("margin")] | None = Field(
        default=None, description="How far below its reservation it threatens."
    )


class Talks(Strict):
    """How the parties meet."""

    protocol: Literal["alternating", "simultaneous", "single_text"] = Field(
        default="alternating", description="How they take turns."
    )
    rounds: Annotated[int, Field(ge=1, le=2000)] = Field(description="How many meetings at most.")
    opening: Name = Field(description="Who proposes first.")
    rapport: Annotated[Setting, Scaled("rapport")] | None = Field(
        default=None, description="How well the leaders get on."
    )
    trust_gain: Annotated[Setting, Scaled("share", 0.0, 10.0)] | None = Field(
        default=None, description="Trust won per unit of worth conceded."
    )
    threat_loss: Share | None = Field(default=None, description="Trust lost at a threat with full leverage.")
    mood: Share | None = Field(default=None, description="What chance adds to trust in a meeting, or takes.")


class Ratification(Strict):
    """How ratifiers at home decide."""

    spread: Annotated[Setting, Scaled("spread", 0.001, 10.0)] | None = Field(
        default=None, description="How gradual a ratifier's answer is."
    )
    failure_cost: Share | None = Field(default=None, description="What a failure at home costs a leader.")


class Performance(Strict):
    """What can happen to a treaty after it is in force."""

    years: Annotated[int, Field(ge=0, le=200)] = Field(
        default=0, description="Years in which a shock can end the treaty."
    )
    shock: Chance | None = Field(default=None, description="Chance of a security shock in a year.")


class LadderSpec(Strict):
    """The residual gaps up to which the talks count as a declaration, as procedural, as talks."""

    declaration: Annotated[Setting, Scaled("gap")] = Field(description="Up to this gap, a declaration.")
    procedural: Annotated[Setting, Scaled("gap")] = Field(description="Up to this gap, a basis or a date.")
    talks: Annotated[Setting, Scaled("gap")] = Field(description="Up to this gap, the talks go on.")
    leeway: Annotated[Setting, Scaled("leeway")] | None = Field(
        default=None,
        description="How much more gap leaders of the warmest rapport get over than those of the coldest.",
    )


class Becomes(Strict):
    """What a new leader or a shock changes in one party."""

    reservation: Annotated[Setting, Scaled("reservation")] | None = Field(
        default=None, description="Its new reservation."
    )
    trust: Trust | None = Field(default=None, description="Its new trust.")
    discount: Annotated[Setting, Scaled("patience")] | None = Field(
        default=None, description="Its new patience."
    )
    hawkishness: Annotated[Setting, Scaled("hawkishness")] | None = Field(
        default=None, description="Its new ratifier's hawkishness."
    )
    domestic_threshold: Annotated[Setting, Scaled("threshold")] | None = Field(
        default=None, description="Its new ratifier's demand."
    )


class EventSpec(Sourced):
    """Something from outside: on a date (round ``at``) or by ``chance`` in any round, at most once."""

    title: Told = Field(description="What happens.")
    at: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="The round before which it happens."
    )
    chance: Chance | None = Field(default=None, description="Its chance in a round.")
    suspend: Annotated[int, Field(ge=0)] = Field(default=0, description="Rounds without a meeting.")
    rounds_left: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Rounds that are left from then on."
    )
    trust: Shift | None = Field(default=None, description="Added to everyone's trust.")
    rapport: Shift | None = Field(default=None, description="Added to rapport.")
    leverage: Shift | None = Field(default=None, description="Added to every guarantor's leverage.")
    parties: dict[Name, Becomes] = Field(default={}, description="What it changes in one party.")

    @model_validator(mode="after")
    def _has_a_time(self) -> EventSpec:
        if (self.at is None) == (self.chance is None):
            raise ValueError("needs either a round (at = 3) or a chance for every round")
        return self


class Happened(Sourced):
    """What history made of the episode."""

    ladder: Literal["setback", "talks", "procedural", "declaration", "treaty"] = Field(
        description="The step that was reached."
    )
    tabled: list[Name] = Field(
        default=[],
        description="Parties that are known to have offered terms. Somebody always tabled something.",
    )
    text: Told = Field(description="What happened, in a sentence or two.")


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


def _iso(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ValueError(f'"{text}" is not a date such as 2018, 2018-11 or 2018-11-14')
    return text


class ScenarioSpec(Strict):
    """A whole scenario, after what it extends has been merged in."""

    extends: Annotated[Name | None, Label] = Field(
        default=None, description="The scenario that this one starts from."
    )
    abstract: Annotated[bool, Label] = Field(
        default=False, description="True for a file that others extend and nobody plays."
    )
    id: Annotated[Id, Label] = Field(description="Its name, as the command line takes it.")
    title: Told = Field(description="Its headline.")
    date: Annotated[str, AfterValidator(_iso), Label] = Field(
        description="When it is set: a year, a month or a day."
    )
    place: Told | None = Field(default=None, description="Where it is set.")
    summary: Told = Field(description="What it is about, in a few sentences.")
    hypotheses: Annotated[list[Text], Words()] = Field(
        default=[], description="What in it is one school's view; shown with every result."
    )
    key_settings: Annotated[list[str], Words()] = Field(
        default=[], description="Dotted keys of the settings that matter most here."
    )
    issues: Annotated[dict[Name, IssueSpec], Field(min_length=1)] = Field(description="What is on the table.")
    feasibility: Feasibility = Field(default=Feasibility(), description="Which combinations make no sense.")
    status_quo: dict[Name, Name] = Field(description="The option of today, by issue.")
    parties: Annotated[dict[Name, PartySpec], Field(min_length=1)] = Field(
        description="Who takes part, in their order."
    )
    promises: dict[Name, Promise] = Field(
        default={}, description="What is performed after signing, and so may be doubted."
    )
    talks: Talks = Field(description="How they meet.")
    ratification: Ratification = Field(default=Ratification(), description="How it goes at home.")
    performance: Performance = Field(default=Performance(), description="How long it has to last.")
    ladder: LadderSpec = Field(description="How a gap is read.")
    events: dict[Name, EventSpec] = Field(default={}, description="What comes from outside.")
    happened: Annotated[Happened | None, Words()] = Field(
        default=None, description="What history made of it."
    )
