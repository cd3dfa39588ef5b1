"""The shape of a scenario file, checked before anything is computed from it."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.grades import (
    Chance,
    Condition,
    Label,
    Name,
    Needed,
    Scaled,
    Setting,
    Share,
    Shift,
    Sourced,
    Strict,
    Text,
    Told,
    Trust,
    Words,
)
from sim.scenario.party import PartySpec


class CaseSpec(Strict):
    """One case of an issue that is read off the other terms."""

    option: Name = Field(description="The option that is read off.")
    when: Condition = Field(description="The terms that it is read off from.")


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
    read_off: list[CaseSpec] = Field(
        default=[],
        description="Where nobody proposes it: the first case that fits the other terms, else the status quo.",
    )


class SettlementsSpec(Strict):
    """Several issues of which only some combinations make sense, listed."""

    issues: Annotated[list[Name], Field(min_length=2)] = Field(description="The issues.")
    rows: Annotated[list[list[Name]], Field(min_length=1)] = Field(
        description="An option for each of them, combination by combination."
    )


class Feasibility(Strict):
    """Which combinations make no sense and are left out."""

    forbid: list[Condition] = Field(
        default=[], description="Outcomes that match one of these are infeasible."
    )
    nested: list[list[Name]] = Field(
        default=[], description="Along each chain the option's place never rises."
    )
    settlements: list[SettlementsSpec] = Field(
        default=[], description="Issues of which the combinations that make sense are listed."
    )


class FirmerSpec(Strict):
    """What makes a text of a depth bind more than others of it."""

    when: Condition = Field(description="The options that make it firmer.")
    by: Share = Field(description="By what share it then binds more.")
    warmth: Share | None = Field(default=None, description="By what share rapport then counts more.")


class DepthSpec(Strict):
    """A kind of text, from a few words to a whole treaty."""

    title: Told = Field(description="What it is called.")
    ladder: Literal["talks", "procedural", "declaration", "treaty"] = Field(
        description="The step of the ladder that it stands for."
    )
    binds: Annotated[Setting, Scaled("binding")] = Field(description="How far it binds: a treaty in full.")
    ratified: bool = Field(default=False, description="Whether it goes to the ratifiers.")
    holds: dict[Name, list[Name]] = Field(
        default={}, description="What it may say by issue, besides what says nothing."
    )
    firmer: FirmerSpec | None = Field(default=None, description="What makes it bind more.")


class AvailabilitySpec(Sourced):
    """Texts that can be had at some times and not at others."""

    title: Told = Field(description="What it is about.")
    texts: Condition = Field(description="The texts.")
    available: bool = Field(description="Whether they can be had.")


class ReadingSpec(Sourced):
    """How a party reads an option that only names a basis."""

    terms: dict[Name, Name] = Field(
        description="What it takes it to mean, by issue; all else as the status quo."
    )


class Promise(Strict):
    """Something that one party performs for the others after signing."""

    title: Told = Field(description="What it is called.")
    by: Name = Field(description="The party that performs it.")
    issues: Annotated[list[Name], Needed("without `breach`")] = Field(
        default=[],
        description="The issues whose terms it carries out: broken, they are as in the status quo.",
    )
    breach: Annotated[dict[Name, dict[Name, Name]], Needed("without `issues`")] = Field(
        default={}, description="Instead of issues: what each option becomes when it is broken."
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
    revert: Annotated[Setting, Scaled("revert")] | None = Field(
        default=None, description="Where texts have depths: how far trust and rapport go back in a round."
    )
    ties: Annotated[Setting, Scaled("ties")] | None = Field(
        default=None, description="Where texts have depths: what rapport adds to any text."
    )
    ties_from: Annotated[Setting, Scaled("coldness")] | None = Field(
        default=None, description="The rapport below which it takes away."
    )
    ambiguity: Annotated[Setting, Scaled("ambiguity")] | None = Field(
        default=None, description="How far a side counts on its own reading of a basis."
    )
    private: Annotated[Setting, Scaled("private")] | None = Field(
        default=None, description="How much of a reservation nobody outside knows."
    )


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
    domestic_threshold: Annotated[Setting, Scaled("threshold", -1.0, 1.0)] | None = Field(
        default=None, description="Its new ratifier's demand."
    )


class EventSpec(Sourced):
    """Something from outside: on a date (round ``at``) or by ``chance`` in any round, at most once."""

    title: Told = Field(description="What happens.")
    at: Annotated[int, Field(ge=1), Needed("without `chance`")] | None = Field(
        default=None, description="The round before which it happens."
    )
    chance: Annotated[Chance, Needed("without `at`")] | None = Field(
        default=None, description="Its chance in a round."
    )
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
    disputed: Literal["setback", "talks", "procedural", "declaration", "treaty"] | None = Field(
        default=None, description="The step that it might as well be said to have reached."
    )
    text: Told = Field(description="What happened, in a sentence or two.")


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


def _iso(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ValueError(f'"{text}" is not a date such as 2018, 2018-11 or 2018-11-14')
    return text


class ScenarioSpec(Strict):
    """A whole scenario, after what it extends has been merged in."""

    extends: Annotated[Id | None, Label] = Field(
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
    depths: dict[Name, DepthSpec] = Field(
        default={},
        description="The kinds of text, from shallow to deep; without them there is only a treaty.",
    )
    feasibility: Feasibility = Field(default=Feasibility(), description="Which combinations make no sense.")
    status_quo: dict[Name, Name] = Field(
        description="The option of today, by issue; where texts have depths, the one that says nothing."
    )
    availability: dict[Name, AvailabilitySpec] = Field(
        default={}, description="Texts that can be had at some times only."
    )
    readings: dict[Name, dict[Name, dict[Name, ReadingSpec]]] = Field(
        default={}, description="How each party reads an option: issue, option, party."
    )
    parties: Annotated[dict[Name, PartySpec], Field(min_length=1)] = Field(
        description="Who takes part, in their order."
    )
    promises: dict[Name, Promise] = Field(
        default={}, description="What is performed after signing, and so may be doubted."
    )
    talks: Talks = Field(description="How they meet.")
    ratification: Ratification = Field(default=Ratification(), description="How it goes at home.")
    performance: Performance = Field(default=Performance(), description="How long it has to last.")
    events: dict[Name, EventSpec] = Field(default={}, description="What comes from outside.")
    happened: Annotated[Happened | None, Words()] = Field(
        default=None, description="What happened in reality."
    )
    articles_only: Annotated[dict[str, Any], Words()] = Field(
        default={},
        description="Tables of this same form, laid over the scenario where documents count for nothing.",
    )
