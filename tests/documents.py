"""A dispute that rests on a document: the lake, with a record of its own in its ledger."""

from __future__ import annotations

from pathlib import Path

LAKE = (Path(__file__).resolve().parent / "data" / "lake.toml").read_text(encoding="utf-8")
TRUST = "parties.millbrook.trust"
_ASSUMED = 'assumption = "Fernside kept its word about half of the time."'

RECORD = """
[document]
id = "doc-minutes-2029"
title = "Minutes of the dam board"
body = "The dam board"
year = 2029
address = "https://example.org/minutes"
seen = "excerpt"
reliability = "high"
reliability_note = "Taken down on the day."
[[claims]]
id = "c01"
date = "2029-10"
actor = "fernside"
topic = "trust"
claim = "Fernside opened the gates in time."
reliability = "high"
"""

OVERLAY = """
[articles_only.parties.millbrook]
trust = { level = "none", assumption = "No article says that they were opened." }
"""


def dispute(folder: Path, *, overlay: str = OVERLAY, record: str = RECORD) -> Path:
    """Write the dispute into a folder and return the scenario's file."""
    (folder / "seeds").mkdir(parents=True)
    (folder / "seeds" / "doc-minutes-2029.toml").write_text(record, encoding="utf-8")
    assert _ASSUMED in LAKE
    path = folder / "lake.toml"
    path.write_text(LAKE.replace(_ASSUMED, 'evidence = ["doc-minutes-2029/c01"]') + overlay, encoding="utf-8")
    return path
