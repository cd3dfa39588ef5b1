"""The files that turn words into numbers: scales as they are assumed, and what a fit to history makes of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.grades import Name, Strict, Text


class Word(Strict):
    """What a word of a scale means: the most likely number and its range."""

    value: float
    range: Annotated[list[float], Field(min_length=2, max_length=2)]

    @model_validator(mode="after")
    def _inside(self) -> Word:
        if not self.range[0] <= self.value <= self.range[1]:
            raise ValueError(f"has the value {self.value:g} outside its range {self.range}")
        return self


Span = Annotated[list[float], Field(min_length=2, max_length=2)]


class Prior(Strict):
    """How far a fit to history may move the numbers of a scale, all alike between the ends of a range.

    Either ``shift`` and ``stretch`` for all words together, which keep their order, or ``words``, each by itself. In
    ``ratio``, a stretch is a power: it leaves alone the proportions' middle.
    """

    assumption: Text
    shift: Span = Field(default=[0.0, 0.0])
    stretch: Span = Field(default=[1.0, 1.0])
    ratio: bool = False
    words: dict[Name, Span] = Field(default={})

    @model_validator(mode="after")
    def _one_way(self) -> Prior:
        if self.words and (self.shift != [0.0, 0.0] or self.stretch != [1.0, 1.0]):
            raise ValueError("moves the words together and one by one; give shift and stretch, or words")
        for name, span in (("shift", self.shift), ("stretch", self.stretch), *self.words.items()):
            if span[0] > span[1]:
                raise ValueError(f"{name}: the range {span} falls; give the smaller number first")
        return self


class Scale(Strict):
    """A scale: what it grades, why its numbers are what they are, and its words from least to most."""

    title: Text
    assumption: Text
    words: Annotated[dict[Name, Word], Field(min_length=1)]
    prior: Prior | None = None

    @model_validator(mode="after")
    def _of_its_words(self) -> Scale:
        for name in self.prior.words if self.prior else ():
            if name not in self.words:
                raise ValueError(
                    f'prior.words: there is no word "{name}" on this scale ({", ".join(self.words)})'
                )
        return self


class ScalesSpec(Strict):
    """The file that turns words into numbers."""

    scales: dict[Name, Scale]


class Provenance(Strict):
    """What a fit rests on: the table of draws, by its digest, and how much of it counts."""

    command: Text
    digest: Text
    draws: int
    size: float
    versions: dict[Name, Text]


class PosteriorSpec(Strict):
    """The file that a fit to history writes: what it moved, and what the words of the scales mean after it."""

    made: Provenance
    parameters: dict[Text, Word]
    scales: dict[Name, dict[Name, Word]]


Basis = Literal["own", "assumed", "fitted"]
"""Where the scales of a scenario come from: a file beside it, or the shipped ones, as assumed or as fitted to its talks."""
