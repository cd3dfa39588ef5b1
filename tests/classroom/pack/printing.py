"""What stands where in a printed page: read from the PDF's outline, which lists every heading with its page and height."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

FORMATS = {"A4": 680, "Letter": 703}
"""Paper to the width of what is printed on it, in pixels of a screen."""

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
_DEST = re.compile(rb"/Dest\s*\[(\d+) 0 R\s*/XYZ\s+[\d.]+\s+([\d.]+)")


@dataclass(frozen=True)
class Printed:
    """How many pages there are, and where the headings stand: page from 0, and points from the bottom of the page."""

    pages: int
    headings: list[tuple[int, float]]


def printed(page: Any, paper: str) -> Printed:
    """Print a page of the browser on a paper, and return what stands where."""
    data = page.pdf(format=paper, outline=True, tagged=True)
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    sheets = _leaves(objects, _root(objects))
    found = [(sheets.index(int(at)), float(y)) for at, y in _DEST.findall(data)]
    return Printed(len(sheets), sorted(found, key=lambda one: (one[0], -one[1])))


def _root(objects: dict[int, bytes]) -> int:
    catalogue = next(body for body in objects.values() if b"/Type /Catalog" in body)
    found = re.search(rb"/Pages (\d+) 0 R", catalogue)
    assert found is not None
    return int(found[1])


def _leaves(objects: dict[int, bytes], node: int) -> list[int]:
    """The pages below a node of the page tree, in order."""
    kids = re.search(rb"/Kids \[(.*?)\]", objects[node], re.DOTALL)
    if kids is None:
        return [node]
    return [leaf for kid in re.findall(rb"(\d+) 0 R", kids[1]) for leaf in _leaves(objects, int(kid))]
