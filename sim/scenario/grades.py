"""What a number of a scenario file looks like: a word of a scale or a value, with what it rests on.

A *setting* is a number that the model uses, written as a word of a scale or as a value, and always with
the evidence or the assumption that it rests on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]


def readable(text: str) -> str:
    """Accept a text without marks that a screen would obey instead of showing; raise ValueError for any other."""
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text):
        raise ValueError("holds a control character, which no reader can see; remove it")
    return text


Text = Annotated[str, Field(min_length=1, max_length=600), AfterValidator(readable)]
Condition = dict[Name, Annotated[list[Name], Field(min_length=1)]]


@dataclass(frozen=True)
class Words:
    """Marks what no run reads: texts for readers, and what a grade rests on; a ``label`` names something."""

    label: bool = False


@dataclass(frozen=True)
class Needed:
    """Marks what may be left out, but not by everybody: who needs it, or where."""

    where: str


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
Gain = Annotated[Setting, Scaled("gain", -2.0, 2.0)]
Weight = Annotated[Setting, Scaled("weight", 0.0, 1000.0)]
Trust = Annotated[Setting, Scaled("trust")]
Share = Annotated[Setting, Scaled("share")]
Shift = Annotated[Setting, Scaled("shift", -1.0, 1.0)]
Chance = Annotated[Setting, Scaled("chance")]
