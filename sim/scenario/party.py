"""The shape of a party in a scenario file: its role, what it wants, and what moves it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.grades import (
    Condition,
    Gain,
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
    Weight,
    Worth,
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
    depth: Name | None = Field(
        default=None, description="Where texts have depths: that of the text which it tables first."
    )


OF_A_GUARANTOR = Needed("of a guarantor")


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
    values: Annotated[
        dict[Name, dict[Name, Worth]], Needed("without depths, on every issue that is weighed")
    ] = Field(default={}, description="How good an option is, on its issue alone.")
    gains: dict[Name, dict[Name, Gain]] = Field(
        default={},
        description="Where texts have depths: what an option gives over a text that says nothing, or takes (below 0).",
    )
    gains_at: dict[Name, dict[Name, dict[Name, Gain]]] = Field(
        default={}, description="The same in a text of one depth, where it differs."
    )
    form: Annotated[Setting, Scaled("form")] | None = Field(
        default=None, description="Where texts have depths: what a signed text is worth as such."
    )
    bonuses: dict[Name, Bonus] = Field(
        default={}, description="Combinations worth more or less than their parts."
    )
    red_lines: dict[Name, RedLine] = Field(default={}, description="What it never accepts.")
    declared: Declared | None = Field(default=None, description="What it has asked for in public.")
    reservation: (
        Annotated[
            Setting,
            Scaled("reservation"),
            Needed("of a signatory without `ally`; without depths, of everybody"),
        ]
        | None
    ) = Field(default=None, description="Worth of leaving without a treaty.")
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
    domestic_threshold: Annotated[Setting, Scaled("threshold", -1.0, 1.0)] | None = Field(
        default=None, description="What its ratifier demands."
    )
    ally: Annotated[Name, OF_A_GUARANTOR] | None = Field(
        default=None, description="A guarantor's ally, on whom its stance weighs."
    )
    leverage: Annotated[Setting, Scaled("leverage"), OF_A_GUARANTOR] | None = Field(
        default=None, description="A guarantor's hold over its ally."
    )
    stake: Annotated[Setting, Scaled("stake"), OF_A_GUARANTOR] | None = Field(
        default=None, description="What the ally loses at a threat."
    )
    objection: Annotated[Share, OF_A_GUARANTOR] | None = Field(
        default=None, description="An objection's share of a threat."
    )
    support: Annotated[Setting, Scaled("stake"), OF_A_GUARANTOR] | None = Field(
        default=None, description="What support is worth to the ally."
    )
    counterweight: Share | None = Field(
        default=None, description="By what share a rival makes support worth more."
    )
    objection_margin: Annotated[Setting, Scaled("margin")] | None = Field(
        default=None, description="How far below its reservation it objects; at once where it is left out."
    )
    support_margin: Annotated[Setting, Scaled("margin", -1.0, 1.0), OF_A_GUARANTOR] | None = Field(
        default=None, description="How far above its reservation it supports."
    )
    threat_margin: Annotated[Setting, Scaled("margin"), OF_A_GUARANTOR] | None = Field(
        default=None, description="How far below its reservation it threatens."
    )
